// Generate writes what is made from the options structs of the rooms: the
// descriptions that the program knows, the reference page and the JSON schema.
// `go generate ./internal/config` runs it.
//
// It never invents a word of a description, never touches the part of the page
// that is written by hand, and never writes what has not changed.
package main
