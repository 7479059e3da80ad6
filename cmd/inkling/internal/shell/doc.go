// Package shell completes the command line in bash, zsh and fish: a script for
// each shell that asks the program, and the program's answer.
//
// The libraries that do this for kong (kongplete 0.4.0, of 2023; kong-completion
// 0.0.4, of 2022) are no longer kept, speak bash's protocol to all shells, and so
// show no descriptions.
//
// It never completes file names, which shells do better; never changes a shell's
// start-up files; and never runs a command to complete one.
package shell
