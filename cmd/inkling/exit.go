package main

import (
	"errors"
	"fmt"
)

// The exit codes, the same for every command.
const (
	done        = 0   // done, or nothing to do
	badUsage    = 2   // the command line or the configuration is wrong
	noShutdown  = 1   // of a language server only, as LSP wants it
	notWell     = 1   // of doctor only: something does not work
	unreachable = 5   // the model or the server can't be reached, or took too long
	refused     = 6   // stale, ambiguous or unsafe
	interrupted = 130 // by a signal
)

// exitCodes are what the manual page says of them.
var exitCodes = [][2]string{
	{"0", "Done, or nothing to do."},
	{"1", "Of a language server: the editor went away without saying goodbye. Of doctor: something does not work."},
	{"2", "The command line or the configuration is wrong."},
	{"5", "The model or the server can't be reached, or took too long."},
	{"6", "Refused: stale, ambiguous or unsafe."},
	{"130", "Interrupted by a signal."},
}

// failure is an error that knows the exit code it ends the program with.
type failure struct {
	code int
	err  error
	hint string // what to do about it; may be empty
}

func (f *failure) Error() string { return f.err.Error() }

func (f *failure) Unwrap() error { return f.err }

// unsaid is an error that is not printed: standard error takes no more, and would
// hold up the program's end.
type unsaid struct{ error }

func (u unsaid) Unwrap() error { return u.error }

// byInterrupt is the error of a command that was interrupted.
func byInterrupt(err error) error {
	f := &failure{code: interrupted, err: errors.New("interrupted")}
	if errors.As(err, new(unsaid)) {
		return unsaid{f}
	}
	return f
}

func usage(err error, hint string) error { return &failure{code: badUsage, err: err, hint: hint} }

func usagef(hint, format string, args ...any) error {
	return usage(fmt.Errorf(format, args...), hint)
}
