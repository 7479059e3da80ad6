package text

import (
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func span(startLine, startCharacter, endLine, endCharacter int) *PositionRange {
	return &PositionRange{Position{startLine, startCharacter}, Position{endLine, endCharacter}}
}

func TestChangesOfABatchSeeTheOnesBefore(t *testing.T) {
	for name, c := range map[string]struct {
		before  string
		changes []PositionChange
		after   string
	}{
		"none":                           {"a", nil, "a"},
		"insertion":                      {"ac", []PositionChange{{span(0, 1, 0, 1), "b"}}, "abc"},
		"in order":                       {"", []PositionChange{{span(0, 0, 0, 0), "a\n"}, {span(1, 0, 1, 0), "b"}}, "a\nb"},
		"over lines":                     {"a\r\nb\rc\nd", []PositionChange{{span(0, 1, 2, 1), "-"}}, "a-\nd"},
		"whole text":                     {"old", []PositionChange{{nil, "new"}}, "new"},
		"whole text in the middle":       {"old", []PositionChange{{span(0, 0, 0, 3), ""}, {nil, "one\ntwo"}, {span(1, 3, 1, 3), "!"}}, "one\ntwo!"},
		"whole text that is a part":      {"aXa", []PositionChange{{nil, "aa"}}, "aa"},
		"whole text made empty":          {"old", []PositionChange{{nil, ""}}, ""},
		"past the end of a line":         {"a\r\nb", []PositionChange{{span(0, 99, 0, 100), "!"}}, "a!\r\nb"},
		"past the end of the text":       {"a\nb", []PositionChange{{span(7, 0, 9, 0), "!"}}, "a\nb!"},
		"negative":                       {"ab", []PositionChange{{span(-1, -1, 0, 1), "!"}}, "!b"},
		"inside a surrogate pair":        {"😀b", []PositionChange{{span(0, 1, 0, 2), "!"}}, "!b"},
		"after a surrogate pair":         {"😀b", []PositionChange{{span(0, 2, 0, 3), "!"}}, "😀!"},
		"a line feed to a return":        {"a\rb", []PositionChange{{span(1, 0, 1, 0), "\n"}, {span(1, 1, 1, 1), "!"}}, "a\r\nb!"},
		"to the end of the largest line": {"ab", []PositionChange{{span(0, 1, 0, 1<<31-1), ""}}, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			var d Documents
			opened := NewSnapshot("untitled:1", "go", 1, c.before)
			d.Open(opened)
			s, err := d.Change("untitled:1", 2, UTF16, c.changes)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := d.Get("untitled:1"); got != s || s.String() != c.after {
				t.Errorf("changed to %q, want %q", s, c.after)
			}
			if s.Version() != 2 || s.Language() != "go" || s.URI() != "untitled:1" {
				t.Errorf("changed to version %d of %s, in %s", s.Version(), s.URI(), s.Language())
			}
			if opened.String() != c.before || opened.Version() != 1 {
				t.Errorf("the snapshot before the change is now %q", opened)
			}
		})
	}
}

func TestAFailedBatchChangesNothing(t *testing.T) {
	var d Documents
	if _, err := d.Change("file:///x", 2, UTF16, nil); err == nil {
		t.Error("a document that is not open was changed")
	}
	opened := NewSnapshot("file:///x", "go", 1, "a\nb")
	d.Open(opened)
	for name, reversed := range map[string]*PositionRange{
		"in a line":  span(0, 1, 0, 0),
		"over lines": span(1, 0, 0, 1),
	} {
		_, err := d.Change("file:///x", 2, UTF16, []PositionChange{{span(0, 0, 0, 0), "new"}, {reversed, ""}})
		if got, _ := d.Get("file:///x"); err == nil || got != opened {
			t.Errorf("a range reversed %s gives %v and %q", name, err, got)
		}
	}
	for _, r := range []Range{{-1, 0}, {2, 1}, {0, 4}} {
		if s, err := opened.Apply(2, []Change{{Range{0, 1}, ""}, {r, ""}}); err == nil {
			t.Errorf("range %v in two bytes gives %q", r, s)
		}
	}
}

func TestDocumentsHoldWhatIsOpen(t *testing.T) {
	uris := []URI{"untitled:1", "file:///b", "file:///a", "file:///c"}
	rapid.Check(t, func(t *rapid.T) {
		var d Documents
		want := map[URI]*Snapshot{}
		for range 10 {
			u := rapid.SampledFrom(uris).Draw(t, "uri")
			if rapid.Bool().Draw(t, "open") {
				want[u] = NewSnapshot(u, "go", 1, "")
				d.Open(want[u])
			} else {
				d.Close(u)
				delete(want, u)
			}
			for _, u := range uris {
				if s, ok := d.Get(u); s != want[u] || ok != (want[u] != nil) {
					t.Fatalf("Get(%s) = %v, %v", u, s, ok)
				}
			}
		}
	})
}

func TestReadersSeeWholeStatesWhileTheWriterTypes(t *testing.T) {
	var d Documents
	d.Open(NewSnapshot("file:///x", "go", 0, strings.Repeat("\n", 3000)))
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for version := int32(0); version < 500; {
				s, _ := d.Get("file:///x")
				if version = s.Version(); s.Len() != 3000+int(version) || len(s.String()) != s.Len() {
					t.Errorf("version %d has %d bytes", version, s.Len())
					return
				}
			}
		})
	}
	for version := int32(1); version <= 500; version++ {
		if _, err := d.Change("file:///x", version, UTF16, []PositionChange{{span(1500, 0, 1500, 0), "x"}}); err != nil {
			t.Error(err)
		}
	}
	readers.Wait()
}

func TestAWholeTextIsKeptAsTheChangeItIs(t *testing.T) {
	var d Documents
	content := strings.Repeat("some line of code\n", 5000)
	before := NewSnapshot("file:///x", "go", 1, content)
	d.Open(before)
	after, err := d.Change("file:///x", 2, UTF16, []PositionChange{{nil, content[:40_000] + "x" + content[40_000:]}})
	if err != nil {
		t.Fatal(err)
	}
	shared := map[*node]bool{}
	visit(before.root, func(n *node) { shared[n] = true })
	fresh := 0
	visit(after.root, func(n *node) {
		if !shared[n] {
			fresh++
		}
	})
	if fresh > after.root.height+1 {
		t.Errorf("a whole text with one new character made %d nodes", fresh)
	}
}
