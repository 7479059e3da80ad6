package trust

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode"
)

// hostEntry is a host that the user has allowed.
type hostEntry struct {
	Host string `json:"host"`
}

// HostAllowed says whether the user has allowed requests to a host, written as in an
// address: with its port, if it is not the usual one of https. On an error it is not
// allowed.
func (s *Store) HostAllowed(host string) (bool, error) {
	host, err := checkHost(host)
	if err != nil {
		return false, err
	}
	allowed, err := readHost(s.hostFile(host))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && allowed == host, err
}

// AllowHost remembers that the user allows requests to a host.
func (s *Store) AllowHost(host string) error {
	host, err := checkHost(host)
	if err != nil {
		return err
	}
	content, err := json.Marshal(hostEntry{host})
	if err == nil {
		err = s.replace(s.hostFile(host), append(content, '\n'))
	}
	if err != nil {
		return fmt.Errorf("remember that %s is allowed: %w", host, err)
	}
	return nil
}

// RevokeHost forgets a host and reports whether it was allowed.
func (s *Store) RevokeHost(host string) (bool, error) {
	host, err := checkHost(host)
	if err != nil {
		return false, err
	}
	err = os.Remove(s.hostFile(host))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("forget that %s is allowed: %w", host, err)
	}
	return true, nil
}

// Hosts returns the hosts that are allowed, sorted. Files that can't be read are left
// out and told of by the error.
func (s *Store) Hosts() ([]string, error) {
	hosts, err := list(s.dir, hostSuffix, readHost)
	slices.Sort(hosts)
	return hosts, err
}

const hostSuffix = ".host"

func (s *Store) hostFile(host string) string { return s.named(host, hostSuffix) }

// checkHost returns the one way to write a host, which has no names in small and in
// capital letters.
func checkHost(host string) (string, error) {
	const longest = 255 + len(":65535")
	odd := func(r rune) bool {
		return strings.ContainsRune("/@?#\\", r) || unicode.IsSpace(r) || !unicode.IsPrint(r)
	}
	if host == "" || len(host) > longest || strings.ContainsFunc(host, odd) {
		return "", fmt.Errorf("%q is no host: write it as in an address, such as models.example or models.example:8080", host)
	}
	return strings.ToLower(host), nil
}

func readHost(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read which host is allowed: %w", err)
	}
	return parseHost(path, content)
}

func parseHost(path string, content []byte) (string, error) {
	var e hostEntry
	err := json.Unmarshal(content, &e)
	if err == nil {
		e.Host, err = checkHost(e.Host)
	}
	if err != nil {
		return "", fmt.Errorf("%s is broken, remove it and allow the host again: %w", path, err)
	}
	return e.Host, nil
}
