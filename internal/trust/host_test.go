package trust

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestHostsAreAllowedByNameAndPort(t *testing.T) {
	s := In(filepath.Join(t.TempDir(), "trust"))
	expectHost(t, s, "models.example", false)
	must(t, s.AllowHost("Models.Example"))
	expectHost(t, s, "models.example", true)
	expectHost(t, s, "MODELS.example", true)
	for _, other := range []string{"models.example:8080", "example", "evil.models.example", "models.example.evil"} {
		expectHost(t, s, other, false)
	}
	must(t, s.AllowHost("[fd00::1]:8080"))
	hosts, err := s.Hosts()
	if !slices.Equal(hosts, []string{"[fd00::1]:8080", "models.example"}) || err != nil {
		t.Errorf("Hosts = %q, %v", hosts, err)
	}
	if was, err := s.RevokeHost("models.EXAMPLE"); !was || err != nil {
		t.Errorf("RevokeHost = %v, %v", was, err)
	}
	if was, err := s.RevokeHost("models.example"); was || err != nil {
		t.Errorf("the second RevokeHost = %v, %v", was, err)
	}
	expectHost(t, s, "models.example", false)
	expectHost(t, s, "[fd00::1]:8080", true)
}

func TestHostsAndWorkspacesLieSideBySide(t *testing.T) {
	s, w := In(t.TempDir()), t.TempDir()
	must(t, s.Trust(w, one))
	must(t, s.AllowHost("models.example"))
	entries, err := s.List()
	if len(entries) != 1 || err != nil {
		t.Errorf("List = %v, %v", entries, err)
	}
	hosts, err := s.Hosts()
	if len(hosts) != 1 || err != nil {
		t.Errorf("Hosts = %v, %v", hosts, err)
	}
	expectState(t, s, w, one, Trusted)
	info, err := os.Stat(s.hostFile("models.example"))
	must(t, err)
	if got := info.Mode().Perm(); got != 0o600 && filepath.Separator == '/' {
		t.Errorf("a host has mode %o", got)
	}
}

func TestWhatIsNoHostIsNeverAllowed(t *testing.T) {
	s := In(t.TempDir())
	for _, host := range []string{"", "https://models.example", "me@models.example", "a b", "a\nb", "a\x1b[2J", strings.Repeat("a", 300)} {
		if err := s.AllowHost(host); err == nil {
			t.Errorf("%q is allowed", host)
		}
		if allowed, err := s.HostAllowed(host); allowed || err == nil {
			t.Errorf("%q: allowed %v, error %v", host, allowed, err)
		}
		if _, err := s.RevokeHost(host); err == nil {
			t.Errorf("%q can be revoked", host)
		}
	}
	if names, err := os.ReadDir(s.Dir()); len(names) > 0 || err != nil {
		t.Errorf("files are left: %v, %v", names, err)
	}
}

func TestBrokenHostsAllowNothing(t *testing.T) {
	s := In(t.TempDir())
	for _, content := range []string{"", "{", "{}", `{"host":"a/b"}`, `{"host":7}`} {
		must(t, os.WriteFile(s.hostFile("models.example"), []byte(content), 0o600))
		if allowed, err := s.HostAllowed("models.example"); allowed || err == nil {
			t.Errorf("%q: allowed %v, error %v", content, allowed, err)
		}
	}
	must(t, s.AllowHost("other.example"))
	hosts, err := s.Hosts()
	if !slices.Equal(hosts, []string{"other.example"}) || err == nil {
		t.Errorf("Hosts = %q, %v", hosts, err)
	}
	// A file that was copied under another's name allows neither.
	must(t, os.WriteFile(s.hostFile("models.example"), []byte(`{"host":"other.example"}`), 0o600))
	expectHost(t, s, "models.example", false)
}

func TestManyMayAllowAtOnce(t *testing.T) {
	s := In(t.TempDir())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 25 {
				if err := s.AllowHost("models.example"); err != nil {
					t.Error(err)
				}
				expectHost(t, s, "models.example", true)
			}
		})
	}
	all.Wait()
	if names, err := os.ReadDir(s.Dir()); len(names) != 1 || err != nil {
		t.Errorf("%d files are left, %v", len(names), err)
	}
}

func FuzzParseHost(f *testing.F) {
	f.Add([]byte(`{"host":"models.example:8080"}`))
	f.Add([]byte(`{"host":"\u0000"}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		host, err := parseHost("x.host", content)
		if again, errAgain := checkHost(host); err == nil && (errAgain != nil || again != host) {
			t.Errorf("%q is read as %q, which is %q, %v", content, host, again, errAgain)
		}
	})
}

func expectHost(t *testing.T, s *Store, host string, want bool) {
	t.Helper()
	if got, err := s.HostAllowed(host); got != want || err != nil {
		t.Errorf("%s is allowed: %v, %v; want %v", host, got, err, want)
	}
}
