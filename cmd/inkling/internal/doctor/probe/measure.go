package probe

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

// Ask is one request, and what it cost.
type Ask struct {
	What   string // fill, fill again, or chat
	Report model.Report
}

// ReadPerSecond is how many tokens the server read in a second; 0 if it does not tell,
// or has read too few for it to say anything.
func (a Ask) ReadPerSecond() float64 {
	const enough = 32
	read, took := a.Report.TokensIn-max(a.Report.TokensCached, 0), a.Report.Reading
	if took <= 0 { // then until it began to write, which is a little longer
		took = a.Report.FirstText
	}
	if a.Report.TokensIn < 0 || read < enough || took <= 0 {
		return 0
	}
	return float64(read) / took.Seconds()
}

// WrittenPerSecond is how many tokens the server wrote in a second; 0 if it does not
// tell.
func (a Ask) WrittenPerSecond() float64 {
	took := a.Report.Writing
	if took <= 0 {
		took = a.Report.Whole - a.Report.FirstText
	}
	if a.Report.TokensOut <= 0 || took <= 0 {
		return 0
	}
	return float64(a.Report.TokensOut) / took.Seconds()
}

// answer is how many tokens an answer has at most: a line or two.
const answer = 24

// whole lets all of the sample in, its first line too.
var whole = prompt.Budget{Cold: 4096, Most: 4096}

// Fill asks for a line in a sample that no server has read yet, because its first line
// says so. again is the same request for a second time.
func Fill(ctx context.Context, b model.Backend, t model.Traits, fresh string, again bool) (Ask, error) {
	what := "fill"
	if again {
		what = "fill again"
	}
	s, offset := sample(fresh)
	_, r, err := prompt.Layout{}.Next(prompt.Want{
		Snapshot: s, Offset: offset, Path: "stock/orders.go", Repo: "stock", Traits: t,
		Budget: whole, Count: prompt.Estimate,
	})
	if err != nil {
		return Ask{}, err
	}
	r.Fill.MaxTokens = answer
	report, err := b.Fill(ctx, r.Fill, func(string) bool { return true })
	return Ask{what, report}, err
}

// Chat asks a question about the sample.
func Chat(ctx context.Context, b model.Backend, fresh string) (Ask, error) {
	s, _ := sample(fresh)
	report, err := b.Chat(ctx, model.ChatRequest{
		Messages: []model.Message{
			{Role: model.System, Text: "Answer in one short sentence."},
			{Role: model.User, Text: "What does this code do?\n\n" + s.String()},
		},
		MaxTokens: answer, Lane: 1,
	}, func(string) bool { return true })
	return Ask{"chat", report}, err
}

// Fresh is a text that no sample had before.
func Fresh() string { return time.Now().UTC().Format(time.RFC3339Nano) }

// sample is a document of some two hundred tokens with a place to fill in.
func sample(fresh string) (s *text.Snapshot, offset int) {
	var b strings.Builder
	fmt.Fprintf(&b, "// Measured at %s.\npackage stock\n\nimport \"errors\"\n\ntype Item struct {\n\tName  string\n\tCount int\n}\n", fresh)
	for _, name := range []string{"Add", "Take", "Move"} {
		fmt.Fprintf(&b, "\n// %s changes how many of an item there are.\nfunc (s *Store) %s(item Item, count int) error {\n"+
			"\tif count < 0 {\n\t\treturn errors.New(\"the count is less than none\")\n\t}\n\ts.items[item.Name] += count\n\treturn s.save()\n}\n", name, name)
	}
	b.WriteString("\n// Total is how many items there are.\nfunc (s *Store) Total() int {\n\ttotal := 0\n\tfor _, count := range ")
	offset = b.Len()
	b.WriteString("\n\treturn total\n}\n")
	return text.NewSnapshot("file:///stock/orders.go", "go", 1, b.String()), offset
}
