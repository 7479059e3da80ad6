// Package wire is what backends that speak HTTP share, so that a server that
// hangs, drips, breaks off, talks nonsense or asks to be left alone costs the user
// nothing but a suggestion.
//
//	options.go    how long, how much, how many: the limits and why they are so
//	client.go     one connection pool for one server, and the requests about the server
//	answer.go     a streamed answer: its clock, its pieces, its report
//	transport.go  what every request passes: limits, retries, refusals
//	gate.go       how many at once, fill before chat
//	breaker.go    when a server is left alone
//	errors.go     the one table from what went wrong to a model.Error
//	once.go       what is asked of a server once
//	member.go     what some models refuse
//	reframe.go    streams for the libraries of services
//	events.go     server-sent events and lines of JSON, tolerant and bounded
//
// A backend calls Answer for each fill or chat, and in it Stream, or a library of
// its service with the client that HTTP returns: both pass the same transport.
//
// It never follows a redirect, since keys and prompts would go along. It never
// reads more than it was told to. It never logs, or puts into an error, a key, a
// prompt or an answer.
package wire
