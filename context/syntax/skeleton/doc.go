// Package skeleton makes texts shorter that are parsed for their declarations.
//
// An outline never looks into the body of a function; but to parse it costs most
// of the time. So the index parses a skeleton: the text without what is between
// such braces. It does so for TypeScript and JavaScript, where tokens alone do not
// tell what a declaration is.
//
//	push(value: T) { this.values[this.head] = value }      the text
//	push(value: T) {}                                      its skeleton
//
// A brace is left empty unless the words before it, back to a brace or a
// semicolon, say that it may hold declarations. That needs no more of a language
// than its comments and strings. A word too many only costs time. Where braces
// do not match, or the skeleton does not parse, the whole text is parsed.
//
// It never parses, never leaves out what an outline shows, and never returns a
// text whose places can't be found again in the whole.
package skeleton
