// Package symbols keeps what each file of the workspace declares and imports: a
// table that is asked by name or by file, and the learner of the workspace's index
// that fills it.
//
//	a text ──▶ syntax.ReadOutline ──▶ a record (bytes) ──▶ the table, and a pack in the store
//	                                                          ▲
//	a text that was seen before ── its key ── in a pack ──────┘
//
// A record is an outline in as few bytes as it takes, and is read when it is asked
// for: a million lines of Go have some 130,000 symbols, and those of kept records
// lie in mapped files. Each change makes a new table that shares all else with the
// one before, so whoever asks holds no lock and keeps nobody waiting.
//
// It never keeps a text, never computes on a thread that typing needs, and never
// takes the word of a file on disk for what a record is: each is checked.
package symbols
