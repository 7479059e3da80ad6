package trust

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	one = Sum(map[string]string{"log.file": `"a"`})
	two = Sum(map[string]string{"log.file": `"b"`})
)

func TestTrustIsInAFolderWithItsValues(t *testing.T) {
	s, w := In(filepath.Join(t.TempDir(), "inkling", "trust")), t.TempDir()
	expectState(t, s, w, one, Untrusted)
	must(t, s.Trust(w, one))
	expectState(t, s, w, one, Trusted)
	expectState(t, s, w, two, Changed)
	must(t, s.Trust(w, two))
	expectState(t, s, w, one, Changed)
	if was, err := s.Revoke(w); !was || err != nil {
		t.Errorf("Revoke = %v, %v", was, err)
	}
	expectState(t, s, w, two, Untrusted)
	if was, err := s.Revoke(w); was || err != nil {
		t.Errorf("the second Revoke = %v, %v", was, err)
	}
}

func TestFoldersInsideAndOutsideAreNotTrustedAlong(t *testing.T) {
	s, w := In(t.TempDir()), t.TempDir()
	inside := filepath.Join(w, "inside")
	must(t, os.Mkdir(inside, 0o755))
	must(t, s.Trust(w, one))
	expectState(t, s, inside, one, Untrusted)
	expectState(t, s, filepath.Dir(w), one, Untrusted)
}

func TestLinksLeadToTheFolderTheyMean(t *testing.T) {
	s, parent := In(t.TempDir()), t.TempDir()
	w, link := filepath.Join(parent, "w"), filepath.Join(parent, "link")
	must(t, os.Mkdir(w, 0o755))
	must(t, os.Symlink(w, link))
	must(t, s.Trust(link, one))
	expectState(t, s, w, one, Trusted)
	must(t, os.Remove(link))
	other := t.TempDir()
	must(t, os.Symlink(other, link))
	expectState(t, s, link, one, Untrusted)
}

func TestTrustOfAFolderThatIsGoneCanBeRevoked(t *testing.T) {
	parent, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	s, w := In(t.TempDir()), filepath.Join(parent, "w")
	must(t, os.Mkdir(w, 0o755))
	must(t, s.Trust(w, one))
	must(t, os.Remove(w))
	if _, err := s.State(w, one); err == nil {
		t.Error("a folder that is gone has a state")
	}
	if was, err := s.Revoke(w); !was || err != nil {
		t.Errorf("Revoke = %v, %v", was, err)
	}
}

func TestBrokenEntriesTrustNothing(t *testing.T) {
	s, w := In(t.TempDir()), t.TempDir()
	canonical, err := Canonical(w)
	must(t, err)
	for _, content := range []string{"", "{", "{}", `{"folder":"/elsewhere"}`, `{"folder":7,"values":"x"}`} {
		must(t, os.WriteFile(s.file(canonical), []byte(content), 0o600))
		if state, err := s.State(w, one); state != Untrusted || err == nil {
			t.Errorf("%q: state %v, error %v", content, state, err)
		}
	}
	must(t, os.WriteFile(s.file(canonical), fmt.Appendf(nil, `{"folder":"/elsewhere","values":%q}`, one), 0o600))
	expectState(t, s, w, one, Untrusted)
}

func TestListLeavesOutWhatIsBroken(t *testing.T) {
	s := In(filepath.Join(t.TempDir(), "trust"))
	if all, err := s.List(); all != nil || err != nil {
		t.Errorf("an absent store has %v, %v", all, err)
	}
	a, b := t.TempDir(), t.TempDir()
	must(t, s.Trust(b, two))
	must(t, s.Trust(a, one))
	must(t, os.WriteFile(filepath.Join(s.Dir(), "new-123"), nil, 0o600)) // cut off
	must(t, os.WriteFile(filepath.Join(s.Dir(), "x.json"), []byte("{"), 0o600))
	all, err := s.List()
	if err == nil || !strings.Contains(err.Error(), "x.json") {
		t.Errorf("the error is %v", err)
	}
	if len(all) != 2 || all[0].Folder > all[1].Folder {
		t.Errorf("List = %v", all)
	}
}

func TestEntriesAreTheUsersAlone(t *testing.T) {
	s, w := In(filepath.Join(t.TempDir(), "trust")), t.TempDir()
	must(t, s.Trust(w, one))
	for path, want := range map[string]os.FileMode{s.Dir(): 0o700, s.file(canonical(t, w)): 0o600} {
		info, err := os.Stat(path)
		must(t, err)
		if got := info.Mode().Perm(); got != want && filepath.Separator == '/' {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
}

func TestManyMayTrustAtOnce(t *testing.T) {
	s, w := In(t.TempDir()), t.TempDir()
	must(t, s.Trust(w, one))
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 25 {
				if err := s.Trust(w, []Digest{one, two}[i%2]); err != nil {
					t.Error(err)
				}
				if state, err := s.State(w, one); state == Untrusted || err != nil {
					t.Errorf("in between the state is %v, %v", state, err)
				}
			}
		})
	}
	all.Wait()
	names, err := os.ReadDir(s.Dir())
	must(t, err)
	if len(names) != 1 {
		t.Errorf("%d files are left", len(names))
	}
}

func TestOnlyEqualValuesHaveEqualDigests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		short := rapid.StringN(0, 3, -1)
		values := rapid.MapOfN(short, short, 0, 3)
		a, b := values.Draw(t, "a"), values.Draw(t, "b")
		if same := fmt.Sprint(len(a), fmt.Sprintf("%q", a)) == fmt.Sprint(len(b), fmt.Sprintf("%q", b)); (Sum(a) == Sum(b)) != same {
			t.Errorf("%q and %q: equal digests: %v", a, b, Sum(a) == Sum(b))
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"folder":"/w","values":"00"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, content []byte) {
		if e, err := parse("x.json", content); err == nil && (e.Folder == "" || e.Values == "") {
			t.Errorf("%q is read as %+v", content, e)
		}
	})
}

func canonical(t *testing.T, folder string) string {
	t.Helper()
	c, err := Canonical(folder)
	must(t, err)
	return c
}

func expectState(t *testing.T, s *Store, folder string, values Digest, want State) {
	t.Helper()
	if got, err := s.State(folder, values); got != want || err != nil {
		t.Errorf("state of %s is %v, %v; want %v", folder, got, err, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
