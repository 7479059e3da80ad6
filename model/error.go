package model

import (
	"fmt"
	"time"
)

// Kind is what went wrong with a request, as far as the caller may act on it.
type Kind string

// The kinds.
const (
	Unreachable Kind = "unreachable" // no connection, or it broke
	TooSlow     Kind = "too-slow"    // no answer, or no end of it, in time
	Overloaded  Kind = "overloaded"  // the server asks to wait: 429, 503, 529
	Denied      Kind = "denied"      // the key is missing, wrong, or has no right: 401, 403
	NoModel     Kind = "no-model"    // the server does not know the model, or it can't do this
	BadRequest  Kind = "bad-request" // the server refused what we sent; a mistake of ours, or too long a prompt
	BadAnswer   Kind = "bad-answer"  // the server's answer can't be read, or holds an error
	Suspended   Kind = "suspended"   // not asked: it has failed too often, and is left alone for a while
	Withheld    Kind = "withheld"    // not asked: the user has not said that their code may go there
)

// Error is why a backend gave no answer, or only the beginning of one.
type Error struct {
	Kind    Kind
	Backend string // its name
	// Says is what happened, for a person: without keys, prompts or answers in it.
	Says string
	// RetryAfter is how long the server asked to be left alone, 0 if it did not say.
	RetryAfter time.Duration
	Err        error // the cause; may be nil
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s: %s", e.Backend, e.Kind, e.Says) }

func (e *Error) Unwrap() error { return e.Err }
