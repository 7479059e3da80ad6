package served

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/internal/llamatest"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/llamacpp"
	"github.com/inkling-lsp/inkling/model/wire"
)

func through(t *testing.T, target string) (*proxy, model.Backend) {
	t.Helper()
	p, err := startProxy(target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.end)
	backend, err := llamacpp.New(model.Options{URL: p.url}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(backend.Close)
	return p, backend
}

func TestTheProxyCountsWhatTheServerSays(t *testing.T) {
	p, backend := through(t, llamatest.Start(t, llamatest.Qwen).URL)
	prompt := "<|fim_prefix|>" + strings.Repeat("some words ", 40) + "<|fim_suffix|>\n<|fim_middle|>"
	fill := func(tokens int, text string) model.Report {
		var said strings.Builder
		report, err := backend.Fill(t.Context(), model.FillRequest{Prompt: model.Prompt{Raw: prompt + text}, MaxTokens: tokens}, func(s string) bool {
			said.WriteString(s)
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		if tokens > 0 && !p.said(said.String()) {
			t.Errorf("the proxy has not heard %q", said.String())
		}
		return report
	}
	reports := []model.Report{fill(0, ""), fill(4, "a"), fill(4, "ab")}
	exchanges := p.take()
	if len(exchanges) != len(reports) {
		t.Fatalf("%d exchanges for %d requests", len(exchanges), len(reports))
	}
	for i, e := range exchanges {
		r := reports[i]
		if e.total != r.TokensIn || e.cached != r.TokensCached || e.warm != (i == 0) || !e.ended || !e.started || e.whole == 0 {
			t.Errorf("exchange %d is %+v, and the report %+v", i, e, r)
		}
	}
	if !p.quiet() || len(p.take()) != 0 {
		t.Error("something is left")
	}
}

func TestTheProxyCountsARequestThatTheClientLeaves(t *testing.T) {
	s, err := startScripted(0, func(_, begin string) string { return begin + "ever" })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.end)
	s.hang = make(chan time.Time, 1)
	p, backend := through(t, s.url)
	ctx, cancel := context.WithCancel(t.Context())
	_, err = backend.Fill(ctx, model.FillRequest{Prompt: model.Prompt{Raw: strings.Repeat("abc", 20)}, MaxTokens: 9}, func(string) bool {
		cancel()
		return true
	})
	if err == nil {
		t.Error("a request that was left has ended well")
	}
	<-s.hang
	if e := p.take(); len(e) != 1 || e[0].ended || !e[0].started || e[0].total != 20 || e[0].read != 1 || e[0].said != "ever" {
		t.Errorf("exchanges %+v", e)
	}
}
