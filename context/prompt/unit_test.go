package prompt

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

func TestWordAtTheEndIsLeftOut(t *testing.T) {
	long := strings.Repeat("x", longestWord)
	for typed, want := range map[string]string{
		"":               "",
		"return":         "return",
		"x := fo":        " fo",
		"x := ":          " ",
		"x :=":           "",
		"x  ":            " ",
		"f(a":            "a",
		"f(a, ":          " ",
		"x\ty":           "y",
		"größ":           "größ",
		"e\u0301t":       "e\u0301t",
		"a \xff":         "",
		"a \xffb":        "b",
		"v = 日本":         " 日本",
		"0x1F":           "0x1F",
		" " + long:       " " + long,
		" " + long + "x": "",
	} {
		if got := typed[healed(typed):]; got != want {
			t.Errorf("of %q, %q is left out, want %q", typed, got, want)
		}
	}
}

func TestPiecesDoNotCutCharacters(t *testing.T) {
	const s = "aé語😀\xe8\xaa" // the last one breaks off
	for at, want := range []int{0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10, 10} {
		if got := pieceStart(s, at); got != want {
			t.Errorf("the piece before %d ends at %d, want %d", at, got, want)
		}
	}
}

func TestSuffixStaysWhileItIsNear(t *testing.T) {
	below := "\n\tif err != nil {\n\t\treturn nil, fmt.Errorf(\"read %s: %w\", name, err)\n\t}\n\treturn parse(content, name)\n}\n"
	for name, test := range map[string]struct {
		fresh string
		want  bool
	}{
		"the same":           {below, true},
		"a closing bracket":  {")" + below, true},
		"brackets and space": {") {" + below, true},
		"one word of many":   {strings.Replace(below, "parse", "scan", 1), true},
		"many words":         {strings.NewReplacer("err", "failure", "nil", "none", "return", "yield").Replace(below), false},
		"a word before":      {"x" + below, false},
		"nothing":            {"", false},
		"only the beginning": {below[:20], false},
	} {
		if got := near(below, test.fresh); got != test.want {
			t.Errorf("%s: near is %v", name, got)
		}
	}
	if !near("", "") || !near("", ")") || near("", "\n") {
		t.Error("an empty suffix is near to what holds nothing, and to nothing else")
	}
}

func TestSecretDocumentsAndBackendsThatCannotFillHaveNoPrompt(t *testing.T) {
	w := newWriter(t, ".env", "", "KEY=‸")
	if _, r, err := w.layout.Next(w.want); !errors.Is(err, ErrSecret) || flat(r.Fill.Prompt) != flat(model.Prompt{}) {
		t.Errorf("%v, %+v", err, r)
	}
	w = newWriter(t, "id_rsa", "", "‸")
	w.want.Path = "harmless.txt" // what the URI says counts as well
	if _, _, err := w.layout.Next(w.want); !errors.Is(err, ErrSecret) {
		t.Error(err)
	}
	w = newWriter(t, "a.go", "go", "‸")
	w.want.Traits.Fill = model.FillNone
	if _, _, err := w.layout.Next(w.want); !errors.Is(err, ErrNoFill) {
		t.Error(err)
	}
}

func TestWarmPromptIsTheBeginningOfThoseThatFollow(t *testing.T) {
	for _, kind := range []string{"qwen", "codestral", "mellum", "deepseek", "none", "fields"} {
		w := newWriter(t, "a.go", "go", "package a\n\nfunc f() {\n\t‸\n}\n")
		w.want.Traits = traitsOf(t, kind)
		r, _ := w.lay()
		warm := r.Warm.Prompt
		if r.Warm.MaxTokens != 0 || r.Change != First {
			t.Errorf("%s: %+v", kind, r)
		}
		w.typed("x := f(y)")
		r, _ = w.lay()
		if p := r.Fill.Prompt; !strings.HasPrefix(p.Raw+p.Prefix, warm.Raw+warm.Prefix) || p.Suffix != warm.Suffix {
			t.Errorf("%s: warmed %+v, then sent %+v", kind, warm, p)
		}
	}
}

func TestOneAnswerServesTheWholeWord(t *testing.T) {
	w := newWriter(t, "a.go", "go", "x := r‸")
	first, _ := w.lay()
	w.typed("a")
	second, _ := w.lay()
	if !second.Same(first) || first.Begin != " r" || second.Begin != " ra" {
		t.Fatalf("%+v, then %+v", first, second)
	}
	for answer, want := range map[string]struct {
		rest string
		fits bool
	}{
		" range y": {"nge y", true}, " ra": {"", true}, " ": {"", true}, "": {"", true}, " read": {"", false}, "range": {"", false},
	} {
		if rest, fits := second.Rest(answer); rest != want.rest || fits != want.fits {
			t.Errorf("%q leaves %q, %v", answer, rest, fits)
		}
	}
	w.typed(" ")
	if third, _ := w.lay(); third.Same(second) {
		t.Error("the next word has the same prompt")
	}
}

func TestBudgetFollowsTheSpeedOfReading(t *testing.T) {
	report := func(read int, took time.Duration) model.Report {
		return model.Report{TokensIn: 100 + read, TokensCached: 100, Reading: took}
	}
	for name, test := range map[string]struct {
		reports []model.Report
		traits  model.Traits
		want    Budget
	}{
		"unknown":                  {nil, model.Traits{}, Budget{300, 800}},
		"unknown and remote":       {nil, model.Traits{Remote: true}, Budget{3000, 4096}},
		"a small computer":         {[]model.Report{report(200, 2*time.Second)}, model.Traits{}, Budget{300, 800}},
		"half as fast":             {[]model.Report{report(200, 4*time.Second)}, model.Traits{}, Budget{192, 400}},
		"a large one":              {[]model.Report{report(2000, time.Second)}, model.Traits{}, Budget{4096, 4096}},
		"little read says nothing": {[]model.Report{report(2, time.Second)}, model.Traits{}, Budget{300, 800}},
		"a report without numbers": {[]model.Report{{TokensIn: -1, TokensCached: -1}}, model.Traits{}, Budget{300, 800}},
		"only the first text tells": {
			[]model.Report{{TokensIn: 1000, TokensCached: -1, FirstText: 2 * time.Second}},
			model.Traits{},
			Budget{1500, 4000},
		},
		"a small context": {nil, model.Traits{ContextTokens: 512}, Budget{298, 298}},
		"none at all":     {nil, model.Traits{ContextTokens: 32}, Budget{0, 0}},
	} {
		var s Speed
		for _, r := range test.reports {
			s = s.Learn(r)
		}
		if got := s.Budget(test.traits, 64); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
	var s Speed
	for range 20 {
		s = s.Learn(report(1000, time.Second))
	}
	for range 8 {
		s = s.Learn(report(100, time.Second))
	}
	if got := s.PerSecond(false); got < 100 || got > 300 {
		t.Errorf("a server that has become slow reads %f tokens a second", got)
	}
	s = Speed{}.Learn(report(200, 20*time.Second)) // something else kept the computer busy
	least := s.Budget(model.Traits{}, 64)
	for range 20 { // new lines
		s = s.Learn(report(least.suffix()-4, time.Duration(least.suffix())*time.Second/100))
	}
	if got := s.Budget(model.Traits{}, 64); least.Cold != leastTokens || got.Cold < 250 {
		t.Errorf("after one slow answer the budget is %+v, and stays %+v", least, got)
	}
	if got := s.PerSecond(false); got < 80 || got > 110 {
		t.Errorf("a server that answered slowly once reads %f tokens a second", got)
	}
}

// counts is a tokenizer with a token for each two bytes.
type counts struct {
	asked []string
	err   error
}

func (c *counts) Count(_ context.Context, texts []string) ([]int, error) {
	c.asked = append(c.asked, texts...)
	list := make([]int, len(texts))
	for i, s := range texts {
		list[i] = (len(s) + 1) / 2
	}
	return list, c.err
}

func TestCounterLearnsFromTheServerEachLineOnce(t *testing.T) {
	var c Counter
	var server counts
	source := "package a\n\nfunc f() {\n}\n"
	if got := c.Count("go", source); got != Estimate("go", source) {
		t.Errorf("%d tokens estimated", got)
	}
	c.Count("go", source)
	for range 5 {
		if _, err := c.Learn(t.Context(), &server, 2); err != nil {
			t.Fatal(err)
		}
	}
	if want := 5 + 1 + 6 + 1; c.Count("go", source) != want || len(server.asked) != 4 {
		t.Errorf("%d tokens, want %d, asked %q", c.Count("go", source), want, server.asked)
	}
	server.err = errors.New("gone")
	c.Count("go", "new\n")
	if more, err := c.Learn(t.Context(), &server, 2); err == nil || !more {
		t.Errorf("%v, %v", more, err)
	}
	server.err = nil
	if more, err := c.Learn(t.Context(), &server, 2); err != nil || more || c.Count("go", "new\n") != 2 {
		t.Errorf("%v, %v", more, err)
	}
	// Once enough was counted, what was not is estimated by it.
	c.Count("go", strings.Repeat("x", 4000))
	if _, err := c.Learn(t.Context(), &server, 2); err != nil {
		t.Fatal(err)
	}
	if got := c.Count("go", strings.Repeat("y", 1000)); got < 490 || got > 510 {
		t.Errorf("%d tokens for 1000 bytes", got)
	}
}

func TestTrailRemembersPlacesThatWereLeftAndEdits(t *testing.T) {
	long := text.NewSnapshot("file:///long.go", "go", 1, strings.Repeat("line\n", 200))
	other := text.NewSnapshot("file:///other.go", "go", 1, "package other\n")
	var trail Trail
	for _, line := range []int{100, 110, 90} {
		trail = trail.Visit("long.go", long, line)
	}
	if got := trail.Blocks(other.URI(), 0); len(got) != 0 {
		t.Errorf("nothing was left, and %+v is remembered", got)
	}
	changed, err := long.Apply(2, []text.Change{{Range: text.Range{Start: 0, End: 4}, New: "first\nand second"}})
	if err != nil {
		t.Fatal(err)
	}
	trail = trail.Change("long.go", long, changed).Visit("long.go", changed, 91).Visit("other.go", other, 0)
	blocks := trail.Blocks(other.URI(), 0)
	if len(blocks) != 2 || blocks[0].Kind != Edited || blocks[1].Kind != Visited {
		t.Fatalf("%+v", blocks)
	}
	if e := blocks[0]; e.First != 1 || e.Last != 5 || !strings.HasPrefix(e.Text, "first\nand second\n") {
		t.Errorf("an edit: %+v", e)
	}
	if v := blocks[1]; v.First != 89 || v.Last != 113 {
		t.Errorf("a place: %+v", v)
	}
	if got := trail.Blocks(long.URI(), 95); len(got) != 1 || got[0].Kind != Edited {
		t.Errorf("near a place, it stands in the prompt anyway: %+v", got)
	}
	// What is written on at one place is one edit, however many keys it takes.
	for n := range 30 {
		next, err := changed.Apply(int32(n)+3, []text.Change{{Range: text.Range{Start: 500, End: 500}, New: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		trail, changed = trail.Change("long.go", changed, next), next
	}
	if got := trail.Blocks(other.URI(), 0); len(got) != 3 || !strings.Contains(got[0].Text, strings.Repeat("x", 30)) {
		t.Errorf("%+v", got)
	}
	// A file of another root may have the same path.
	twin := text.NewSnapshot("file:///other/long.go", "go", 1, "a twin\n")
	typed, err := twin.Apply(2, []text.Change{{Range: text.Range{Start: 0, End: 1}, New: "the"}})
	if err != nil {
		t.Fatal(err)
	}
	trail = trail.Change("long.go", twin, typed)
	if got := trail.Blocks(other.URI(), 0); len(got) != 4 || !strings.Contains(got[1].Text, strings.Repeat("x", 30)) {
		t.Errorf("%+v", got)
	}
	trail = trail.Close(long.URI())
	if got := trail.Blocks(other.URI(), 0); len(got) != 1 || got[0].Text != "the twin\n" {
		t.Errorf("of a document that was closed there is %+v", got)
	}
}

func TestImportsAreFoundByHowLinesBegin(t *testing.T) {
	for name, test := range map[string]struct{ content, want string }{
		"go":         {"// A comment.\npackage a\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc f() {}\n", "package a\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)"},
		"python":     {"\"\"\"Doc.\"\"\"\nfrom os import (\n    path,\n)\nimport re\n\nx = 1\n", "from os import (\n    path,\n)\nimport re"},
		"typescript": {"import {\n  a,\n} from './a'\nconst b = require('b')\nexport const c = 1\n", "import {\n  a,\n} from './a'\nconst b = require('b')"},
		"rust":       {"use std::io;\n\nfn main() {}\n", "use std::io;"},
		"none":       {"x = 1\n", ""},
	} {
		b, ok := ImportsOf("a", text.NewSnapshot("file:///a", name, 1, test.content))
		if b.Text != test.want || ok != (test.want != "") {
			t.Errorf("%s: %q, %v", name, b.Text, ok)
		}
	}
}
