// Package lexer cuts lines of source text into tokens: one small table for each
// language it knows well, and a general lexer for every other text. It works
// line by line with a State between lines, so that an edit costs the lines it
// touches.
//
// It never builds a tree, never fails on broken code, and never reads a file.
//
// # Adding a language
//
// Write one file like java.go with a spec, add it to the list in for.go, and
// add a testdata/NAME.txtar with source and expected tokens. Most languages
// need no function of their own; javascript.go and rust.go show the one hook.
//
// # What a token is
//
//   - A literal is one token with its prefix and quotes; so is a template
//     literal with everything in its ${}. A literal that spans lines gives one
//     token, the piece on its first line.
//   - A word after a dot is an identifier even if it is a keyword elsewhere
//     (promise.catch, z.string): it is a name there. Each language lists its
//     exceptions (Rust's await, Java's class).
//   - Names that are predeclared (nil, len, self, Some, undefined) are
//     keywords: they mean the same in every file.
//   - A run of > is cut into single ones in Rust, TypeScript, JavaScript, Java
//     and the general lexer, so that the end of Map<String, List<T>> has the
//     tokens of two ends; an assignment (>>=) stays whole.
//   - Rust's lifetimes and labels are keywords: 'a must not be taken for a name
//     and replaced by one.
package lexer
