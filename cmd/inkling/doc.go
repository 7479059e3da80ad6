// Command inkling writes code with you: as a language server in an editor, or
// from the command line.
//
// Each command has a file of its own here, with nothing but its flags and its
// printing. They never decide what to suggest, never print anything but the
// payload on standard output, and never wait for an answer from a person, but for a key
// that is typed on a terminal.
package main
