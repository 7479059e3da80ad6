// Package fill asks a model server for what comes at a cursor: one request for a
// word, not one for a key, sent so that the server reads next to nothing for it, and
// waited for only as long as somebody who types would.
//
//	fill.go      what is asked and answered
//	service.go   the documents and the backend: who owns what, and how it ends
//	ask.go       who serves a question, and how long it waits
//	question.go  a question under way: its prompt, its request, its answer
//	stream.go    an answer as it comes, and which cursors it serves
//	line.go      what of an answer is the line that is asked for
//	document.go  an open document, as prompts see it
//	server.go    a backend: its lanes, its state
//	traits.go    what it can take, and how far it is until it says so
//	pace.go      how long it takes
//	attend.go    what is done while nobody waits: warming, growing, counting
//	notice.go    what others hear of it, in order
//	report.go    what the log says was sent
//
// It never waits for a server where an editor waits for it longer than its deadline,
// never logs what is in a prompt or an answer, and never sends two requests at once
// for one document.
package fill
