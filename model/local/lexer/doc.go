// Package lexer cuts lines of source text into tokens, one small table-driven
// lexer a language and a general one for every other text. It works line by
// line with a state between lines, so that an edit costs the lines it touches.
//
// It never builds a tree, never fails on broken code, and never reads a file.
package lexer
