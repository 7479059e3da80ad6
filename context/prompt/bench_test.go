package prompt

import (
	"go/build"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/model"
)

// BenchmarkTyping types lines of the Go distribution again and tells what a server
// with one slot reads anew at each key, by the token sequences of the prompts: the
// table of docs/decisions/0024. Run it with -benchtime 1x.
//
//	llama      256 lines above, 64 below, cut at the cursor, eight pieces of context
//	           from a ring: what llama.vim and llama.vscode send
//	inkling    this package's layout with the same context
//	plain      its plain style
//	slow       the usual style with the budget of a server that reads 105 tokens a
//	           second, and a pause before each place, in which the prompt grows; what is
//	           read in pauses is told apart
//	changing   a piece of context comes and another goes every 150 keys: for llama, the
//	           oldest from the front; here, in a pause
func BenchmarkTyping(b *testing.B) {
	wide := Budget{Cold: mostTokens, Most: mostTokens}
	slow := Speed{}.Learn(model.Report{TokensIn: 1050, Reading: 10e9}).Budget(model.Traits{}, 64)
	for name, run := range map[string]func(*typist){
		"llama":            func(y *typist) { y.lay = y.llama },
		"llama/changing":   func(y *typist) { y.lay, y.changing = y.llama, true },
		"inkling":          func(y *typist) { y.lay, y.budget = y.inkling, wide },
		"inkling/changing": func(y *typist) { y.lay, y.budget, y.changing = y.inkling, wide, true },
		"inkling/slow":     func(y *typist) { y.lay, y.budget, y.pauses = y.inkling, slow, true },
		"plain":            func(y *typist) { y.lay, y.budget, y.style = y.inkling, wide, Plain },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				y := &typist{b: b, random: rand.New(rand.NewPCG(7, 7))}
				run(y)
				y.typeAll(goFiles(b))
				y.report(b)
			}
		})
	}
}

// BenchmarkNext is what a key costs here: a word, and a new line.
func BenchmarkNext(b *testing.B) {
	var counter Counter
	content := goFiles(b)[0]
	at := strings.Index(content, "func (c *conn) serve")
	w := newWriter(b, "server.go", "go", content[:at]+"‸"+content[at:])
	w.want.Budget, w.want.Count = Budget{mostTokens, mostTokens}, counter.Count
	w.lay()
	for name, text := range map[string]string{"word": " word", "line": "\n"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				if w.want.Offset > at+4000 {
					w.change(at, w.want.Offset, "")
					w.layout, _, _ = w.layout.Next(w.want)
				}
				w.change(w.want.Offset, w.want.Offset, text)
				b.StartTimer()
				w.layout, _, _ = w.layout.Next(w.want)
			}
		})
	}
}

func goFiles(b *testing.B) (contents []string) {
	for _, name := range []string{"net/http/server.go", "go/types/stmt.go", "encoding/json/decode.go", "fmt/print.go", "text/template/exec.go", "bufio/bufio.go"} {
		content, err := os.ReadFile(filepath.Join(build.Default.GOROOT, "src", filepath.FromSlash(name)))
		if err != nil {
			b.Fatal(err)
		}
		contents = append(contents, string(content))
	}
	return contents
}

// typist types places of files again under one layout.
type typist struct {
	b        *testing.B
	random   *rand.Rand
	lay      func()
	budget   Budget
	style    Style
	changing bool // the context
	pauses   bool // before each place

	w       *writer
	ring    []string // pieces of context, the oldest first
	prompts int      // other than the one before
	again   []int    // tokens read at each key
	lines   []int    // of those, at keys that begin a line
	paused  int      // tokens read in pauses
	sizes   int      // tokens of all prompts
}

func (y *typist) typeAll(files []string) {
	for i, content := range files {
		others := []string{files[(i+1)%len(files)], files[(i+2)%len(files)]}
		y.ring = nil
		next := 0
		piece := func() string {
			lines := strings.SplitAfter(others[next%2], "\n")
			at := next * 37 % (len(lines) - 40)
			next++
			return strings.Join(lines[at:at+32], "")
		}
		for range 8 {
			y.ring = append(y.ring, piece())
		}
		y.w = newWriter(y.b, "file.go", "go", "")
		y.w.want.Budget, y.w.want.Style = y.budget, y.style
		lines := strings.SplitAfter(content, "\n")
		for range 4 {
			at := 60 + y.random.IntN(len(lines)-120)
			y.place(lines, at, piece)
		}
	}
}

// place types twelve lines again. The document before and after them is as it will be.
func (y *typist) place(lines []string, at int, piece func() string) {
	before, typed, after := strings.Join(lines[:at], ""), strings.Join(lines[at:at+12], ""), strings.Join(lines[at+12:], "")
	y.w.change(0, y.w.want.Snapshot.Len(), before+"\n"+after)
	y.w.want.Offset = len(before)
	y.context()
	if y.pauses {
		for range 8 {
			y.w.want.Idle = true
			if first := y.w.cache == nil; first {
				y.lay()
			} else {
				y.paused += y.read()
			}
		}
	}
	typed = strings.TrimSuffix(typed, "\n")
	for i, key := range typed {
		if i > 0 && key == '\t' && strings.TrimLeft(typed[strings.LastIndexByte(typed[:i], '\n')+1:i], "\t") == "" {
			continue // indented by the editor
		}
		indented := strings.TrimLeft(typed[i+1:], "\t")
		y.w.change(y.w.want.Offset, y.w.want.Offset, string(key))
		if key == '\n' {
			y.w.change(y.w.want.Offset, y.w.want.Offset, typed[i+1:len(typed)-len(indented)])
		}
		y.key(key, piece)
	}
}

func (y *typist) key(key rune, piece func() string) {
	first := y.w.cache == nil
	idle := 0
	if y.changing && len(y.again)%150 == 149 {
		y.ring = append(y.ring[1:], piece())
		y.context()
		y.w.want.Idle = true
		idle = y.read()
	}
	read := y.read() + idle
	if first {
		return
	}
	if y.again = append(y.again, read); read > 0 {
		y.prompts++
	}
	if key == '\n' {
		y.lines = append(y.lines, read)
	}
	y.sizes += len(y.w.cache)
}

// read has a prompt laid out and counts what a server reads of it.
func (y *typist) read() int {
	before := y.w.cache
	y.lay()
	same := 0
	for same < min(len(before), len(y.w.cache)) && before[same] == y.w.cache[same] {
		same++
	}
	return len(y.w.cache) - same
}

func (y *typist) context() {
	y.w.want.Blocks = nil
	for i, text := range slices.Backward(y.ring) {
		y.w.want.Blocks = append(y.w.want.Blocks, Block{Kind: Visited, Path: "other.go", First: 100*i + 1, Last: 100*i + 32, Language: "go", Text: text})
	}
}

func (y *typist) inkling() { y.w.lay() }

// llama lays out as llama.cpp's server does what llama.vim sends.
func (y *typist) llama() {
	s, m := y.w.want.Snapshot.String(), y.w.want.Traits.Markers
	start := strings.LastIndexByte(s[:y.w.want.Offset], '\n') + 1
	above := strings.SplitAfter(s[:start], "\n")
	below := strings.SplitAfter(s[y.w.want.Offset:], "\n")
	var p []string
	for _, text := range y.ring {
		p = append(append(p, m.File), encode(text)...)
	}
	prefix := encode(strings.Join(above[max(0, len(above)-257):], ""))
	p = append(append(p, m.Prefix), prefix[max(0, len(prefix)-1536):]...)
	p = append(p, encode(s[start:y.w.want.Offset])...)
	suffix := encode(strings.Join(below[:min(64, len(below))], ""))
	p = append(append(p, m.Suffix), suffix[:min(510, len(suffix))]...)
	y.w.cache = append(p, m.Middle)
}

func (y *typist) report(b *testing.B) {
	sum := func(v []int) (n float64) {
		for _, x := range v {
			n += float64(x)
		}
		return n
	}
	keys := float64(len(y.again))
	b.ReportMetric(sum(y.again)/keys, "mean/key")
	b.ReportMetric(sum(y.lines)/float64(len(y.lines)), "mean/line")
	b.ReportMetric(float64(y.paused)/keys, "paused/key")
	b.ReportMetric(float64(y.sizes)/keys, "prompt")
	b.ReportMetric(100*float64(y.prompts)/keys, "prompts/100keys")
	slices.Sort(y.again)
	for _, q := range []struct {
		name  string
		share float64
	}{{"p50", .5}, {"p95", .95}, {"p99", .99}} {
		b.ReportMetric(float64(y.again[int(q.share*(keys-1))]), q.name)
	}
}
