package local

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
)

// goSource returns the first lines of the Go distribution's source in path order.
var goSource = sync.OnceValue(func() (files []File) {
	const lines = 1_000_000
	count := 0
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		panic(err)
	}
	root := filepath.Join(strings.TrimSpace(string(out)), "src")
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		if count >= lines {
			return filepath.SkipAll
		}
		b, err := os.ReadFile(path)
		count += strings.Count(string(b), "\n")
		files = append(files, File{URI: text.URI("file://" + path), Content: string(b)})
		return err
	})
	if err != nil {
		panic(err)
	}
	return files
})

func BenchmarkLearnMillionLines(b *testing.B) {
	files := goSource()
	for b.Loop() {
		m := New(DefaultOptions())
		if err := m.Learn(context.Background(), files); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(m.Tokens()), "tokens")
		b.ReportMetric(float64(len(m.index.Load().parts)), "segments")
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		b.ReportMetric(float64(s.HeapAlloc>>20), "heap-MB-with-source")
		runtime.KeepAlive(m)
	}
}

// BenchmarkPredict asks at places spread over a file of the workspace, with a
// million lines learned.
func BenchmarkPredict(b *testing.B) {
	files := goSource()
	m := New(DefaultOptions())
	if err := m.Learn(context.Background(), files); err != nil {
		b.Fatal(err)
	}
	i := slices.IndexFunc(files, func(f File) bool { return strings.HasSuffix(string(f.URI), "/archive/tar/reader.go") })
	s := text.NewSnapshot(files[i].URI, "go", 1, files[i].Content)
	m.Open(s)
	var took []time.Duration
	offset := 0
	for b.Loop() {
		offset = (offset + 7919) % s.Len()
		start := time.Now()
		if _, err := m.Predict(context.Background(), Query{s, offset}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	for _, q := range []struct {
		name string
		at   int
	}{{"p50-µs", 50}, {"p95-µs", 95}, {"p99-µs", 99}} {
		b.ReportMetric(float64(took[len(took)*q.at/100].Nanoseconds())/1000, q.name)
	}
}
