package eval

import (
	"strings"
	"testing"
)

// copied is what the copier writes at the "|" in open, as its tokens.
func copied(t *testing.T, workspace []string, saved, open string, own bool) string {
	t.Helper()
	c := newCopier(10)
	for i, content := range workspace {
		c.learn(string(rune('a'+i)), newSource("go", "a.go", content))
	}
	old := int32(-1)
	if saved != "" {
		c.learn("saved", newSource("go", "a.go", saved))
		old = c.byPath["saved"]
	}
	above, below, _ := strings.Cut(open, "|")
	n := strings.Count(above, "\n")
	s := newSource("go", "a.go", above+"true_line")
	b := baseline{copier: c, saved: old}
	b.open(s)
	l := s.lines[n]
	at := cursor{Mid, len(l.text) - len("true_line")}
	if strings.TrimSpace(l.text) == "true_line" {
		at.task = Next
	}
	first := c.docs[b.doc].first[n]
	c.index(b.known, first)
	typed, partial := typedTokens(l, at)
	q := copyQuery{at: first + int32(typed), typed: int32(typed), partial: partial, next: at.task == Next, saved: old}
	if lines := newSource("go", "a.go", strings.TrimPrefix(below, "\n")).lines; len(lines[0].tokens) > 0 {
		for i := range lines[0].tokens {
			q.below = append(q.below, c.id(lines[0].token(i)))
		}
	}
	ids, ok := c.follow(q, own)
	if !ok {
		return "nothing"
	}
	var words []string
	for _, id := range ids {
		words = append(words, c.words[id])
	}
	return strings.Join(words, " ")
}

func TestCopierFollowsTheLongestContext(t *testing.T) {
	for _, c := range []struct {
		name      string
		workspace []string
		saved     string
		open      string
		own       bool
		want      string
	}{
		{"longest wins", []string{"p\nq\nx = long\n", "q\nx = short\n"}, "", "p\nq\nx = |", false, "long"},
		{"newest wins", []string{"q\nx = older\n", "q\nx = newer\n"}, "", "q\nx = |", false, "newer"},
		{"nothing is known", []string{"a\n"}, "", "b = |", false, "nothing"},
		{"whole line", []string{"if err != nil {\nreturn err\n}\n"}, "", "if err != nil {\n|", false, "return err"},
		{"one token is too little for a line", []string{"z z z\nreturn err\n"}, "", "a b c\n|", false, "nothing"},
		{"line below is left out", []string{"p\nq\none two three\n", "q\nfour\n"}, "", "p\nq\n|\none two three\n", false, "four"},
		{"short line below is not", []string{"p\nq\none\n"}, "", "p\nq\n|\none\n", false, "one"},
		{"short line below of the saved version is", nil, "p\nq\none\n", "p\nq\n|\none\n", false, "nothing"},
		{"own file only", []string{"p\nq\nx = far\n"}, "", "q\nx = near\nq\nx = |", true, "near"},
		{"own file knows nothing", []string{"p\nq\nx = far\n"}, "", "y\nz = |", true, "nothing"},
		{"forgotten by replacement", []string{"p\n"}, "", "q\nx = |", false, "nothing"},
	} {
		if got := copied(t, c.workspace, c.saved, c.open, c.own); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestCopierFinishesTheWordBegun(t *testing.T) {
	l := newSource("go", "a.go", "x = alpha.beta(1)").lines[0]
	for _, c := range []struct {
		offset  int
		task    Task
		whole   int
		partial string
	}{
		{0, Next, 0, ""},
		{4, Mid, 2, ""},
		{4, Char, 2, ""},
		{6, Char, 2, "al"},
		{9, Char, 2, "alpha"},
		{9, Mid, 3, ""},
		{10, Char, 4, ""},
		{14, Char, 4, "beta"},
	} {
		whole, partial := typedTokens(l, cursor{c.task, c.offset})
		if whole != c.whole || partial != c.partial {
			t.Errorf("%s at %d: %d and %q, want %d and %q", c.task, c.offset, whole, partial, c.whole, c.partial)
		}
	}
	c := newCopier(10)
	c.learn("a", newSource("go", "a.go", "x = apple\nx = banana\n"))
	s := newSource("go", "a.go", "x = a")
	d := c.add(s)
	at := c.docs[d].first[0]
	ids, _ := c.follow(copyQuery{at: at + 2, typed: 2, partial: "a", saved: -1}, false)
	if len(ids) != 1 || c.words[ids[0]] != "apple" {
		t.Errorf("followed %v, want apple", ids)
	}
}

func TestCopierForgets(t *testing.T) {
	c := newCopier(10)
	c.learn("a", newSource("go", "a.go", "q\nx = old\n"))
	c.learn("a", newSource("go", "a.go", "q\nx = new\n"))
	c.learn("b", newSource("go", "a.go", "q\nx = gone\n"))
	c.forget("b")
	d := c.add(newSource("go", "a.go", "q\nx = z"))
	ids, _ := c.follow(copyQuery{at: c.docs[d].first[1] + 2, typed: 2, saved: -1}, false)
	if len(ids) != 1 || c.words[ids[0]] != "new" {
		t.Errorf("followed %v, want new", ids)
	}
}
