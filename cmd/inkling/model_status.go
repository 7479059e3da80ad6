package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/doctor/probe"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
)

type modelStatusCommand struct {
	JSON bool `name:"json" help:"Print one JSON object."`
	backendFlags
}

// modelStatus is what `inkling model status --json` prints.
type modelStatus struct {
	Backend   string `json:"backend"` // empty if none is named
	NamedBy   string `json:"named_by,omitempty"`
	URL       string `json:"url,omitempty"`
	Remote    bool   `json:"remote"`
	Consent   string `json:"consent,omitempty"`
	Key       string `json:"key,omitempty"` // where it is from, never what it is
	Reachable bool   `json:"reachable"`
	Problem   string `json:"problem,omitempty"`
	Mend      string `json:"mend,omitempty"`
	*reachable
}

// reachable is what a server says of itself.
type reachable struct {
	ConnectMS     float64 `json:"connect_ms"`
	Model         string  `json:"model"`
	ContextTokens int     `json:"context_tokens"` // 0 if it does not say
	Fill          string  `json:"fill"`           // raw, fields, chat or none
	Chat          bool    `json:"chat"`
	ForcesBegin   bool    `json:"forces_begin"`
	Warms         bool    `json:"warms"`
	ReportsCache  bool    `json:"reports_cache"`
	Lanes         int     `json:"lanes"`
}

func (o *modelStatusCommand) Run(ctx context.Context, c console) error {
	s, err := o.served(c)
	if err != nil {
		return err
	}
	status, failed := s.status(ctx, c)
	if o.JSON {
		err = json.NewEncoder(c.out).Encode(status)
	} else {
		err = status.print(c.out)
	}
	if err != nil {
		return err
	}
	return failed
}

// status asks the server, if it may be asked. The error is why it gave no answer.
func (s served) status(ctx context.Context, c console) (modelStatus, error) {
	if !s.named() {
		return modelStatus{}, nil
	}
	status := modelStatus{
		Backend: s.options.Name, NamedBy: s.origin("name").String(), URL: s.options.URL,
		Remote: backends.Remote(s.options), Consent: "not needed", Key: "none",
	}
	if status.Remote {
		status.Consent = "given: you have named it"
		if s.loaded.AskFirst() {
			status.Consent = "given: you have allowed " + backends.Host(s.options)
		}
	}
	err := s.consent()
	if err != nil {
		status.Consent, status.Key = "missing", "not looked for"
	} else if found := s.key(ctx); found.Key != "" {
		status.Key = found.Origin
	} else if found.Problem != nil {
		status.Key = "missing"
	}
	if err == nil {
		err = s.look(ctx, c, &status)
	}
	if err != nil {
		status.Problem, status.Mend = err.Error(), hintOf(err)
	}
	return status, err
}

// look asks what the server can take.
func (s served) look(ctx context.Context, c console, status *modelStatus) error {
	b, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	var l probe.Look
	err = waited(c, s.asking(), func() (err error) {
		l, err = probe.LookAt(ctx, b)
		return err
	})
	if err != nil {
		return s.failed(err)
	}
	t := l.Traits
	status.Reachable, status.Remote = true, t.Remote
	status.reachable = &reachable{
		ConnectMS: milliseconds(l.Connect), Model: t.Model, ContextTokens: t.ContextTokens, Fill: fillKinds[t.Fill],
		Chat: t.Chat, ForcesBegin: t.ForcesBegin, Warms: t.Warms, ReportsCache: t.ReportsCache, Lanes: t.Lanes,
	}
	return nil
}

// fillKinds are the ways of filling in as programs read them, fillWords as people do.
var (
	fillKinds = map[model.FillKind]string{model.FillNone: "none", model.FillRaw: "raw", model.FillFields: "fields", model.FillChat: "chat"}
	fillWords = map[string]string{"none": "not at all", "raw": "as raw text", "fields": "as prefix and suffix", "chat": "as a conversation"}
)

func (m modelStatus) print(w io.Writer) error {
	if m.Backend == "" {
		_, err := fmt.Fprintln(w, "no model server is named: the embedded model works alone\n"+
			"name one: --backend llamacpp, INKLING_BACKEND=llamacpp, or backend.name in config.toml; inkling model list says which there are")
		return err
	}
	where := "on this machine"
	if m.Remote {
		where = "on another machine"
	}
	lines := [][2]string{
		{"backend", m.Backend + " (" + m.NamedBy + ")"},
		{"address", at(m.URL) + ", " + where},
		{"consent", m.Consent},
		{"key", m.Key},
	}
	if m.reachable != nil {
		lines = append(lines, m.lines()...)
	}
	for _, l := range lines {
		if _, err := fmt.Fprintf(w, "%-10s %s\n", l[0], printable(l[1])); err != nil {
			return err
		}
	}
	return nil
}

// lines are what there is to say of a server that answers.
func (r reachable) lines() [][2]string {
	context := "a context of unknown length"
	if r.ContextTokens > 0 {
		context = fmt.Sprintf("a context of %d tokens", r.ContextTokens)
	}
	answers := "answers"
	if r.ConnectMS > 0 {
		answers = fmt.Sprintf("answers, connected in %.1f ms", r.ConnectMS)
	}
	var abilities []string
	for _, a := range []struct {
		has  bool
		name string
	}{
		{r.ForcesBegin, "beginnings are forced"},
		{r.Warms, "prompts are warmed"},
		{r.ReportsCache, "its cache is reported"},
		{r.Lanes > 1, fmt.Sprintf("%d lanes", r.Lanes)},
		{r.Chat, "chat"},
	} {
		if a.has {
			abilities = append(abilities, a.name)
		}
	}
	return [][2]string{
		{"server", answers},
		{"model", r.Model + ", with " + context},
		{"fills in", strings.Join(append([]string{fillWords[r.Fill]}, abilities...), "; ")},
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// printable is a server's text without what a terminal might obey.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '�'
		}
		return r
	}, text)
}
