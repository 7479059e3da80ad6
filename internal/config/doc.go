// Package config puts the settings of all rooms together: where they may be
// written, which of them counts, and what is wrong with the others.
//
// A room owns its options struct. Its fields that a user may set carry the tag
// `setting:"name"`; more tags say what values they take:
//
//	min:"0" max:"1"         the range of a number
//	unit:"bytes"            what a number counts
//	values:"debug,info"     the only values of a string
//	kind:"path"             a string that names a file; also url, and variable, the name
//	                        of an environment variable
//	beside:"name"           it goes with the value of another setting of the section
//	short:"INKLING_URL"     another environment variable for it
//	sensitive:"…"           a workspace's own file may not set it until the user
//	                        trusts that workspace; the text says what it names
//	own:"true"              neither a workspace's own file nor an editor may set it
//	secret:"true"           it comes from the environment alone and is never shown
//
// The doc comment of the field is its description everywhere: in the reference
// page, in the JSON schema, in what editors show. `go generate` collects them.
//
// Settings are read in layers, a higher one over a lower one, key by key (see
// Layer; docs/decisions/0013 says why in this order). A value that can't be used
// is told of as a Problem, and the next lower layer decides.
//
// It never fails because of what somebody wrote, never changes a file, and never
// shows a key.
package config

//go:generate go run ./generate
