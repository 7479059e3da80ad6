package eval

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/model/local"
)

func TestBufferIsNewAboveAndOldBelow(t *testing.T) {
	const old = "a\nb\nc\nd\ne\n"
	const new = "a\nB\nBB\nc\nd\nD\ne\nE\n"
	e := &editing{
		hunks: []hunk{{1, 2, 1, 3}, {4, 4, 5, 6}, {5, 5, 7, 8}},
		old:   newSource("", "x.txt", old),
		new:   newSource("", "x.txt", new),
	}
	for _, c := range []struct {
		line  int
		typed string
		want  string
	}{
		{1, "", "a\n|\nc\nd\ne\n"},
		{1, "B", "a\nB|\nc\nd\ne\n"},
		{2, "B", "a\nB\nB|\nc\nd\ne\n"},
		{5, "", "a\nB\nBB\nc\nd\n|\ne\n"},
		{7, "E", "a\nB\nBB\nc\nd\nD\ne\nE|\n"},
	} {
		b := e.buffer(c.line, c.typed)
		if got := b.above + "|" + b.under; got != c.want {
			t.Errorf("line %d: %q, want %q", c.line, got, c.want)
		}
	}
}

func TestBufferOfTheLastLineWithoutItsEnd(t *testing.T) {
	e := &editing{hunks: []hunk{{0, 1, 0, 2}}, old: newSource("", "x.txt", "a"), new: newSource("", "x.txt", "b\nc")}
	if b := e.buffer(1, "c"); b.above+b.under != "b\nc" {
		t.Errorf("%q", b.above+b.under)
	}
	e = &editing{hunks: []hunk{{0, 0, 0, 1}}, old: newSource("", "x.txt", "a"), new: newSource("", "x.txt", "b\r\na")}
	if b := e.buffer(0, "b"); b.above+b.under != "b\r\na" {
		t.Errorf("%q", b.above+b.under)
	}
}

// TestBufferArrives: when the last line of the last hunk is there, the text is
// the new one; before that, no line below the cursor is one that comes later.
func TestBufferArrives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var e editing
		var old, new []string
		for i := range rapid.IntRange(1, 5).Draw(t, "hunks") {
			for range rapid.IntRange(1, 3).Draw(t, "same") {
				old, new = append(old, "same\n"), append(new, "same\n")
			}
			h := hunk{old: len(old), new: len(new)}
			for range rapid.IntRange(0, 2).Draw(t, "gone") {
				old = append(old, "gone\n")
			}
			for range rapid.IntRange(1, 3).Draw(t, "added") {
				new = append(new, strings.Repeat("x", i+1)+"added\n")
			}
			h.oldEnd, h.newEnd = len(old), len(new)
			e.hunks = append(e.hunks, h)
		}
		e.old, e.new = newSource("", "x.txt", strings.Join(old, "")), newSource("", "x.txt", strings.Join(new, ""))
		last := e.hunks[len(e.hunks)-1].newEnd - 1
		if b := e.buffer(last, e.new.lines[last].text); b.above+b.under != strings.Join(new, "") {
			t.Fatalf("%q, want %q", b.above+b.under, strings.Join(new, ""))
		}
		for _, h := range e.hunks {
			if b := e.buffer(h.new, ""); strings.Contains(b.under, "added") {
				t.Fatalf("an added line is below the cursor: %q", b.under)
			}
		}
	})
}

func TestModelSeesWhatAnEditorWouldSend(t *testing.T) {
	s := &scripted{}
	run := replayed(t, `
-- 00/a.go --
package a

func old() {}
-- 00/b.go --
package b
-- 01/a.go --
package a

func old() {}

func secretOne() {
	secretTwo(secretThree)
}
-- 02/c.go --
package c
-- 02/a.go --
(gone)
`, s)
	want := []string{
		"learn a.go 3", "learn b.go 1",
		"open a.go", "close a.go", "learn a.go 7",
		"open c.go", "close c.go", "forget a.go", "learn c.go 1",
	}
	if got := strings.Join(s.calls, ", "); got != strings.Join(want, ", ") {
		t.Errorf("calls\n%s\nwant\n%s", got, strings.Join(want, ", "))
	}
	if got := s.opened[uri("a.go")]; got != "package a\n\nfunc old() {}\n" {
		t.Errorf("opened %q, want the old version", got)
	}
	if len(s.asked) != 2*len(run.Outcomes) {
		t.Errorf("%d predictions for %d queries, want one before the last key and one after it", len(s.asked), len(run.Outcomes))
	}
	for i, o := range run.Outcomes {
		q := s.asked[2*i+1]
		text := q.Snapshot.String()
		if !strings.HasSuffix(text[:q.Offset], o.Typed) || strings.HasPrefix(text[q.Offset:], o.Target) {
			t.Errorf("the model sees %q at %d, and %q is asked", text, q.Offset, o.Target)
		}
		if strings.Contains(text[q.Offset:], "secret") {
			t.Errorf("the model sees what comes later: %q", text[q.Offset:])
		}
	}
}

func TestRenamedFileIsWhereItsBufferIs(t *testing.T) {
	s := &scripted{}
	lines := strings.Repeat("var same = line\n", 9)
	replayed(t, "-- 00/a.go --\npackage a\n"+lines+"-- 01/a.go --\n(gone)\n-- 01/b.go --\npackage a\n"+lines+"var x = y\n", s)
	want := "learn a.go 10, forget a.go, learn b.go 10, open b.go, close b.go, forget a.go, learn b.go 11"
	if got := strings.Join(s.calls, ", "); got != want {
		t.Errorf("calls\n%s\nwant\n%s", got, want)
	}
}

func TestSilenceAndWrongCandidatesAreCounted(t *testing.T) {
	archive := "-- 00/a.go --\npackage a\n-- 01/b.go --\nreturn\n-- 02/c.go --\nreturn\n"
	answer := func(texts ...string) func(local.Query) []local.Candidate {
		return func(local.Query) (cs []local.Candidate) {
			for i, t := range texts {
				cs = append(cs, local.Candidate{Text: t, Probability: 0.9 - float64(i)/10})
			}
			return cs
		}
	}
	for _, c := range []struct {
		name                          string
		answer                        func(local.Query) []local.Candidate
		first, oracle, shown, precise float64
	}{
		{"silence", nil, 0, 0, 0, 0},
		{"right", answer("return"), 1, 1, 1, 1},
		{"second right", answer("break", "return"), 0, 1, 1, 0},
		{"wrong", answer("break"), 0, 0, 1, 0},
	} {
		run := replayed(t, archive, &scripted{answer: c.answer})
		for _, g := range Summarize([]*Run{run}).Groups {
			if g.Task != "next" {
				continue
			}
			if g.Asked != 2 || g.First.Value != c.first || g.Oracle.Value != c.oracle || g.Shown.Value != c.shown || g.Precision.Value != c.precise {
				t.Errorf("%s: %+v", c.name, g)
			}
		}
	}
}
