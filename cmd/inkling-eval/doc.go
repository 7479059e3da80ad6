// Command inkling-eval measures how good the embedded model is, and fits its
// confidence. eval/README.md says what is measured and how.
//
// Each command has a file of its own here, with nothing but its flags and its
// printing. They never write into a repository that they read, never print
// anything but the payload on standard output, and never fit anything to a
// repository unless it is named for it.
package main
