package weights

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/internal/llamatest"
)

// original is a file of the user's, and says at the end that nobody has touched it.
func original(t *testing.T) (path string, content []byte) {
	t.Helper()
	path = llamatest.Write(t, t.TempDir(), llamatest.Plain)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if now, err := os.ReadFile(path); err != nil || sum(now) != sum(content) {
			t.Errorf("the user's own file has %d bytes now, not %d, or others: %v", len(now), len(content), err)
		}
	})
	return path, content
}

func TestUsersOwnFileOutlivesALocalPullThatWasInterrupted(t *testing.T) {
	from, _ := original(t)
	h, s := newHub(t), store(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Pull(ctx, Source{Name: "tiny", Where: from}, quick); !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted: %v", err)
	}
	if all, err := s.List(); err != nil || len(all) != 0 {
		t.Errorf("left: %+v, %v", all, err)
	}
	if _, err := s.Pull(t.Context(), h.source(), quick); err != nil {
		t.Fatal(err)
	}
	pulled(t, s, h.content)
}

func TestPartThatIsALinkIsNotWrittenTo(t *testing.T) {
	for name, link := range map[string]func(from, to string) error{"hard": os.Link, "symbolic": os.Symlink} {
		for _, noted := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				from, _ := original(t)
				h, s := newHub(t), store(t)
				part := filepath.Join(s.Dir(), "tiny.gguf.part")
				if err := errors.Join(os.MkdirAll(s.Dir(), 0o700), link(from, part)); err != nil {
					t.Fatal(err)
				}
				if noted {
					// As if the part were of this download: it would be gone on with.
					note, err := json.Marshal(known{Where: h.source().Where, Bytes: int64(len(h.content)), ETag: h.etag})
					if err := errors.Join(err, os.WriteFile(part+".json", note, 0o600)); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := s.Pull(t.Context(), h.source(), quick); err != nil {
					t.Fatal(err)
				}
				pulled(t, s, h.content)
			})
		}
	}
}

func TestLocalPullTakesAwayWhatADownloadHasLeft(t *testing.T) {
	from, content := original(t)
	h, s := newHub(t), store(t)
	h.cuts = []int{1000, 0, 0, 0, 0}
	if _, err := s.Pull(t.Context(), h.source(), quick); err == nil {
		t.Fatal("it was cut off five times")
	}
	if _, err := s.Pull(t.Context(), Source{Name: "tiny", Where: from}, quick); err != nil {
		t.Fatal(err)
	}
	pulled(t, s, content)
	if left, err := filepath.Glob(filepath.Join(s.Dir(), "*.part*")); err != nil || len(left) != 0 {
		t.Errorf("%q are left, %v", left, err)
	}
}

func TestLocalFileThatIsAnotherIsLeftWhereItIs(t *testing.T) {
	from, _ := original(t)
	s := store(t)
	_, err := s.Pull(t.Context(), Source{Name: "tiny", Where: from, SHA256: sum(nil)}, quick)
	if err == nil || !strings.Contains(err.Error(), "not what the catalogue says") {
		t.Errorf("%v", err)
	}
	if all, err := s.List(); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

// Where there can be no link, as to another disk, the file is copied.
func TestLocalCopyIsProvenBeforeItIsInPlace(t *testing.T) {
	from, content := original(t)
	for name, want := range map[string]string{"the same": sum(content), "changed since": sum(nil)} {
		t.Run(name, func(t *testing.T) {
			s := store(t)
			if err := os.MkdirAll(s.Dir(), 0o700); err != nil {
				t.Fatal(err)
			}
			file, err := os.Open(from)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			p := &pull{
				source: Source{Name: "tiny", Where: from}, o: quick, have: int64(len(content)),
				path: s.file("tiny", partSuffix), note: s.file("tiny", noteSuffix),
			}
			p.o.Progress = func(int64, int64) {}
			err = p.copyLocal(t.Context(), file, want, s.file("tiny", suffix))
			if want == sum(content) {
				if err != nil {
					t.Fatal(err)
				}
				pulled(t, s, content)
				return
			}
			if all, e := s.List(); err == nil || !strings.Contains(err.Error(), "has changed") || e != nil || len(all) != 0 {
				t.Errorf("%v; %+v, %v", err, all, e)
			}
		})
	}
}
