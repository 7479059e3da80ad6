package served

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/eval"
)

func TestSimilarityIsOfCommonSubsequences(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"", "", 1},
		{"a", "", 0},
		{"abc", "abc", 1},
		{"abcd", "bd", 2. * 2 / 6},
		{"xay", "bac", 2. * 1 / 6},
		{"größe", "grüße", 2. * 4 / 10},
	} {
		if got := similarity(c.a, c.b); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("similarity of %q and %q is %v, want %v", c.a, c.b, got, c.want)
		}
		if similarity(c.a, c.b) != similarity(c.b, c.a) {
			t.Errorf("similarity of %q and %q depends on their order", c.a, c.b)
		}
	}
}

func TestAnIntervalHoldsTheMeanAndKnowsFiles(t *testing.T) {
	values := make(map[string][]float64)
	for i := range 40 {
		file := string(rune('a' + i))
		for range 4 {
			values[file] = append(values[file], float64(i%2)) // a file's are all alike
		}
	}
	got := bootstrap(values)
	if got.mean != .5 || got.low >= got.mean || got.high <= got.mean {
		t.Errorf("interval %+v", got)
	}
	// As of 40 values, not of 160: ±0.155 against ±0.077.
	if width := got.high - got.low; width < .25 || width > .37 {
		t.Errorf("interval %+v is %v wide", got, width)
	}
	if none := bootstrap(nil); none != (interval{}) {
		t.Errorf("interval of nothing: %+v", none)
	}
}

func TestLayoutsAreComparedAtTheSamePlaces(t *testing.T) {
	var records []Record
	add := func(file, place, layout, answer string, tokens int) {
		records = append(records, Record{Section: "quality", File: file, Place: place, Language: "Go", Layout: layout, Answer: answer, Truth: "right", TokensIn: tokens})
	}
	for _, s := range styles {
		add("a.go", "1", s.layout, "right", 700)
		add("a.go", "2", s.layout, map[string]string{anchored: "right", plain: "wrong", cut: "right"}[s.layout], 800)
		add("b.go", "1", s.layout, "right", 500) // too short
	}
	add("c.go", "1", anchored, "wrong", 700) // not asked in the others yet
	places, small := paired(records)
	if len(places) != 2 || small != 1 {
		t.Fatalf("%d places, %d with short prompts", len(places), small)
	}
	exact := func(r Record) float64 { return one(r.Answer == r.Truth) }
	if d := difference(places, plain, exact); d.mean != .5 {
		t.Errorf("difference to %s: %+v", plain, d)
	}
	if d := difference(places, cut, exact); d.mean != 0 {
		t.Errorf("difference to %s: %+v", cut, d)
	}
	for _, row := range qualityRows(records) {
		if row.Met != "" && row.Met != unknown {
			t.Errorf("two places say %q of %q", row.Met, row.What)
		}
	}
}

func TestKeysWriteThePassage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := eval.Passage{Lines: rapid.SliceOfN(rapid.StringMatching(`\t{0,3}[a-zé(\[ =]{0,12}[a-z)]`), 1, 6).Draw(t, "lines")}
		n := rapid.IntRange(1, 8).Draw(t, "n")
		text := []rune(indentation(p.Lines[0]))
		for _, k := range keys(p, n, rapid.Uint64().Draw(t, "seed")) {
			if k.back {
				text = text[:len(text)-1]
			}
			text = append(text, []rune(k.text)...)
			if k.before < leastGap || k.before > mostGap+leastPause+moreFor {
				t.Fatalf("%v before %q", k.before, k.text)
			}
		}
		if want := strings.Join(p.Lines[:min(n, len(p.Lines))], "\n"); string(text) != want {
			t.Fatalf("typed %q, want %q", string(text), want)
		}
	})
}

func TestKeysAreTakenBackAsOftenAsPeopleDo(t *testing.T) {
	p := eval.Passage{Lines: []string{strings.Repeat("word ", 400) + "end"}}
	backs, all := 0, keys(p, 1, 7)
	for _, k := range all {
		if k.back {
			backs++
		}
	}
	if share := float64(backs) / float64(len(all)); share < .05 || share > .10 {
		t.Errorf("%.3f of the keys are backspaces", share)
	}
}

func TestPlacesHaveSomethingBeforeAndAfter(t *testing.T) {
	for _, at := range places(passage(t)) {
		if typed := strings.TrimSpace(at.typed()); typed == "" || len(at.truth()) < 3 {
			t.Errorf("the place %s is %q‸%q", at.at(), at.typed(), at.truth())
		}
	}
}

func TestWordsBeginAfterTheirFirstLetter(t *testing.T) {
	p := passage(t)
	for _, at := range words(p) {
		typed := at.typed()
		if before := typed[:len(typed)-1]; before != "" && strings.HasSuffix(strings.TrimRight(before, "_abcdefghijklmnopqrstuvwxyz0123456789"), before) && strings.TrimSpace(before) != "" && before[len(before)-1] >= 'a' {
			t.Errorf("%q is within a word", typed)
		}
	}
}

func TestTheScriptedModelSaysTheRestOfALineOrAnother(t *testing.T) {
	p := eval.Passage{Lines: []string{"\tfirst(one)", "\tsecond(two)"}}
	right, all := 0, 0
	for i := range 400 {
		got := guess(p, strings.Repeat("x", i)+"<|fim_middle|>sec", "on")
		if all++; got == "d(two)" {
			right++
		} else if got == "" {
			t.Error("it says nothing")
		}
	}
	if share := 100 * right / all; share < rightShare-8 || share > rightShare+8 {
		t.Errorf("it is right in %d of %d", right, all)
	}
}

func TestForcedBeginningsAreReadFromTheGrammar(t *testing.T) {
	for grammar, want := range map[string]string{
		``: "", `root ::= " retu" [^\x00]*`: " retu", `root ::= "a\"b\\" [^\x00]*`: `a"b\`,
	} {
		if got := forced(grammar); got != want {
			t.Errorf("%s forces %q, want %q", grammar, got, want)
		}
	}
}

func TestDocumentsCountAllRequestsButTheTokensOfTheFirst(t *testing.T) {
	records := []Record{
		{File: "a.go", Layout: "fill", Place: "c:1#0", TokensIn: 500, Cached: 0},
		{File: "a.go", Layout: warm, Place: "c:1#1", TokensIn: 700, Cached: 400},
		{File: "a.go", Layout: "fill", Place: "c:1#2", TokensIn: 702, Cached: 700, FirstMS: 60},
		{File: "a.go", Layout: "fill", Place: "c:1#3", Fault: "left before the server began"},
		{File: "a.go", Layout: "document", Place: "c:1", Keys: 40, FirstMS: 2500},
		{File: "b.go", Layout: "fill", Place: "c:1#0", TokensIn: 500}, // not finished
	}
	d := documentsOf(records)
	if d.number != 1 || d.keys != 40 || d.fills != 3 || d.warms != 1 || d.read != 302 || d.total != 1402 || d.left != 1 || len(d.fillRead) != 1 {
		t.Errorf("counted %+v", d)
	}
	if rate := d.rate(); rate != 10 {
		t.Errorf("%v requests per 100 keys", rate)
	}
}

func TestReadingIsComparedWherePromptsAreLongEnough(t *testing.T) {
	var records []Record
	for i, size := range []int{700, 599, 800} {
		place := string(rune('a' + i))
		records = append(records,
			Record{File: "a.go", Place: place, Layout: anchored, TokensIn: size, Cached: size - 1},
			Record{File: "a.go", Place: place, Layout: vim, TokensIn: 2000, Cached: 1500},
			Record{File: "a.go", Place: place, Layout: warm, TokensIn: size})
	}
	ours, theirs := longEnough(records)
	if len(ours) != 2 || len(theirs) != 2 || ours[1].Place != "c" || theirs[1].Place != "c" {
		t.Errorf("compared %+v with %+v", ours, theirs)
	}
}
