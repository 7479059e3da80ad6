// Package script reads what a TypeScript file declares from its tokens, as
// package lexical does for other languages: where it returns an outline, that is
// the one of the tree.
//
// What makes this language the longest: a slash may begin a regular expression,
// a line's end may stand for a semicolon, and the grammar counts a comment before
// such an end to what it is behind.
//
// It never reads markup (TSX), never guesses what a slash is if that changes an
// outline, and never looks into the body of a function.
package script
