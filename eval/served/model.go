package served

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/llamacpp"
	"github.com/inkling-lsp/inkling/model/wire"
)

// served is the model under measurement.
type served struct {
	*llama
	backend model.Backend
	traits  model.Traits
}

// patience is for a machine that does other things too.
const patience = 10 * time.Minute

// serve starts a server of the weights, unless one is named.
func (b *bench) serve(ctx context.Context) (*served, error) {
	name := strings.TrimSuffix(filepath.Base(b.options.Weights), ".gguf")
	server, err := startLlama(ctx, b.options.Program, b.options.Log, "--model", b.options.Weights, "--alias", name, "--threads", strconv.Itoa(b.options.Threads))
	if err != nil {
		return nil, err
	}
	s := &served{llama: server}
	if err := s.describe(ctx); err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

func (s *served) describe(ctx context.Context) error {
	limits := wire.Defaults()
	limits.Fill = wire.Patience{First: patience, Whole: patience}
	limits.Ask = patience
	backend, err := llamacpp.New(model.Options{URL: s.url}, limits)
	if err != nil {
		return err
	}
	s.backend = backend
	s.traits, err = backend.Traits(ctx)
	if err == nil && s.traits.Fill != model.FillRaw {
		err = fmt.Errorf("the model %s has no markers that are known: its prompts can't be laid out in several ways", s.traits.Model)
	}
	return err
}

func (s *served) end() {
	if s.backend != nil {
		s.backend.Close()
	}
	s.llama.end()
}

// want is the request for a place. Tokens are estimated, so that a run that goes on
// lays out as the first did.
func (s *served) want(p place, version int32) prompt.Want {
	content, offset := p.passage.Buffer(p.line, p.typed())
	uri := text.URI("file:///" + p.passage.Repository + "/" + p.passage.Path)
	return prompt.Want{
		Snapshot: text.NewSnapshot(uri, p.passage.Language, version, content), Offset: offset,
		Path: p.passage.Path, Repo: p.passage.Repository, Traits: s.traits, Count: prompt.Estimate,
		Budget: prompt.Budget{Cold: promptTokens, Most: promptTokens},
	}
}

func (s *served) record(section string, p place, layout string) Record {
	return Record{
		Section: section, Model: s.traits.Model, File: p.file(), Place: p.at(),
		Language: groups[p.passage.Language], Layout: layout, Truth: p.truth(),
	}
}

// fill asks for the rest of a line. An answer that the backend refuses is a wrong
// one.
func (s *served) fill(ctx context.Context, record *Record, r prompt.Request, most int) error {
	request := r.Fill
	request.Stop, request.MaxTokens = []string{"\n"}, most
	var said strings.Builder
	start := time.Now()
	report, err := s.backend.Fill(ctx, request, func(text string) bool {
		said.WriteString(text)
		if record.NewMS == 0 && said.Len() > len(r.Begin) {
			record.NewMS = inMS(time.Since(start))
		}
		return true
	})
	var fault *model.Error
	if errors.As(err, &fault) && fault.Kind == model.BadAnswer {
		record.Fault = err.Error()
	} else if err != nil {
		return err
	}
	rest, fits := r.Rest(said.String())
	if !fits && record.Fault == "" {
		record.Fault = "the answer does not begin as it was told to"
	}
	record.Answer = strings.TrimRight(rest, " \t\r")
	*record = record.costing(report)
	return nil
}
