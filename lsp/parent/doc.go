// Package parent tells when the editor's process is gone, which closes the server's
// input too, nearly always: this is for the rest.
//
// It never ends a process, never asks more of one than whether it is there, and never
// takes one that it may not look at for dead.
package parent
