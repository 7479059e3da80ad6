package keys

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/inkling-lsp/inkling/model"
)

// service is what entries are kept under; the user of an entry is the host.
const service = "inkling"

var (
	errSilent = errors.New("the keyring did not answer in time; if it asks for its password, unlock it and try again")
	errBusy   = errors.New("the keyring still has not answered; if it asks for its password, unlock it and try again")
	errNone   = errors.New("there is no keyring in this session; use the variable INKLING_API_KEY")
)

// ring is the system's keyring: Secret Service on Linux and the BSDs, Keychain on
// macOS, Credential Manager on Windows. The library takes no context, and waits while
// the system asks the user for a password. So a call runs beside its caller, who may
// give up; it keeps its turn until it ends, so that one question at most is open.
type ring struct {
	turn  chan struct{} // holds a token while a call runs
	there func() bool
}

func system() ring { return ring{turn: make(chan struct{}, 1), there: sessionHasKeyring} }

func (r ring) get(ctx context.Context, patience time.Duration, host string) (model.Secret, error) {
	text, err := r.call(ctx, patience, func() (string, error) { return keyring.Get(service, host) })
	if errors.Is(err, keyring.ErrNotFound) {
		err = errors.New("it is no longer there; run: inkling model key set")
	}
	return model.Secret(text), err
}

func (r ring) set(ctx context.Context, patience time.Duration, host string, key model.Secret) error {
	_, err := r.call(ctx, patience, func() (string, error) { return "", keyring.Set(service, host, string(key)) })
	return err
}

func (r ring) forget(ctx context.Context, patience time.Duration, host string) (bool, error) {
	_, err := r.call(ctx, patience, func() (string, error) { return "", keyring.Delete(service, host) })
	if errors.Is(err, keyring.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (r ring) call(ctx context.Context, patience time.Duration, f func() (string, error)) (string, error) {
	if !r.there() {
		return "", errNone
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errSilent)
	defer cancel()
	select {
	case r.turn <- struct{}{}:
	case <-ctx.Done():
		if context.Cause(ctx) == errSilent { //nolint:errorlint // the very cause that was given
			return "", errBusy
		}
		return "", ctx.Err()
	}
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() { // it ends with the call, or with the process
		defer func() { <-r.turn }()
		text, err := f()
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		return a.text, a.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// sessionHasKeyring says whether a keyring may be there at all. Without a session bus,
// the library would start one, which would outlive us.
func sessionHasKeyring() bool {
	switch runtime.GOOS {
	case "darwin", "windows":
		return true
	}
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	_, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
	return err == nil
}
