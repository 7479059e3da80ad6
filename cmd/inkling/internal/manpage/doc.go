// Package manpage writes a program's manual page in man(7)'s macros, from the
// commands and flags that kong reads.
//
// It never formats for a screen, which is man's work; never says what the help
// does not; and never knows a command by name.
package manpage
