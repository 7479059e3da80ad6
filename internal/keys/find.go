package keys

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
)

// Finder finds keys. It is safe for concurrent use.
type Finder struct {
	ring    ring
	noted   notes
	environ func(name string) string
	// patience is how long the keyring may take, since it may ask the user.
	patience time.Duration
}

// patience is for people who wait for a command or a suggestion. Who has to unlock the
// keyring first asks again.
const patience = 3 * time.Second

// In returns a Finder that notes in a folder which hosts have a key in the system's
// keyring. The folder need not exist yet; if it is empty, the keyring is not used.
func In(folder string) *Finder {
	return &Finder{ring: system(), noted: notes{folder}, environ: os.Getenv, patience: patience}
}

// Found is a key, and where it is from.
type Found struct {
	Key model.Secret // empty if there is none, which is no fault: few servers on this machine ask for one
	// Origin is where it is from: "env NAME" or "keyring"; empty if there is none, or
	// if o already had it.
	Origin string
	// Problem is why there is no key where one was to be; nil if there was to be none.
	Problem error
}

// Find finds the key for o's server. It may wait for the keyring, and is not to be
// called where nobody may wait.
func (f *Finder) Find(ctx context.Context, o model.Options) Found {
	if o.Key != "" {
		return Found{Key: o.Key}
	}
	if o.KeyEnv != "" {
		if found := f.variable(o.KeyEnv); found.Key != "" {
			return found
		}
		return Found{Problem: fmt.Errorf("the variable %s, which key_env names, is not set", o.KeyEnv)}
	}
	if name := backends.KeyEnv(o); name != "" {
		if found := f.variable(name); found.Key != "" {
			return found
		}
	}
	return f.kept(ctx, backends.Host(o))
}

func (f *Finder) variable(name string) Found {
	return Found{Key: model.Secret(f.environ(name)), Origin: "env " + name}
}

// kept is what the keyring has for a host, if something was put there.
func (f *Finder) kept(ctx context.Context, host string) Found {
	noted, err := f.noted.has(host)
	if err != nil || !noted {
		return Found{Problem: err}
	}
	key, err := f.ring.get(ctx, f.patience, host)
	if err != nil {
		return Found{Problem: fmt.Errorf("the key for %s can't be had from the keyring: %w", host, err)}
	}
	return Found{Key: key, Origin: "keyring"}
}

// Set puts a key for a host into the keyring, in place of the one that it had.
func (f *Finder) Set(ctx context.Context, host string, key model.Secret) error {
	had, err := f.noted.has(host)
	if err == nil {
		err = f.noted.add(host) // first: a key that is not noted would be there unseen
	}
	if err != nil {
		return err
	}
	if err := f.ring.set(ctx, f.patience, host, key); err != nil {
		if !had {
			err = errors.Join(err, f.noted.remove(host))
		}
		return fmt.Errorf("the key for %s can't be put into the keyring: %w", host, err)
	}
	return nil
}

// Forget takes the key for a host out of the keyring, and reports whether there was
// one.
func (f *Finder) Forget(ctx context.Context, host string) (bool, error) {
	was, err := f.ring.forget(ctx, f.patience, host)
	if err != nil {
		return false, fmt.Errorf("the key for %s can't be taken out of the keyring: %w", host, err)
	}
	return was, f.noted.remove(host)
}
