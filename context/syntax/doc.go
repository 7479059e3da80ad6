// Package syntax is the room of syntax trees, and the one door to tree-sitter:
// what a language is, which declarations and imports a file has, and what a
// place in an open document is in.
//
// There are two ways in. ReadOutline parses a file for the index and keeps
// nothing. Trees follows the open documents, parses each again where it changed,
// and answers about the very snapshot that is asked about.
//
// A language is one file here, lang_NAME.go: its grammar, its names, its node
// types, and its queries. CONTRIBUTING.md walks through adding one. Without cgo
// there is no tree-sitter: then no language is known, and nothing else changes.
//
// It never lets a tree or a node out (what leaves is plain data), never lets two
// goroutines read one tree, and never parses without a limit.
package syntax
