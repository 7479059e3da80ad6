// Package local is the embedded model: it learns the open workspace in seconds
// and completes the line at the cursor by retrieve, substitute, vote.
//
// Text is cut into tokens (package lexer) and kept as streams of token ids at
// three levels of detail: exact; local names, strings and numbers abstracted to
// their class; every name abstracted. The places of a stream are sorted by their
// context read backwards, a suffix array of the past, so the places whose
// context agrees longest with the cursor's lie side by side:
//
//	… if err != nil { ⏎ return err|      the cursor
//	… if err != nil { ⏎ return err ⏎     a place; 8 tokens agree
//	… if e   != nil { ⏎ return e   ⏎     agrees as far once names are abstracted: e → err
//
// What follows such a place, up to the end of its line and with the names of its
// context replaced by the cursor's, is a candidate. Candidates gather votes from
// the places that support them; a small additive table (vote_table.go) turns
// the votes into a calibrated probability.
//
// Streams live in sealed segments that never change (segment.go). Documents that
// are open are lexed as they are typed and searched by one linear scan
// (live.go): 40,000 tokens take some 60 µs, which no structure that must be kept
// sorted under typing pays back.
//
// It never leaves a goroutine running, never opens a file or a connection, and
// never offers a word that is not in the workspace.
package local
