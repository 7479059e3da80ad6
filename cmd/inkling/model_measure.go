package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/doctor/probe"
	"github.com/inkling-lsp/inkling/model"
)

// modelTestCommand is `inkling model test`; Go takes a file of that name for a test.
type modelTestCommand struct {
	JSON bool `name:"json" help:"Print one JSON object."`
	backendFlags
}

// modelMeasures is what `inkling model test --json` prints. Times are in
// milliseconds, speeds in tokens a second; what the server does not tell is absent.
type modelMeasures struct {
	Backend   string       `json:"backend"`
	URL       string       `json:"url"`
	Model     string       `json:"model"`
	ConnectMS float64      `json:"connect_ms"`
	Asks      []askMeasure `json:"asks"`
}

type askMeasure struct {
	What             string  `json:"what"`
	FirstMS          float64 `json:"first_ms,omitempty"` // to the first text
	WholeMS          float64 `json:"whole_ms"`
	TokensIn         *int    `json:"tokens_in,omitempty"`
	TokensCached     *int    `json:"tokens_cached,omitempty"`
	TokensOut        *int    `json:"tokens_out,omitempty"`
	ReadPerSecond    float64 `json:"read_per_second,omitempty"`
	WrittenPerSecond float64 `json:"written_per_second,omitempty"`
}

func (o *modelTestCommand) Run(ctx context.Context, c console) error {
	s, err := o.served(c)
	if err != nil {
		return err
	}
	b, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	m, err := s.measure(ctx, c, b)
	if err != nil {
		return err
	}
	if o.JSON {
		return json.NewEncoder(c.out).Encode(m)
	}
	return m.print(c.out)
}

// measure asks one thing after another, since they would slow each other down.
func (s served) measure(ctx context.Context, c console, b model.Backend) (modelMeasures, error) {
	var l probe.Look
	err := waited(c, s.asking(), func() (err error) {
		l, err = probe.LookAt(ctx, b)
		return err
	})
	if err != nil {
		return modelMeasures{}, s.failed(err)
	}
	m := modelMeasures{Backend: s.options.Name, URL: s.options.URL, Model: l.Traits.Model, ConnectMS: milliseconds(l.Connect)}
	fresh := probe.Fresh()
	fill := func(again bool) func() (probe.Ask, error) {
		return func() (probe.Ask, error) { return probe.Fill(ctx, b, l.Traits, fresh, again) }
	}
	for _, step := range []struct {
		can   bool
		shown string
		ask   func() (probe.Ask, error)
	}{
		{l.Traits.Fill != model.FillNone, "filling in a line", fill(false)},
		{l.Traits.Fill != model.FillNone, "filling in the same line", fill(true)},
		{l.Traits.Chat, "chatting", func() (probe.Ask, error) { return probe.Chat(ctx, b, fresh) }},
	} {
		if !step.can {
			continue
		}
		var a probe.Ask
		err := waited(c, step.shown, func() (err error) {
			a, err = step.ask()
			return err
		})
		if err != nil {
			return m, s.failed(err)
		}
		m.Asks = append(m.Asks, measured(a))
	}
	return m, nil
}

func measured(a probe.Ask) askMeasure {
	known := func(n int) *int {
		if n < 0 {
			return nil
		}
		return &n
	}
	return askMeasure{
		What: a.What, FirstMS: milliseconds(a.Report.FirstText), WholeMS: milliseconds(a.Report.Whole),
		TokensIn: known(a.Report.TokensIn), TokensCached: known(a.Report.TokensCached), TokensOut: known(a.Report.TokensOut),
		ReadPerSecond: a.ReadPerSecond(), WrittenPerSecond: a.WrittenPerSecond(),
	}
}

func (m modelMeasures) print(w io.Writer) error {
	fmt.Fprintf(w, "%s at %s, model %s; connected in %.1f ms\n\n", m.Backend, at(m.URL), printable(m.Model), m.ConnectMS)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "\tfirst token\twhole\tread\twritten\tfrom its cache")
	for _, a := range m.Asks {
		fmt.Fprintf(table, "%s\t%s\t%.0f ms\t%s\t%s\t%s\n", a.What, unlessZero("%.0f ms", a.FirstMS), a.WholeMS,
			unlessZero("%.0f tokens/s", a.ReadPerSecond), unlessZero("%.0f tokens/s", a.WrittenPerSecond), a.cached())
	}
	return table.Flush()
}

// cached says how much of a prompt the server had read before.
func (a askMeasure) cached() string {
	switch {
	case a.TokensCached == nil || a.TokensIn == nil:
		return "not told"
	}
	return fmt.Sprintf("%d of %d tokens", *a.TokensCached, *a.TokensIn)
}

func unlessZero(format string, f float64) string {
	if f == 0 {
		return "-"
	}
	return fmt.Sprintf(format, f)
}
