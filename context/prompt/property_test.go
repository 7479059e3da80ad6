package prompt

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/context/text"
)

// TestServerReadsOnlyWhatIsPromised plays random typing and counts, as a server does
// that keeps the last prompt, what it reads again.
func TestServerReadsOnlyWhatIsPromised(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := scene(t, rt)
		w.lay()
		for range rapid.SampledFrom([]int{5, 30, 120}).Draw(rt, "keys") {
			was := w.want
			move := step(w, rt)
			was.Idle = w.want.Idle
			r, read := w.lay()
			complain(rt, w, was, move, r, read)
		}
	})
}

// scene is a document with a cursor somewhere, some context, and a budget.
func scene(t *testing.T, rt *rapid.T) *writer {
	// Numbers and slices that rapid draws are mostly small; windows are to overflow.
	lines := make([]string, rapid.SampledFrom([]int{0, 3, 40, 150, 400}).Draw(rt, "lines"))
	some := []string{"", "\tx := compute(alpha, beta)", "func f() {", "}", "\t// a remark about it", "\t\treturn errors.New(\"no such thing\")", "\tvar größe = \"日本語\""}
	shift := rapid.IntRange(0, len(some)-1).Draw(rt, "shift")
	for i := range lines {
		lines[i] = some[(i*i+shift)%len(some)]
	}
	cursor := len(lines) * rapid.IntRange(0, 4).Draw(rt, "quarter") / 4
	content := strings.Join(slices.Insert(lines, cursor, "\t‸"), "\n")
	w := newWriter(t, "a.go", "go", content)
	w.want.Traits = traitsOf(t, rapid.SampledFrom([]string{"qwen", "deepseek", "codestral", "mellum", "none"}).Draw(rt, "model"))
	cold := rapid.SampledFrom([]int{100, 200, 300, 900}).Draw(rt, "cold")
	w.want.Budget = Budget{cold, cold * rapid.IntRange(1, 6).Draw(rt, "most")}
	for i := range rapid.IntRange(0, 6).Draw(rt, "blocks") {
		w.want.Blocks = append(w.want.Blocks, Block{
			Kind: Kind(i % 4), Path: "b.go", First: 100 * i, Last: 100*i + 9, Language: "go", Text: strings.Repeat("func g() { h() }\n", 1+i*3),
		})
	}
	return w
}

// move is what a user did.
type move int

const (
	letter move = iota // inside a word, or its first
	sign               // a word may have ended
	enter
	back
	other // anything may be read again
)

func step(w *writer, rt *rapid.T) move {
	s := w.want.Snapshot
	switch m := move(rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 4}).Draw(rt, "move")); m {
	case letter:
		w.typed(rapid.SampledFrom([]string{"a", "b", "Z", "_", "7", "é", "語"}).Draw(rt, "letter"))
		return m
	case sign:
		w.typed(rapid.SampledFrom([]string{" ", "(", ")", ".", ",", "=", ":", "\"", "{"}).Draw(rt, "sign"))
		return m
	case enter:
		w.typed("\n")
		return m
	case back:
		line := s.Line(s.LineAt(w.want.Offset))
		if w.want.Offset > line.Start {
			_, size := utf8.DecodeLastRuneInString(s.Slice(text.Range{Start: line.Start, End: w.want.Offset}))
			w.change(w.want.Offset-size, w.want.Offset, "")
		}
		return m
	}
	switch rapid.IntRange(0, 4).Draw(rt, "other") {
	case 0:
		w.want.Offset = s.PositionOffset(text.Position{Line: rapid.IntRange(0, s.Lines()).Draw(rt, "to")}, text.UTF8)
	case 1:
		r := s.Line(rapid.IntRange(0, s.Lines()).Draw(rt, "edited"))
		if r.Start > w.want.Offset || r.End < w.want.Offset {
			w.change(r.Start, r.End, "edited elsewhere")
		}
	case 2:
		for range rapid.IntRange(0, 6).Draw(rt, "pause") {
			w.want.Idle = true
			w.lay()
		}
		w.want.Idle = true
	case 3:
		w.want.Lost, w.cache = true, nil
	case 4:
		if n := len(w.want.Blocks); n > 0 {
			w.want.Blocks = append(w.want.Blocks[1:], Block{Kind: Edited, Path: "c.go", First: n, Last: n, Text: rapid.StringN(1, 200, 400).Draw(rt, "block")})
		}
	}
	return other
}

// complain checks what is promised of one step.
func complain(rt *rapid.T, w *writer, was Want, m move, r Request, read int) {
	rt.Helper()
	l, s := &w.layout, w.want.Snapshot
	c := newCursor(s, w.want.Offset, w.want.Style)
	typed := s.Slice(text.Range{Start: c.anchor, End: c.cut})
	if got := l.above + typed + r.Begin; got != s.Slice(text.Range{Start: l.top, End: w.want.Offset}) {
		rt.Fatalf("the prompt and Begin are not the text before the cursor: %q", got)
	}
	if c.anchor == c.offset && r.Begin != "" {
		rt.Fatalf("nothing is typed, and the answer is to begin with %q", r.Begin)
	}
	const frame = 20                       // markers, names, and what estimates are off by
	letters := w.tokens(typed) + frame     // of the line
	suffix := w.tokens(l.suffix) + frame   // read again with a new line
	cold := w.want.Budget.Cold*3/2 + frame // this test's own tokenizer counts otherwise
	if total := tokensOf(l.blocks) + l.size + w.want.count(l.suffix); total > w.want.Budget.Most*5/4+frame {
		rt.Fatalf("%d tokens with a budget of %+v", total, w.want.Budget)
	}
	if 4*l.size > 5*l.window {
		rt.Fatalf("a window of %d tokens has %d", l.window, l.size)
	}
	if !was.Idle && read > cold+letters {
		rt.Fatalf("%s: %d tokens read while somebody waits, %d expected, %d for blocks, %d for %q, %q, %q, with a budget of %+v", r.Change, read, r.Fresh, tokensOf(l.blocks), l.size, l.above, l.suffix, typed, w.want.Budget)
	}
	line := func(at int) string { return was.Snapshot.LineText(was.Snapshot.LineAt(at)) }
	before := was.Snapshot.Slice(text.Range{Start: was.Snapshot.Line(was.Snapshot.LineAt(was.Offset)).Start, End: was.Offset})
	last, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case m == other || m == back:
	case m == enter:
		if r.Change != Line && r.Change != Slid && r.Change != Shrunk || r.Change == Line && read > suffix+letters+w.tokens(line(was.Offset)) {
			rt.Fatalf("%s: %d tokens read for a new line, the suffix has %d", r.Change, read, suffix)
		}
	case blank(before) || len(before) > chunk-10: // the indentation is still to be typed
	case r.Change != Same:
		rt.Fatalf("%s while a line is typed", r.Change)
	case m == letter && inWord(last) && len(healedWord(before)) < longestWord-4 && read != 0:
		rt.Fatalf("%d tokens read inside a word", read)
	case read > letters:
		rt.Fatalf("%d tokens read on a line of %d", read, letters)
	}
}

// healedWord is the word, and the space before it, at the end of what was typed.
func healedWord(before string) string {
	word := strings.TrimRightFunc(before, inWord)
	return before[len(word):]
}

func (w *writer) tokens(s string) int { return len(tokenize(s, w.markers())) }

func TestFinishedWordIsAllThatIsRead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := scene(t, rt)
		w.lay()
		for range rapid.IntRange(1, 12).Draw(rt, "words") {
			// The letters go first, so that the word is in no prompt before it ends.
			w.typed("a")
			w.typed(rapid.StringMatching(`[a-z]{1,10}`).Draw(rt, "word"))
			_, began := w.lay()
			w.typed(rapid.SampledFrom([]string{" ", ".", "(", ", ", " + "}).Draw(rt, "sign"))
			r, read := w.lay()
			if r.Change == Same && (began > 3 || read > 6) {
				rt.Fatalf("%d tokens at a word's beginning, %d at its end, of %q", began, read, w.want.Snapshot.LineText(w.want.Snapshot.LineAt(w.want.Offset)))
			}
		}
	})
}

func TestWindowSlidesRarely(t *testing.T) {
	w := newWriter(t, "a.go", "go", "")
	w.want.Budget = Budget{Cold: 1000, Most: 1000}
	w.lay()
	slides, read, written := 0, 0, 0
	for range 1000 {
		w.typed("total := compute(alpha, beta)")
		w.lay()
		w.typed("\n")
		r, n := w.lay()
		if written += w.want.count("total := compute(alpha, beta)\n"); r.Change == Slid {
			slides++
			read += n
			if w.layout.size > 900*3/4 {
				t.Fatalf("a window of %d tokens after it was moved", w.layout.size)
			}
		}
	}
	if slides == 0 || read > 2*written || slides > written/400 {
		t.Errorf("%d slides and %d tokens read for %d that were written", slides, read, written)
	}
}

func TestPromptGrowsToItsBudgetAndNoFurther(t *testing.T) {
	w := newWriter(t, "a.go", "go", strings.Repeat("\tx := compute(alpha, beta)\n", 400))
	for i := range 40 {
		w.want.Blocks = append(w.want.Blocks, Block{Kind: Visited, Path: "b.go", First: 10 * i, Last: 10*i + 4, Text: fmt.Sprintf("// %d\n", i) + strings.Repeat("func g() { h() }\n", 4)})
	}
	w.want.Budget = Budget{Cold: 300, Most: 2000}
	totals := []int{}
	for range 12 {
		w.lay()
		totals = append(totals, tokensOf(w.layout.blocks)+w.layout.size+w.want.count(w.layout.suffix))
		w.want.Idle = true
	}
	if first, last := totals[0], totals[len(totals)-1]; first > 300 || last > 2000 || last < 1500 || last != totals[len(totals)-2] {
		t.Errorf("tokens in pauses: %d", totals)
	}
	if !slices.IsSorted(totals) || tokensOf(w.layout.blocks) < 500 || w.layout.size < 500 {
		t.Errorf("tokens in pauses: %d, %d for blocks in the end", totals, tokensOf(w.layout.blocks))
	}
}

func TestBlocksKeepTheirOrderAndTheirBudget(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		budget := rapid.IntRange(10, 500).Draw(rt, "budget")
		var list []Block
		evictions, admitted := 0, 0
		for range rapid.IntRange(1, 40).Draw(rt, "times") {
			var wanted []Block
			for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 40), 0, 8, rapid.ID[int]).Draw(rt, "wanted") {
				wanted = append(wanted, Block{Kind: Kind(n % 4), Path: "f", First: n, Last: n, Text: strings.Repeat("x", n), tokens: 5 + 3*n})
			}
			next := revise(list, wanted, budget)
			if tokensOf(next) > budget {
				rt.Fatalf("%d tokens of %d", tokensOf(next), budget)
			}
			if !slices.IsSortedFunc(next, func(a, b Block) int { return int(a.Kind) - int(b.Kind) }) {
				rt.Fatal("out of order")
			}
			var old, kept []int
			for _, b := range list {
				if among(next, b) {
					old = append(old, b.First)
				}
			}
			for _, b := range next {
				if among(list, b) {
					kept = append(kept, b.First)
				} else {
					admitted += b.tokens
				}
			}
			if !slices.Equal(old, kept) {
				rt.Fatalf("the order of what stays has changed: %v, %v", old, kept)
			}
			if len(kept) < len(list) {
				evictions++
				if tokensOf(next) > budget*3/4 {
					rt.Fatalf("after making room, %d of %d are full again", tokensOf(next), budget)
				}
			}
			list = next
		}
		if evictions*budget/4 > admitted+budget {
			rt.Fatalf("%d evictions for %d tokens with a budget of %d", evictions, admitted, budget)
		}
	})
}

// FuzzNext lays out any text at any place, for any kind of backend.
func FuzzNext(f *testing.F) {
	f.Add("func f() {\r\n\treturn \r}\n", 14, uint16(300), uint8(0))
	f.Add("<|fim_prefix|>\x80\xff<|fim_middle|>", 3, uint16(0), uint8(1))
	f.Add(strings.Repeat("語", 300), 400, uint16(90), uint8(2))
	kinds := []string{"qwen", "codestral", "codellama", "none", "fields", "chat"}
	f.Fuzz(func(t *testing.T, content string, at int, cold uint16, kind uint8) {
		w := newWriter(t, "a.go", "go", "")
		w.want.Traits = traitsOf(t, kinds[int(kind)%len(kinds)])
		w.want.Budget = Budget{int(cold), 2 * int(cold)}
		w.want.Snapshot, w.want.Offset = text.NewSnapshot("file:///a.go", "go", 1, content), at
		w.want.Blocks = []Block{{Path: "b.go", Text: content, Language: "go"}}
		for _, offset := range []int{at, at + 1, 0, len(content)} {
			w.want.Offset = offset
			r, _ := w.lay()
			c := newCursor(w.want.Snapshot, offset, Anchored)
			if c.anchor > c.cut || c.cut > c.offset || len(r.Begin) > longestWord+1 || !utf8.ValidString(r.Begin) {
				t.Fatalf("%+v, begin %q", c, r.Begin)
			}
			if m := w.want.Traits.Markers; m != nil {
				for _, marker := range []string{m.Prefix, m.Suffix, m.Middle} {
					if marker != "" && strings.Count(r.Fill.Prompt.Raw, marker) != 1 {
						t.Fatalf("%s is there %d times in %q", marker, strings.Count(r.Fill.Prompt.Raw, marker), r.Fill.Prompt.Raw)
					}
				}
			}
			w.want.Idle = true
			w.lay()
		}
	})
}
