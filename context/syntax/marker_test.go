//go:build cgo

package syntax

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// TestMarkers runs the files of testdata; README.md there says how to write one.
func TestMarkers(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d marker tests, %v", len(files), err)
	}
	for _, file := range files {
		name, _ := filepath.Rel("testdata", strings.TrimSuffix(file, ".txtar"))
		t.Run(filepath.ToSlash(name), func(t *testing.T) { runMarkers(t, file) })
	}
}

func TestEveryFullLanguageHasFiveMarkerTests(t *testing.T) {
	for _, l := range Languages() {
		least := 0
		if len(l.Symbols) > 0 {
			least = 1
		}
		if l.Locals != "" {
			least = 5
		}
		files, err := filepath.Glob("testdata/" + strings.Fields(l.IDs)[0] + "/*.txtar")
		if err != nil || len(files) < least {
			t.Errorf("%s has %d marker tests, want %d; %v", l.Name, len(files), least, err)
		}
	}
}

func runMarkers(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.Files) != 2 || archive.Files[1].Name != "want" || len(archive.Comment) == 0 {
		t.Fatalf("want a comment that says what is shown, a source file and one named want")
	}
	source := archive.Files[0]
	first, _, _ := strings.Cut(string(source.Data), "\n")
	l, ok := Detect("", source.Name, first)
	if !ok || strings.Fields(l.IDs)[0] != filepath.Base(filepath.Dir(file)) {
		t.Fatalf("%s is not a file of the folder's language", source.Name)
	}
	content, cursors := cutMarkers(t, string(source.Data))
	trees := NewTrees(nil)
	defer trees.End()
	m := markers{t, trees, text.NewSnapshot(text.FileURI("/"+source.Name), strings.Fields(l.IDs)[0], 1, content), cursors, map[string]bool{}}
	trees.Open(m.snapshot)
	logTree(t, l, content)

	want := string(archive.Files[1].Data)
	got := m.answer(want)
	for c := range cursors {
		if !m.used[c] {
			t.Errorf("nothing is asked at marker «%s»", c)
		}
	}
	if got == want {
		return
	}
	if *update {
		archive.Files[1].Data = []byte(got)
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s: -update writes what is seen.\ngot:\n%s\nwant:\n%s", file, got, want)
}

var marker = regexp.MustCompile(`«(\w+)»`)

// cutMarkers takes the markers out of a source and says where they were.
func cutMarkers(t *testing.T, source string) (content string, cursors map[string]int) {
	cursors = map[string]int{}
	for {
		m := marker.FindStringSubmatchIndex(source)
		if m == nil {
			return source, cursors
		}
		name := source[m[2]:m[3]]
		if _, again := cursors[name]; again {
			t.Errorf("marker «%s» is there twice", name)
		}
		cursors[name] = m[0]
		source = source[:m[0]] + source[m[1]:]
	}
}

// logTree shows whoever runs with -v what the grammar makes of the source.
func logTree(t *testing.T, l *Language, content string) {
	tree, err := parse(l, nil, content)
	if err != nil {
		t.Fatal(err)
	}
	defer tree.close()
	t.Log(tree.c.RootNode().String())
}

type markers struct {
	t        *testing.T
	trees    *Trees
	snapshot *text.Snapshot
	cursors  map[string]int
	used     map[string]bool
}

// answer writes the questions of want, which are its lines that are not
// indented, each with what the room says now.
func (m *markers) answer(want string) string {
	var b strings.Builder
	for line := range strings.Lines(want) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "\t") {
			continue
		}
		b.WriteString(line + "\n")
		for _, answer := range m.ask(strings.Fields(line)) {
			b.WriteString("\t" + answer + "\n")
		}
	}
	return b.String()
}

func (m *markers) ask(question []string) []string {
	ctx := m.t.Context()
	if len(question) == 1 && (question[0] == "symbols" || question[0] == "imports") {
		o, err := m.trees.Outline(ctx, m.snapshot)
		if err != nil {
			m.t.Fatal(err)
		}
		if question[0] == "imports" {
			return m.imports(o)
		}
		return m.symbols(o)
	}
	if len(question) == 2 {
		offset, ok := m.cursors[question[1]]
		m.used[question[1]] = true
		switch {
		case !ok:
			m.t.Fatalf("there is no marker «%s»", question[1])
		case question[0] == "place":
			p, err := m.trees.Place(ctx, m.snapshot, offset)
			if err != nil {
				m.t.Fatal(err)
			}
			return m.place(p)
		case question[0] == "names":
			names, err := m.trees.Names(ctx, m.snapshot, offset)
			if err != nil {
				m.t.Fatal(err)
			}
			return m.names(names)
		}
	}
	m.t.Fatalf("unknown question %q: there are symbols, imports, place MARKER, names MARKER", strings.Join(question, " "))
	return nil
}

func (m *markers) symbols(o Outline) []string {
	var lines []string
	for _, s := range o.Symbols {
		if name := m.snapshot.Slice(s.NameRange); !strings.HasSuffix(outline.PlainName(name), s.Name) {
			m.t.Errorf("the name of %s is at %q", s.Name, name)
		}
		if s.NameRange.Start < s.Range.Start || s.NameRange.End > s.Range.End {
			m.t.Errorf("the name of %s is outside of its declaration", s.Name)
		}
		line := fmt.Sprintf("%s %s %s: %s", m.lines(s.Range), s.Kind, outline.Join(s.Owner, s.Name), s.Signature)
		if s.Doc != "" {
			line += " // " + s.Doc
		}
		lines = append(lines, line)
	}
	return lines
}

func (m *markers) imports(o Outline) []string {
	var lines []string
	for _, i := range o.Imports {
		line := fmt.Sprintf("%s %s", m.lines(i.Range), i.Path)
		if i.Alias != "" {
			line += " as " + i.Alias
		}
		for _, n := range i.Names {
			line += ", " + n.Name
			if n.Alias != "" {
				line += " as " + n.Alias
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func (m *markers) place(p Place) []string {
	lines := []string{p.In.String()}
	if p.In != Code {
		lines[0] += " " + m.short(p.InRange)
	}
	for _, e := range []struct {
		what string
		Enclosing
	}{
		{"function", p.Function},
		{"method", p.Method},
		{"type", p.Type},
		{"statement", p.Statement},
		{"block", p.Block},
	} {
		if e.Node == "" {
			continue
		}
		line := e.what + " " + m.lines(e.Range) + " " + m.short(e.Range)
		if e.Name != "" {
			line = e.what + " " + e.Name + " " + m.lines(e.Range)
		}
		lines = append(lines, line)
	}
	if p.BlockStart {
		lines = append(lines, "block start")
	}
	if p.Broken {
		lines = append(lines, "broken")
	}
	return lines
}

func (m *markers) names(names []Name) []string {
	var lines []string
	for _, n := range names {
		lines = append(lines, fmt.Sprintf("%s %s, line %d", n.Kind, n.Name, m.snapshot.LineAt(n.Range.Start)+1))
	}
	return lines
}

// lines are those of a range, from one.
func (m *markers) lines(r text.Range) string {
	return fmt.Sprintf("%d-%d", m.snapshot.LineAt(r.Start)+1, m.snapshot.LineAt(r.End)+1)
}

// short is the beginning of the first line of a range.
func (m *markers) short(r text.Range) string {
	first, _, _ := strings.Cut(m.snapshot.Slice(r), "\n")
	return fmt.Sprintf("%q", outline.Cut(first, 40))
}
