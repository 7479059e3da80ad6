package keys

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// notes is a folder with an empty file for each host that has a key in the keyring.
// It is empty where there is no place for it; then nothing is noted.
type notes struct{ dir string }

func (n notes) file(host string) string {
	sum := sha256.Sum256([]byte(host)) // a host has letters that a file's name may not have
	return filepath.Join(n.dir, hex.EncodeToString(sum[:16]))
}

func (n notes) has(host string) (bool, error) {
	if n.dir == "" || host == "" {
		return false, nil
	}
	_, err := os.Stat(n.file(host))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look whether %s has a key in the keyring: %w", host, err)
	}
	return true, nil
}

func (n notes) add(host string) error {
	if n.dir == "" {
		return errors.New("there is no folder of the user's to note in that the keyring has a key")
	}
	err := os.MkdirAll(n.dir, 0o700)
	if err == nil {
		err = os.WriteFile(n.file(host), nil, 0o600)
	}
	if err != nil {
		return fmt.Errorf("note that %s has a key in the keyring: %w", host, err)
	}
	return nil
}

func (n notes) remove(host string) error {
	if err := os.Remove(n.file(host)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("note that %s has no key in the keyring any more: %w", host, err)
	}
	return nil
}
