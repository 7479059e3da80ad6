package wire

import (
	"context"
	"net"
	"time"
)

// Class is what a request is for.
type Class uint8

// The classes. Fill goes before chat where both wait.
const (
	Fill Class = iota
	Chat
)

func (c Class) String() string {
	if c == Chat {
		return "chat"
	}
	return "fill"
}

// Patience is how long an answer is waited for.
type Patience struct {
	// First is the time to the first text. It is not the time to the first byte,
	// since servers send headers, comments and empty pieces while they read a prompt.
	First time.Duration
	Whole time.Duration
}

// Options bound what a server may cost.
type Options struct {
	// Connect bounds a connection, and its TLS handshake, by itself. Across an ocean
	// they take half a second; a server that needs longer is of no use for typing.
	Connect time.Duration
	// Fill gives up what no user waits for any more. A cold prompt is laid out to be
	// read in three seconds; the rest is for a server that has to load its model.
	Fill Patience
	// Chat is asked for on purpose, and may be long: on two cores, a prompt of some
	// thousand tokens is read in minutes.
	Chat Patience
	// Ask bounds requests about the server itself. They may have to wait for it to
	// load a model.
	Ask time.Duration
	// Idle is how long a connection is kept for the next request.
	Idle time.Duration
	// MaxAnswer bounds what is read of one response, in bytes, MaxLine a line of it.
	// Some servers send the prompt back in the last line.
	MaxAnswer int64
	MaxLine   int
	// Concurrent bounds the requests at once. All but one of them may be chat, so
	// that fill need not wait for it.
	Concurrent int
	// Retries is how often a request is sent again when it is sure that the server
	// has not begun with it, or when the server asks to come back within RetryWait.
	Retries   int
	RetryWait time.Duration
	// Failures in a row are a server that is left alone for Rest; then one request
	// tries again.
	Failures uint
	Rest     time.Duration
	// Refused is how long a server's no to a class of requests is kept, that the key is
	// wrong or that there is no such model: each word that is typed would hear it again.
	// Who changes the settings has a new client.
	Refused time.Duration
	// Dial makes connections; nil is over TCP. Tests connect to pipes.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Defaults are the limits for people who type.
func Defaults() Options {
	return Options{
		Connect:    2 * time.Second,
		Fill:       Patience{First: 10 * time.Second, Whole: 30 * time.Second},
		Chat:       Patience{First: 2 * time.Minute, Whole: 10 * time.Minute},
		Ask:        10 * time.Second,
		Idle:       90 * time.Second,
		MaxAnswer:  16 << 20,
		MaxLine:    4 << 20,
		Concurrent: 4,
		Retries:    2,
		RetryWait:  2 * time.Second,
		Failures:   5,
		Rest:       5 * time.Second,
		Refused:    2 * time.Minute,
	}
}
