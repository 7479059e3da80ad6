package editortest

import (
	"context"
	"errors"
	"io"
	"os"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp"
	"github.com/inkling-lsp/inkling/lsp/client"
)

// serverVariable, set, makes the test binary the server of the binary tests.
const serverVariable = "INKLING_TEST_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(serverVariable) != "" {
		if err := lsp.Serve(context.Background(), stdio{os.Stdin, os.Stdout}, lsp.Options{}); err != nil {
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

type stdio struct {
	io.ReadCloser
	io.WriteCloser
}

func (s stdio) Close() error { return errors.Join(s.ReadCloser.Close(), s.WriteCloser.Close()) }

func TestEditorTypesIntoBothServers(t *testing.T) {
	t.Setenv(serverVariable, "1")
	for name, command := range map[string][]string{"in process": nil, "binary": {os.Args[0]}} {
		for _, encoding := range []text.Encoding{text.UTF16, text.UTF8, text.UTF32} {
			t.Run(name, func(t *testing.T) {
				root := Workspace(t, txtar.Parse([]byte("-- a.go --\npackage a\n-- sub dir/b.go --\npackage b // 😀é\n")))
				e := Start(t, root, Options{Command: command, Encodings: []text.Encoding{encoding}})
				e.Open("a.go")
				e.Open("sub dir/b.go")
				e.SetCursor(len("package b // 😀é"))
				e.Type("x😀\ny")
				e.Backspace()
				e.Type("é")
				if got, want := e.Text(), "package b // 😀éx😀\né\n"; got != want {
					t.Errorf("the text is %q, want %q", got, want)
				}
				e.Complete()
				e.Invoke()
				e.Focus("a.go")
				if e.Cursor() != 0 || e.Text() != "package a\n" {
					t.Errorf("the cursor is at %d of %q", e.Cursor(), e.Text())
				}
				e.CloseDocument("a.go")
				e.OpenText("scratch", "untitled:Untitled-1", "go", "x")
				e.Complete()
				e.Close()
			})
		}
	}
}

func TestEditorShowsAndAcceptsWhatTheServerSuggests(t *testing.T) {
	t.Setenv(serverVariable, "1")
	files := txtar.Parse([]byte(`
-- known.go --
package a

func f() error {
	if err := run(); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if err := walk(); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}
-- typed.go --
package a

func g() error {
	if err := run(); err != nil {
`))
	for name, command := range map[string][]string{"in process": nil, "binary": {os.Args[0]}} {
		t.Run(name, func(t *testing.T) {
			e := Start(t, Workspace(t, files), Options{Command: command})
			e.Learned()
			e.Open("typed.go")
			e.SetCursor(len(e.Text()))
			e.Type("\t\tre")
			before := e.Text()
			if got, want := e.GhostText(), `turn fmt.Errorf("run: %w", err)`; got != want {
				t.Fatalf("the ghost text is %q, want %q", got, want)
			}
			e.Type("tu")
			if got, want := e.GhostText(), `rn fmt.Errorf("run: %w", err)`; got != want {
				t.Fatalf("after two keys the ghost text is %q, want %q", got, want)
			}
			e.Accept()
			if got, want := e.Text(), before+`turn fmt.Errorf("run: %w", err)`; got != want || e.Cursor() != len(want) {
				t.Errorf("after accepting, the text is %q with the cursor at %d, want %q", got, e.Cursor(), want)
			}
		})
	}
}

func TestGhostTextFollowsTheRulesOfVSCode(t *testing.T) {
	s := text.NewSnapshot("file:///a", "go", 1, "one\nfoo.Ba)\n")
	const cursor = 10 // after "foo.Ba"
	for _, test := range []struct {
		name       string
		start, end int // of the range, bytes in line 1
		line       int
		text, want string
		shown      bool
	}{
		{"empty range at the cursor", 6, 6, 1, "r()", "r()", true},
		{"range from the word", 4, 6, 1, "Bar()", "r()", true},
		{"range from the line", 0, 6, 1, "foo.Bar()", "r()", true},
		{"range over what follows", 6, 7, 1, "r())", "r())", true},
		{"text that differs from what is typed", 4, 6, 1, "Qux()", "", false},
		{"text shorter than what is typed", 4, 6, 1, "B", "", false},
		{"range that ends before the cursor", 4, 5, 1, "B", "", false},
		{"range that starts after the cursor", 7, 7, 1, "x", "", false},
		{"range in another line", 0, 0, 0, "x", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			i := client.Item{Text: test.text, Range: text.PositionRange{
				Start: text.Position{Line: test.line, Character: test.start},
				End:   text.Position{Line: test.line, Character: test.end},
			}}
			r := text.Range{Start: s.PositionOffset(i.Range.Start, text.UTF8), End: s.PositionOffset(i.Range.End, text.UTF8)}
			got, err := ghost(s, cursor, r, i)
			if got != test.want || (err == nil) != test.shown {
				t.Errorf("the ghost text is %q (%v), want %q", got, err, test.want)
			}
		})
	}
}
