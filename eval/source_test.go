package eval

import "testing"

func TestRightMeansTheSameTokens(t *testing.T) {
	const content = "/* above\n*/ x := f(a, \"b c\") // why\n"
	s := newSource("go", "a.go", content)
	for _, c := range []struct {
		file, line string
		n          int
		guess      string
		want       bool
	}{
		{"a.go", "\tx := f(a, \"b c\") // why\n", 0, "\tx := f(a, \"b c\") // why", true},
		{"a.go", "\tx := f(a, \"b c\") // why\n", 0, "x:=f( a,\"b c\" )", true},
		{"a.go", "\tx := f(a, \"b c\") // why\n", 0, "x := f(a, \"b  c\")", false},
		{"a.go", "\tx := f(a, \"b c\") // why\n", 0, "x := f(a, \"b c\"", false},
		{"a.go", "\tx := f(a, \"b c\") // why\n", 0, "x := f(a, \"b c\") {", false},
		{"a.go", "\tx := f(a, \"b c\") // why\n", 0, "x := fa, \"b c\")", false},
		{"a.go", "\tx := f(a, \"b c\") // why\n", 0, "x := f(a, \"b c\")\n", false},
		{"a.go", "\tx := f(a, \"b c\") // why\n", 0, "", false},
		{"a.py", "    return a  # why\n", 0, "return a", true},
		{"a.py", "    return a  # why\n", 0, "returna", false},
	} {
		s := newSource(language(c.file), c.file, c.line)
		if got := s.equals(s.lines[c.n], c.guess); got != c.want {
			t.Errorf("%q for %q: %t, want %t", c.guess, c.line, got, c.want)
		}
	}
	// In the place of the line: what closes a comment from above closes it here.
	if !s.equals(s.lines[1], "*/ x := f(a, \"b c\")") || s.equals(s.lines[1], "x := f(a, \"b c\")") {
		t.Error("the line is not lexed in its place")
	}
}
