// Package keystest puts a keyring in memory in place of the system's, for tests of
// what finds keys.
//
// It never touches the system's keyring, never writes a file, and never asks anybody.
package keystest

import (
	"testing"

	"github.com/zalando/go-keyring"
)

// InMemory has the process keep keys in memory from now on, none at first. Tests that
// use it can't run beside each other.
func InMemory(t testing.TB) {
	t.Helper()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "of a test") // or there is no keyring at all
	keyring.MockInit()
}

// Broken has the keyring fail from now on, as one does that is locked.
func Broken(err error) { keyring.MockInitWithError(err) }
