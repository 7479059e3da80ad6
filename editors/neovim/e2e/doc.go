// Package e2e tests Inkling in a real Neovim: a terminal screen of its own,
// keys typed into it, and the native inline completion of Neovim 0.12.
//
// Its tests never sleep, never look past the screen and the saved file, and
// never pass without a Neovim.
package e2e
