// Package transport carries JSON-RPC messages between the read loop of jsonrpc2
// and a client: frames, limits, the queue of what is sent, and the codec.
//
// It stands in front of the library because the library ends a connection at the
// first message that it can't read, reserves what a header announces, and writes
// in the goroutine that sends.
//
//	client → frames that hold a message ──────────→ ReadFrame
//	           └─ answers to what is none ─┐
//	                                       ↓
//	client ←──────────────────── outbound queue ←── Write
//
// It never waits for a client to read, never reserves memory before what it is for
// has arrived, and never ends a session for a message that can be skipped.
package transport
