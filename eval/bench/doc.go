// Package bench measures what the project has promised to reach, and prints it as
// a table: what, how much is asked for, how much it is here, and whether that is
// enough. The file of each row says how it is measured, eval/README.md how commits
// are replayed.
//
// It never measures a server that a user does not get, never leaves a row out
// because it looks bad, and never rounds in its own favour.
package bench
