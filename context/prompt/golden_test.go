package prompt

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/context/text"
)

var update = flag.Bool("update", false, "rewrite the prompts in testdata")

// TestPrompts plays testdata/*.txtar: a document with a cursor ‸, files to make
// blocks of, a script, and what is laid out. To add one, write it without its want,
// run `go test ./context/prompt -run Prompts/NAME -update`, and read what that wrote.
//
//	model NAME                  a family of models, or: fields, chat, none
//	budget COLD MOST            in tokens; 600 and 1200 without
//	style plain | unhealed
//	block KIND FILE FIRST       a file of the archive, whose text begins at that line
//	unblock FILE
//	type "TEXT"                 key by key, laid out at each; \n indents as editors do
//	insert "TEXT"               in one piece, as accepting a suggestion does
//	delete BYTES                before the cursor
//	edit LINE "TEXT"            replace a line, from 1; the cursor stays
//	move LINE BYTE              both from 1
//	idle, lost                  of the next prompt
//	lay                         lay out, and say what the server reads
//	show                        the last prompt
//	parts                       of which it is made
//	answer "TEXT"               what is left of an answer
func TestPrompts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, want := play(t, archive)
			if got == want {
				return
			}
			if !*update {
				t.Errorf("got\n%s\nwant\n%s", got, want)
				return
			}
			last := &archive.Files[len(archive.Files)-1]
			if last.Name != "want" {
				archive.Files = append(archive.Files, txtar.File{Name: "want"})
				last = &archive.Files[len(archive.Files)-1]
			}
			last.Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
				t.Fatal(err)
			}
		})
	}
}

var languageOf = map[string]string{".go": "go", ".py": "python", ".ts": "typescript", ".rs": "rust", ".css": "css"}

// play runs the script of an archive and returns what came of it, and what should.
func play(t *testing.T, archive *txtar.Archive) (got, want string) {
	files := map[string]string{}
	for _, f := range archive.Files {
		files[f.Name] = string(f.Data)
	}
	document := archive.Files[0].Name
	w := newWriter(t, document, languageOf[filepath.Ext(document)], files[document])
	var out strings.Builder
	for line := range strings.Lines(files["script"]) {
		if line = strings.TrimSpace(line); line != "" {
			fmt.Fprintf(&out, "> %s\n", line)
			w.do(&out, files, arguments(t, line))
		}
	}
	return out.String(), files["want"]
}

// arguments cuts a line of a script at spaces outside of quotes.
func arguments(t *testing.T, line string) (list []string) {
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		if line[0] != '"' {
			word, rest, _ := strings.Cut(line, " ")
			list, line = append(list, word), rest
			continue
		}
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		word, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		list, line = append(list, word), line[len(quoted):]
	}
	return list
}

func (w *writer) do(out *strings.Builder, files map[string]string, a []string) {
	number := func(i int) int {
		n, err := strconv.Atoi(a[i])
		if err != nil {
			w.t.Fatal(err)
		}
		return n
	}
	switch s := w.want.Snapshot; a[0] {
	case "model":
		w.want.Traits = traitsOf(w.t, a[1])
	case "budget":
		w.want.Budget = Budget{number(1), number(2)}
	case "style":
		w.want.Style = map[string]Style{"plain": Plain, "unhealed": Unhealed}[a[1]]
	case "block":
		w.block(a[1], a[2], number(3), files[a[2]])
	case "unblock":
		w.unblock(a[1])
	case "type":
		w.typeKeys(out, a[1])
	case "insert":
		w.change(w.want.Offset, w.want.Offset, a[1])
	case "delete":
		w.change(w.want.Offset-number(1), w.want.Offset, "")
	case "edit":
		r := s.Line(number(1) - 1)
		w.change(r.Start, r.End, a[2])
	case "move":
		w.want.Offset = s.Line(number(1)-1).Start + number(2) - 1
	case "idle":
		w.want.Idle = true
	case "lost":
		w.want.Lost, w.cache = true, nil
	case "lay":
		r, read := w.lay()
		fmt.Fprintf(out, "%s; begin %q; read %d\n", changeOf(r), r.Begin, read)
	case "show":
		w.show(out)
	case "parts":
		for _, p := range w.last.Parts {
			fmt.Fprintf(out, "%s %s %d-%d: %d tokens, %s\n", p.What, p.Path, p.First, p.Last, p.Tokens, p.Why)
		}
	case "answer":
		rest, fits := w.last.Rest(a[1])
		fmt.Fprintf(out, "%q %v\n", rest, fits)
	default:
		w.t.Fatalf("no such step: %s", a[0])
	}
}

func changeOf(r Request) string {
	if r.Change == Same {
		return "same"
	}
	return string(r.Change)
}

func (w *writer) block(kind, path string, first int, content string) {
	for k, name := range kindNames {
		if name == kind {
			w.want.Blocks = append(w.want.Blocks, Block{
				Kind: Kind(k), Path: path, First: first, Last: first + strings.Count(content, "\n") - 1,
				Language: languageOf[filepath.Ext(path)], Text: content, Why: "the test says so",
			})
			return
		}
	}
	w.t.Fatalf("no kind %q", kind)
}

func (w *writer) unblock(path string) {
	var kept []Block
	for _, b := range w.want.Blocks {
		if b.Path != path {
			kept = append(kept, b)
		}
	}
	w.want.Blocks = kept
}

// typeKeys types, and tells of each prompt that is not the one before.
func (w *writer) typeKeys(out *strings.Builder, keys string) {
	for _, key := range keys {
		w.typed(string(key))
		before := w.last
		r, read := w.lay()
		line := w.want.Snapshot.Slice(text.Range{Start: lineStart(w.want.Snapshot, w.want.Offset), End: w.want.Offset})
		if n := len(line); n > 60 {
			line = "…" + line[n-60:]
		}
		if !r.Same(before) {
			fmt.Fprintf(out, "%q: %s, read %d\n", line, changeOf(r), read)
		} else if read != 0 {
			w.t.Errorf("%q: the same prompt, and %d tokens to read", line, read)
		}
	}
}

// show writes a prompt so that its end and the beginning of the answer can be seen.
func (w *writer) show(out *strings.Builder) {
	for _, p := range []struct{ name, text string }{
		{"", w.last.Fill.Prompt.Raw},
		{"prefix", w.last.Fill.Prompt.Prefix},
		{"suffix", w.last.Fill.Prompt.Suffix},
	} {
		if p.text != "" {
			fmt.Fprintf(out, "%s«%s»\n", p.name, p.text)
		}
	}
	for _, m := range w.last.Fill.Prompt.Messages {
		fmt.Fprintf(out, "%s (kept %v) «%s»\n", m.Role, m.CacheHere, m.Text)
	}
	fmt.Fprintf(out, "begin %q, forced %q\n", w.last.Begin, w.last.Fill.Begin)
}
