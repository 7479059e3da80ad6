// Package text is the room of documents: immutable snapshots, the changes a
// client makes to them, and the positions by which it names places in them.
//
// Units: offsets and ranges are bytes, half open; a Position counts lines from
// zero and characters from zero in the units of an Encoding.
//
// It never parses code, never touches a disk, and never knows LSP's types.
package text
