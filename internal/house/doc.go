// Package house holds the house rules of the project as tests that say why:
// which room may import which, how large a file may be, what a test may not do,
// what the documents must agree on with the code.
//
// It never checks what the compiler or the linter can, never tolerates an
// exception without a reason or one that is no longer needed, and never changes
// a file.
package house
