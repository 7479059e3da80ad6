package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// naive is the text of a snapshot done plainly, to compare with.
type naive struct {
	content string
	starts  []int // of lines
}

func newNaive(content string) naive {
	m := naive{content, []int{0}}
	for i := range len(content) {
		if content[i] == '\n' || content[i] == '\r' && !strings.HasPrefix(content[i+1:], "\n") {
			m.starts = append(m.starts, i+1)
		}
	}
	return m
}

func (m naive) line(n int) Range {
	if n = max(n, 0); n >= len(m.starts) {
		return Range{len(m.content), len(m.content)}
	}
	end := len(m.content)
	if n+1 < len(m.starts) {
		end = m.starts[n+1]
	}
	return Range{m.starts[n], m.starts[n] + len(strings.TrimRight(m.content[m.starts[n]:end], "\r\n"))}
}

func (m naive) lineAt(offset int) int {
	n := 0
	for n+1 < len(m.starts) && m.starts[n+1] <= offset {
		n++
	}
	return n
}

func (m naive) positionOffset(p Position, e Encoding) int {
	if p.Line >= len(m.starts) {
		return len(m.content)
	}
	line := m.line(p.Line)
	n := 0
	for at := line.Start; at < line.End; {
		r, size := utf8.DecodeRuneInString(m.content[at:])
		if n += naiveWidth(r, size, e); n > p.Character {
			return at
		}
		at += size
	}
	return line.End
}

func (m naive) offsetPosition(offset int, e Encoding) Position {
	offset = min(max(offset, 0), len(m.content))
	line := m.lineAt(offset)
	n := 0
	for at := m.starts[line]; at < offset; {
		r, size := utf8.DecodeRuneInString(m.content[at:])
		if strings.HasPrefix(m.content[at:], "\r\n") {
			size = 2
		}
		if at += size; at <= offset {
			n += naiveWidth(r, size, e)
		}
	}
	return Position{line, n}
}

func (m naive) apply(c Change) naive {
	return newNaive(m.content[:c.Range.Start] + c.New + m.content[c.Range.End:])
}

func naiveWidth(r rune, size int, e Encoding) int {
	switch {
	case e == UTF8:
		return size
	case e == UTF16 && r > 0xffff:
		return 2
	}
	return 1
}

func naiveDifference(x, y string) (inX, inY Range) {
	p := 0
	for p < len(x) && p < len(y) && x[p] == y[p] {
		p++
	}
	q := 0
	for q < len(x)-p && q < len(y)-p && x[len(x)-1-q] == y[len(y)-1-q] {
		q++
	}
	return Range{p, len(x) - q}, Range{p, len(y) - q}
}

var encodings = []Encoding{UTF16, UTF8, UTF32}

// pieces of text that meet in awkward ways: line endings and their halves,
// characters of every width and their halves, bytes that are never valid.
var awkward = []string{
	"", "a", "if x {", "\n", "\r\n", "\r", "\n\r", "é", "€", "😀", "e\u0301",
	"\xc3", "\xa9", "\xe2\x82", "\xac", "\xf0\x9f", "\x98\x80", "\xf0", "\xff", "\xed\xa0\x80", "\x00",
}

// texts draws short texts as well as such that fill several leaves and inner nodes.
func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for range rapid.IntRange(0, 6).Draw(t, "pieces") {
			s := rapid.SampledFrom(awkward).Draw(t, "piece")
			b.WriteString(strings.Repeat(s, rapid.SampledFrom([]int{1, 1, 1, 2, 3, 400, 3000}).Draw(t, "times")))
		}
		return b.String()
	})
}

func changes(size int) *rapid.Generator[Change] {
	return rapid.Custom(func(t *rapid.T) Change {
		start := rapid.IntRange(0, size).Draw(t, "start")
		end := start + rapid.SampledFrom([]int{0, 0, 0, 1, 2, 700, size / 2, size}).Draw(t, "deleted")
		text := rapid.SampledFrom(awkward).Draw(t, "typed")
		if rapid.IntRange(0, 3).Draw(t, "pasted") == 0 {
			text = texts().Draw(t, "paste")
		}
		return Change{Range{start, min(end, size)}, text}
	})
}

func TestSnapshotAgreesWithTheNaiveModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newNaive(texts().Draw(t, "content"))
		s := NewSnapshot("file:///x", "go", 1, m.content)
		compare(t, s, m)
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			c := changes(len(m.content)).Draw(t, "change")
			old, oldModel := s, m
			var err error
			if s, err = s.Apply(s.Version()+1, []Change{c}); err != nil {
				t.Fatal(err)
			}
			m = m.apply(c)
			compare(t, s, m)
			compare(t, old, oldModel)
			inOld, inNew := Difference(old, s)
			if wantOld, wantNew := naiveDifference(oldModel.content, m.content); inOld != wantOld || inNew != wantNew {
				t.Fatalf("Difference = %v %v, want %v %v", inOld, inNew, wantOld, wantNew)
			}
		}
	})
}

func compare(t *rapid.T, s *Snapshot, m naive) {
	checkRope(t, s.root)
	switch {
	case s.String() != m.content:
		t.Fatalf("String() = %q, want %q", s.String(), m.content)
	case s.Len() != len(m.content):
		t.Fatalf("Len() = %d, want %d", s.Len(), len(m.content))
	case s.Lines() != len(m.starts):
		t.Fatalf("Lines() = %d, want %d", s.Lines(), len(m.starts))
	}
	for range 4 {
		compareLine(t, s, m, rapid.IntRange(-1, len(m.starts)+1).Draw(t, "line"))
		compareOffset(t, s, m, rapid.IntRange(-1, len(m.content)+1).Draw(t, "offset"))
	}
}

func compareLine(t *rapid.T, s *Snapshot, m naive, n int) {
	line := m.line(n)
	if got := s.Line(n); got != line {
		t.Fatalf("Line(%d) = %v, want %v", n, got, line)
	}
	if got, want := s.LineText(n), m.content[line.Start:line.End]; got != want {
		t.Fatalf("LineText(%d) = %q, want %q", n, got, want)
	}
	if got := s.Slice(Range{line.Start - 1, line.End + 2}); got != m.content[max(line.Start-1, 0):min(line.End+2, len(m.content))] {
		t.Fatalf("Slice around line %d = %q", n, got)
	}
	p := Position{n, rapid.IntRange(-1, line.Len()+1).Draw(t, "character")}
	for _, e := range encodings {
		want := m.positionOffset(Position{max(p.Line, 0), max(p.Character, 0)}, e)
		if got := s.PositionOffset(p, e); got != want {
			t.Fatalf("PositionOffset(%v, %d) = %d, want %d", p, e, got, want)
		}
		if again := s.PositionOffset(s.OffsetPosition(want, e), e); again != want {
			t.Fatalf("offset %d comes back as %d in encoding %d", want, again, e)
		}
	}
}

func compareOffset(t *rapid.T, s *Snapshot, m naive, offset int) {
	if got, want := s.LineAt(offset), m.lineAt(offset); got != want {
		t.Fatalf("LineAt(%d) = %d, want %d", offset, got, want)
	}
	for _, e := range encodings {
		want := m.offsetPosition(offset, e)
		if got := s.OffsetPosition(offset, e); got != want {
			t.Fatalf("OffsetPosition(%d, %d) = %v, want %v", offset, e, got, want)
		}
	}
}

// checkRope fails unless the tree is as the drawing in rope.go says.
func checkRope(t rapid.TB, root *node) {
	whole := root.slice(Range{0, root.len()})
	at := 0
	var check func(n *node)
	check = func(n *node) {
		if n != root && n.underfull() {
			t.Fatalf("a node of height %d, %d bytes and %d children is underfull", n.height, n.len(), len(n.children))
		}
		if n.height == 0 {
			if n.count != countText(n.text) || len(n.text) > maxLeaf {
				t.Fatalf("a leaf of %d bytes counts %v", len(n.text), n.count)
			}
			if charStart(whole, at) != at {
				t.Fatalf("a leaf begins at %d, inside %q", at, whole[at-1:at+1])
			}
			at += len(n.text)
			return
		}
		var sum count
		for _, c := range n.children {
			if sum.add(&c.count); c.height != n.height-1 {
				t.Fatalf("a node of height %d is under one of height %d", c.height, n.height)
			}
			check(c)
		}
		if sum != n.count || len(n.children) > maxChildren || len(n.children) < 2 {
			t.Fatalf("a node of %d children counts %v, want %v", len(n.children), n.count, sum)
		}
	}
	check(root)
}
