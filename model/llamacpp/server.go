package llamacpp

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/family"
)

// server is what is known of the server and the model of it that is used.
type server struct {
	said   props
	traits model.Traits
	name   string // of the model, to be sent with each request; empty if there is but one
	number uint64 // counts the servers that were seen at this address, from 1
	layout []int  // tokens of the markers that lay a prompt out, which no answer holds
}

// props are the parts of GET /props that matter, of 2023 and of 2026.
type props struct {
	Role     string `json:"role"`
	Alias    string `json:"model_alias"`
	Path     string `json:"model_path"`
	Slots    int    `json:"total_slots"`
	Settings struct {
		Context int `json:"n_ctx"` // of one slot
	} `json:"default_generation_settings"`
}

// router is the role of a server of several models.
const router = "router"

// listed are the parts of GET /models that matter.
type listed struct {
	Data []struct {
		ID      string   `json:"id"`
		Aliases []string `json:"aliases"`
	} `json:"data"`
}

func (b *Backend) ask(ctx context.Context) (server, error) {
	var said props
	if err := b.client.Ask(ctx, "/props", nil, &said); err != nil {
		return server{}, b.explain(err)
	}
	if b.last != nil && b.last.said == said && said.Path != "" && said.Role != router {
		return *b.last, nil // so that who looks often waits for one answer only
	}
	p, name, err := b.describe(ctx, said)
	if err != nil {
		return server{}, err
	}
	tokens, err := b.singleTokens(ctx, name)
	if err != nil {
		return server{}, err
	}
	s := server{said: said, name: name, traits: model.Traits{
		Model: shown(p, name), ContextTokens: p.Settings.Context,
		Fill: model.FillFields, Chat: true, ForcesBegin: true, Warms: true, ReportsCache: true,
		Lanes: max(1, p.Slots), Remote: b.client.Remote(),
	}}
	single := func(text string) bool { _, ok := tokens[text]; return ok }
	if f, known := b.template.ByVocabulary(p.Alias+" "+p.Path, single); known {
		m := f.Markers
		s.traits.Fill, s.traits.Markers = model.FillRaw, &m
		for _, text := range []string{m.Prefix, m.Suffix, m.Middle} {
			if id, ok := tokens[text]; ok {
				s.layout = append(s.layout, id)
			}
		}
	}
	return s, nil
}

// describe completes what a server says of itself by what it says elsewhere, of the
// model to use, and says how to name that to a server that has several.
func (b *Backend) describe(ctx context.Context, p props) (_ props, name string, err error) {
	if p.Role == router {
		if name, err = b.choose(ctx); err == nil {
			err = b.client.Ask(ctx, "/props?model="+url.QueryEscape(name), nil, &p)
		}
	} else {
		err = b.check(ctx, p)
	}
	if err == nil && p.Slots == 0 { // old servers say it elsewhere
		err = b.countSlots(ctx, &p)
	}
	return p, name, err
}

// shown is a model's name as people know it. A server that was given no alias makes
// one of the path to its file.
func shown(p props, name string) string {
	switch {
	case name != "":
		return name
	case p.Alias != "" && p.Alias != p.Path && !strings.HasSuffix(p.Alias, ".gguf"):
		return p.Alias
	case p.Path != "":
		return base(p.Path)
	}
	return base(p.Alias)
}

// base is a file's name without its folder, whose separator is that of the server's
// system, and without its kind.
func base(file string) string {
	return strings.TrimSuffix(path.Base(strings.ReplaceAll(file, `\`, "/")), ".gguf")
}

// explain says what is likely when the first question fails in this way.
func (b *Backend) explain(err error) error {
	var e *model.Error
	if errors.As(err, &e) && (e.Kind == model.NoModel || e.Kind == model.BadAnswer) {
		return &model.Error{Kind: e.Kind, Backend: Name, Says: e.Says + " (is it a llama-server?)", Err: err}
	}
	return err
}

// Models returns the names of the models that the server serves.
func (b *Backend) Models(ctx context.Context) ([]string, error) {
	l, err := b.list(ctx)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(l.Data))
	for i, m := range l.Data {
		names[i] = m.ID
	}
	return names, nil
}

func (b *Backend) list(ctx context.Context) (l listed, err error) {
	err = b.client.Ask(ctx, "/v1/models", nil, &l)
	return l, err
}

// choose finds the model to use on a server that has several.
func (b *Backend) choose(ctx context.Context) (string, error) {
	l, err := b.list(ctx)
	if err != nil {
		return "", err
	}
	var names []string
	for _, m := range l.Data {
		if b.wanted == "" || m.ID == b.wanted || slices.Contains(m.Aliases, b.wanted) {
			return m.ID, nil
		}
		names = append(names, m.ID)
	}
	return "", b.unknown(names)
}

// check looks whether the one model of a server is the one that was named. Its name
// is what it was started with: an alias, or a file.
func (b *Backend) check(ctx context.Context, p props) error {
	if b.wanted == "" {
		return nil
	}
	names := []string{p.Alias, p.Path}
	if l, err := b.list(ctx); err == nil { // which old servers don't have
		for _, m := range l.Data {
			names = append(append(names, m.ID), m.Aliases...)
		}
	}
	for _, n := range names {
		if strings.EqualFold(n, b.wanted) || strings.EqualFold(base(n), base(b.wanted)) {
			return nil
		}
	}
	return b.unknown(names[:1])
}

func (b *Backend) unknown(names []string) error {
	if len(names) == 0 {
		return b.client.Errorf(model.NoModel, "the server has no model")
	}
	return b.client.Errorf(model.NoModel, "the server has no model %q; it has %s", b.wanted, strings.Join(model.Near(b.wanted, names), ", "))
}

// countSlots fills in what GET /props of old servers lacks.
func (b *Backend) countSlots(ctx context.Context, p *props) error {
	var slots []struct {
		Context int `json:"n_ctx"`
	}
	err := b.client.Ask(ctx, "/slots", nil, &slots)
	var e *model.Error
	if errors.As(err, &e) && (e.Kind == model.NoModel || e.Kind == model.Denied) {
		return nil // it was started without them
	}
	if err != nil || len(slots) == 0 {
		return err
	}
	p.Slots, p.Settings.Context = len(slots), slots[0].Context
	return nil
}

// tokenize is the request of POST /tokenize. Markers are read as such, as they are
// in prompts.
type tokenize struct {
	Model   string `json:"model,omitempty"`
	Content string `json:"content"`
	Special bool   `json:"parse_special"`
	Pieces  bool   `json:"with_pieces"`
}

// singleTokens returns, with their numbers, the markers of all families that the
// model knows as one token: all are sent as one text, and those that come back as
// they are, are.
func (b *Backend) singleTokens(ctx context.Context, name string) (map[string]int, error) {
	texts := family.Texts()
	var answer struct {
		Tokens []json.RawMessage `json:"tokens"`
	}
	request := tokenize{Model: name, Content: strings.Join(texts, "\n"), Special: true, Pieces: true}
	if err := b.client.Ask(ctx, "/tokenize", request, &answer); err != nil {
		return nil, err
	}
	tokens := map[string]int{}
	for _, token := range answer.Tokens {
		var t struct {
			ID int `json:"id"`
			// A text, or a list of bytes if it is none.
			Piece json.RawMessage `json:"piece"`
		}
		var piece string
		// Old servers send bare numbers, from which nothing can be told.
		if json.Unmarshal(token, &t) == nil && json.Unmarshal(t.Piece, &piece) == nil && slices.Contains(texts, piece) {
			tokens[piece] = t.ID
		}
	}
	return tokens, nil
}

// Count returns the tokens of each text by itself, as the server's model has them.
func (b *Backend) Count(ctx context.Context, texts []string) ([]int, error) {
	s, err := b.server(ctx)
	if err != nil {
		return nil, err
	}
	counts := make([]int, len(texts))
	for i, text := range texts {
		var answer struct {
			Tokens []json.RawMessage `json:"tokens"`
		}
		if err := b.client.Ask(ctx, "/tokenize", tokenize{Model: s.name, Content: text, Special: true}, &answer); err != nil {
			return nil, err
		}
		counts[i] = len(answer.Tokens)
	}
	return counts, nil
}
