package local

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
	"pgregory.net/rapid"
)

func TestFollowingChangesEqualsLexingAnew(t *testing.T) {
	pieces := []string{"a", "foo", " := ", "\n", "\r\n", "\r", "/*", "*/", "`", "\"", "// c", "(", ")", "x.y", "'''", "\t", "é", "\xff"}
	rapid.Check(t, func(t *rapid.T) {
		language := rapid.SampledFrom([]string{"go", "python", "typescript", "rust", "plaintext"}).Draw(t, "language")
		draw := func(label string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, label), "")
		}
		s := text.NewSnapshot("file:///a", language, 0, draw("text"))
		d := newLive(s)
		d.sync(s)
		seen := maps.Clone(d.current)
		for i := range rapid.IntRange(1, 8).Draw(t, "changes") {
			start := rapid.IntRange(0, s.Len()).Draw(t, "start")
			end := rapid.IntRange(start, s.Len()).Draw(t, "end")
			next, err := s.Apply(int32(i+1), []text.Change{{Range: text.Range{Start: start, End: end}, New: draw("new")}})
			if err != nil {
				t.Fatal(err)
			}
			s = next
			d.sync(s)
			maps.Copy(seen, d.current)
			fresh := newLive(s)
			fresh.sync(s)
			if !slices.Equal(d.ids, fresh.ids) || !slices.Equal(d.traits, fresh.traits) ||
				!slices.Equal(d.classes, fresh.classes) || !slices.Equal(d.spans, fresh.spans) {
				t.Fatalf("tokens differ after change %d to %q", i, s.String())
			}
			if !slices.Equal(d.lines, fresh.lines) || d.long != fresh.long {
				t.Fatalf("lines differ after change %d to %q:\n%v\n%v", i, s.String(), d.lines, fresh.lines)
			}
			if !maps.Equal(d.current, fresh.current) {
				t.Fatalf("line counts differ after change %d to %q", i, s.String())
			}
		}
		for key := range seen {
			if d.lost(key) == (d.current[key] > 0) {
				t.Fatal("a line is lost if and only if it is gone")
			}
		}
	})
}

func TestLinesThatWereSeenAreForgottenWhenThereAreTooMany(t *testing.T) {
	s := text.NewSnapshot("file:///a.go", "go", 0, "kept()\n")
	d := newLive(s)
	d.sync(s)
	for key := range lineKey(3 * maxSeen) {
		d.remember(key)
	}
	if len(d.seen) > maxSeen+2 {
		t.Errorf("%d lines are remembered", len(d.seen))
	}
	for key := range d.current {
		if _, ok := d.seen[key]; !ok {
			t.Error("a line that the document has is forgotten")
		}
	}
}
