package main

import "fmt"

// The exit codes, the same for every command.
const (
	done        = 0   // done, or nothing to do
	badUsage    = 2   // the command line or the configuration is wrong
	noShutdown  = 1   // of a language server only, as LSP wants it
	unreachable = 5   // the model or the server can't be reached, or took too long
	refused     = 6   // stale, ambiguous or unsafe
	interrupted = 130 // by a signal
)

// failure is an error that knows the exit code it ends the program with.
type failure struct {
	code int
	err  error
	hint string // what to do about it; may be empty
}

func (f *failure) Error() string { return f.err.Error() }

func (f *failure) Unwrap() error { return f.err }

func usage(err error, hint string) error { return &failure{badUsage, err, hint} }

func usagef(hint, format string, args ...any) error {
	return usage(fmt.Errorf(format, args...), hint)
}
