// Package lexical reads what a file declares from its tokens, without a tree.
//
// An outline shows no expression and no statement, so most of a grammar is not
// needed for it: to know which brackets belong together, and how a declaration
// begins and ends, is enough. That is some ten times as fast as tree-sitter, and
// five times as fast as universal-ctags. A language has files with its reader,
// TypeScript a part of the room.
//
// A reader has one promise: where it returns an outline, that is the one of the
// tree, if the tree has no errors. The tests of context/syntax hold it to that on
// real code and on declarations put together at random. So a reader says that it
// doesn't know a text rather than guess, and the tree is asked.
//
// It never looks into the body of a function, never guesses where a declaration
// ends, and never keeps a string of the text.
package lexical
