package text

import (
	"strings"
	"testing"
)

// FuzzApply makes two changes one after the other, in a text long enough for
// several leaves.
func FuzzApply(f *testing.F) {
	f.Add("a\r\nb", uint16(2), uint16(0), "x", uint16(3), uint16(1), "", uint8(0))
	f.Add("\r\n", uint16(700), uint16(1), "", uint16(701), uint16(0), "\n\r", uint8(1))
	f.Add("😀é", uint16(1021), uint16(3), "\xf0\x9f", uint16(1024), uint16(0), "\x98\x80", uint8(2))
	f.Add("\xff\xed\xa0\x80\x00", uint16(0), uint16(9999), "€", uint16(1), uint16(1), "\x82\xac", uint8(1))
	f.Fuzz(func(t *testing.T, piece string, start1, size1 uint16, new1 string, start2, size2 uint16, new2 string, long uint8) {
		m := newNaive(strings.Repeat(piece, 1+int(long%3)*(2000/max(len(piece), 1))))
		s := NewSnapshot("file:///x", "", 0, m.content)
		first := s
		content := m.content
		for _, c := range []struct {
			start, size uint16
			text        string
		}{{start1, size1, new1}, {start2, size2, new2}} {
			start := min(int(c.start), len(m.content))
			r := Range{start, min(start+int(c.size), len(m.content))}
			next, err := s.Apply(0, []Change{{r, c.text}})
			if err != nil {
				t.Fatal(err)
			}
			s, m = next, m.apply(Change{r, c.text})
		}
		checkRope(t, s.root)
		if s.String() != m.content || s.Lines() != len(m.starts) || first.String() != content {
			t.Fatalf("%d lines %q, want %d lines %q", s.Lines(), s, len(m.starts), m.content)
		}
		inFirst, inLast := Difference(first, s)
		if wantFirst, wantLast := naiveDifference(content, m.content); inFirst != wantFirst || inLast != wantLast {
			t.Fatalf("Difference = %v %v, want %v %v", inFirst, inLast, wantFirst, wantLast)
		}
		if c := first.rewrite(m.content); c.Range != inFirst || c.New != m.content[inLast.Start:inLast.End] {
			t.Fatalf("rewrite = %v, want %v", c, inFirst)
		}
	})
}

func FuzzPositions(f *testing.F) {
	f.Add("a\r\nb\rc\n", 3, 1, 1, uint8(0))
	f.Add("😀\xffé\r", 2, 0, 1, uint8(1))
	f.Add("\xf0\x9f\x98", -1, 7, -1, uint8(2))
	f.Add(strings.Repeat("é\r\n", 400), 1023, 300, 1, uint8(0))
	f.Fuzz(func(t *testing.T, content string, offset, line, character int, encoding uint8) {
		e := encodings[int(encoding)%len(encodings)]
		m, s := newNaive(content), NewSnapshot("file:///x", "", 0, content)
		if got, want := s.OffsetPosition(offset, e), m.offsetPosition(offset, e); got != want {
			t.Errorf("OffsetPosition(%d) = %v, want %v", offset, got, want)
		}
		p := Position{line, character}
		want := m.positionOffset(Position{max(line, 0), max(character, 0)}, e)
		if got := s.PositionOffset(p, e); got != want {
			t.Errorf("PositionOffset(%v) = %d, want %d", p, got, want)
		}
		if again := s.PositionOffset(s.OffsetPosition(want, e), e); again != want {
			t.Errorf("offset %d comes back as %d", want, again)
		}
	})
}

func FuzzParseURI(f *testing.F) {
	for _, raw := range []string{"file:///c%3A/x", "file://localhost//x", "untitled:1", `\\a:\b`, "file://%43:%2fx", "%", "file:%"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u := ParseURI(raw)
		if again := ParseURI(string(u)); again != u {
			t.Errorf("ParseURI(%q) = %q, and of that %q", raw, u, again)
		}
		if path, ok := u.Path(); ok && ParseURI(path) != u && FileURI(path) != u {
			t.Errorf("%q has path %q, which is %q", u, path, FileURI(path))
		}
	})
}
