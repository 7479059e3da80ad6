// Package editortest is an editor for tests: it opens files, types key by key,
// and shows ghost text by the rules of VS Code, through real LSP, to a server in
// the test's process or to a built binary.
//
// It never reaches into the server, never waits for time to pass, and never
// outlives its test.
package editortest
