//go:build cgo

package syntax

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
)

// goSource is the source of the Go distribution that runs the test.
func goSource(t testing.TB) string {
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "src")
}

// goFiles are the Go files of the distribution.
func goFiles(b *testing.B) (files []string, bytes, lines int) {
	err := filepath.WalkDir(goSource(b), func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || filepath.Ext(path) != ".go" {
			return err
		}
		content, err := os.ReadFile(path)
		if len(content) > MaxFile {
			return err
		}
		files = append(files, string(content))
		bytes += len(content)
		lines += strings.Count(string(content), "\n")
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return files, bytes, lines
}

// BenchmarkOutline reads the whole Go distribution, on one processor.
func BenchmarkOutline(b *testing.B) {
	files, bytes, lines := goFiles(b)
	l, _ := Detect("go", "", "")
	symbols := 0
	b.SetBytes(int64(bytes))
	for b.Loop() {
		symbols = 0
		for _, f := range files {
			o, err := ReadOutline(l, f)
			if err != nil {
				b.Fatal(err)
			}
			symbols += len(o.Symbols)
		}
	}
	perOp := b.Elapsed().Seconds() / float64(b.N)
	b.ReportMetric(float64(symbols)/perOp, "symbols/s")
	b.ReportMetric(float64(lines)/perOp, "lines/s")
}

// BenchmarkParse parses the same and asks nothing.
func BenchmarkParse(b *testing.B) {
	files, bytes, _ := goFiles(b)
	l, _ := Detect("go", "", "")
	b.SetBytes(int64(bytes))
	for b.Loop() {
		for _, f := range files {
			t, err := parse(l, nil, f)
			if err != nil {
				b.Fatal(err)
			}
			t.close()
		}
	}
}

// longDocument has 5,000 lines of the distribution's own code.
func longDocument(b *testing.B) *text.Snapshot {
	content, err := os.ReadFile(filepath.Join(goSource(b), "net/http/h2_bundle.go"))
	if err != nil {
		content, err = os.ReadFile(filepath.Join(goSource(b), "reflect/all_test.go"))
	}
	if err != nil {
		b.Fatal(err)
	}
	lines := strings.SplitAfter(string(content), "\n")
	return text.NewSnapshot("file:///long.go", "go", 1, strings.Join(lines[:5000], ""))
}

// BenchmarkChange is a keystroke in 5,000 lines and the first question after it.
func BenchmarkChange(b *testing.B) {
	s := longDocument(b)
	trees := NewTrees(nil)
	defer trees.End()
	trees.Open(s)
	middle := s.Line(2500).End
	place(b, trees, s, middle)
	for i := 0; b.Loop(); i++ {
		c := text.Change{Range: text.Range{Start: middle, End: middle}, New: "x"}
		if i%2 == 1 {
			c = text.Change{Range: text.Range{Start: middle, End: middle + 1}}
		}
		next, err := s.Apply(s.Version()+1, []text.Change{c})
		if err != nil {
			b.Fatal(err)
		}
		s = next
		place(b, trees, s, middle)
	}
}

func place(b *testing.B, trees *Trees, s *text.Snapshot, offset int) {
	if _, err := trees.Place(b.Context(), s, offset); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkFirstParse is that document when it is opened.
func BenchmarkFirstParse(b *testing.B) {
	s := longDocument(b)
	for b.Loop() {
		t, err := parse(mustDetect(b), nil, s.String())
		if err != nil {
			b.Fatal(err)
		}
		t.close()
	}
}

func mustDetect(b *testing.B) *Language {
	l, ok := Detect("go", "", "")
	if !ok {
		b.Fatal("Go is not known")
	}
	return l
}

// BenchmarkNames asks what is known by name in the middle of that document.
func BenchmarkNames(b *testing.B) {
	s := longDocument(b)
	trees := NewTrees(nil)
	defer trees.End()
	trees.Open(s)
	for b.Loop() {
		if _, err := trees.Names(b.Context(), s, s.Line(2500).End); err != nil {
			b.Fatal(err)
		}
	}
}
