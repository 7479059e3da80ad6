package bench

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/eval"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestPercentileIsByNearestRank(t *testing.T) {
	values := []int{50, 10, 40, 20, 30}
	for p, want := range map[float64]int{1: 10, 20: 10, 21: 20, 50: 30, 99: 50, 100: 50} {
		if got := percentile(values, p); got != want {
			t.Errorf("percentile %v is %d, want %d", p, got, want)
		}
	}
}

func TestBenchmarkIsReadByUnit(t *testing.T) {
	const output = "goos: linux\n" +
		"BenchmarkDidChange/5000lines-2   \t  339004\t      7069 ns/op\t     25500 p99-ns\t    1800 B/op\t      24 allocs/op\n" +
		"BenchmarkDidChange/100000lines-2 \t  300000\t      7.9e+03 ns/op\t     26000 p99-ns\t    1810 B/op\t      24 allocs/op\nPASS\n"
	long, err := readBenchmark(output, "100000lines")
	if err != nil || long["ns/op"] != 7900 || long["p99-ns"] != 26000 || long["B/op"] != 1810 {
		t.Errorf("read %v, %v", long, err)
	}
	if got, err := readBenchmark(output, "7lines"); err == nil {
		t.Errorf("a benchmark that did not run gave %v", got)
	}
}

func TestFirstLinesGoByPathAndEndWithTheLineThatFillsThem(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"a.go": "1\n2\n", "a.txt": "no\n", "b/c.go": "3\n4\n", "b/left.go": "no\n", "d.go": "5\n", "e.go": "no\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keep := func(path string) bool { return filepath.Base(path) != "left.go" }
	files, err := firstLines(dir, 5, keep)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range files {
		got = append(got, filepath.ToSlash(f.path)+" "+strings.ReplaceAll(f.content, "\n", ""))
	}
	if want := "a.go 12, b/c.go 34, d.go 5"; strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := firstLines(dir, 7, keep); err == nil || !strings.Contains(err.Error(), "1 lines too few") {
		t.Errorf("a folder of 6 lines gave 7: %v", err)
	}
}

func TestLinesToTypeAreNotWhereTheServerCouldLearnThem(t *testing.T) {
	line := func(i int) string { return strings.Repeat("x", i%7+1) }
	var files []sourceFile
	for range 4 * typedFiles {
		var lines []string
		for i := range 200 {
			lines = append(lines, line(i))
		}
		files = append(files, sourceFile{"a.go", strings.Join(lines, "\n")})
	}
	original := files[0].content
	passages := takeOut(files, "/w")
	if len(passages) != typedFiles {
		t.Fatalf("%d passages, want %d", len(passages), typedFiles)
	}
	p := passages[0]
	if files[0].content != p.rest || p.rest[:p.offset]+p.typed+p.rest[p.offset:] != original {
		t.Error("the rest and what is typed into it are not the file")
	}
}

func TestLongDocumentIsCutWithinItsCommonestLine(t *testing.T) {
	line, at := commonest([]string{"\treturn nil, err", "\t// a comment, often", "\ta := expression(n)", "\t// a comment, often", "\treturn nil, err", "\treturn nil, err"})
	if line != "\treturn nil, err" || at != 4 {
		t.Errorf("got %q at %d", line, at)
	}
}

func TestReplayIsMetOnlyWhenEveryPartIs(t *testing.T) {
	groups := map[string]eval.Group{
		"mid":             {First: eval.Share{Value: 0.45}, Gain: eval.Share{Value: 0.029}, Precision: eval.Share{Value: 0.6}, Shown: eval.Share{Value: 0.3}, CalibrationError: 0.08},
		"next-nontrivial": {First: eval.Share{Value: 0.16}, Gain: eval.Share{Value: 0.005}},
		"next":            {First: eval.Share{Value: 0.26}, Gain: eval.Share{Value: 0.1}, Precision: eval.Share{Value: 0.49}},
	}
	var got []string
	for _, r := range replayRows(groups, "caddy") {
		got = append(got, string(r.Verdict))
	}
	if want := "**no**|yes|**no**||yes||**no**|"; strings.Join(got, "|") != want {
		t.Errorf("verdicts %q, want %q", strings.Join(got, "|"), want)
	}
}

func TestReplayWithoutRepositoriesSaysHowToGetThem(t *testing.T) {
	var out bytes.Buffer
	if err := Run(t.Context(), &out, Options{Sections: "replay"}); err != nil {
		t.Fatal(err)
	}
	if table := out.String(); !strings.Contains(table, "| ? |") || !strings.Contains(table, "eval/README.md") {
		t.Errorf("printed:\n%s", table)
	}
}
