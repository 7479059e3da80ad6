package openai

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/inkling-lsp/inkling/model"
)

// served is what is known of the model that is used.
type served struct {
	name   string
	traits model.Traits
}

// listed is a model in a server's list, with the members of all services.
type listed struct {
	ID           string   `json:"id"`
	Aliases      []string `json:"aliases"`            // Mistral
	Window       int      `json:"max_model_len"`      // vLLM
	Context      int      `json:"context_length"`     // OpenRouter
	MaxContext   int      `json:"max_context_length"` // Mistral; LM Studio means what it could be, not what it is
	Type         string   `json:"type"`               // LM Studio: llm, vlm, embeddings
	State        string   `json:"state"`              // LM Studio: loaded, not-loaded
	Capabilities struct {
		Fill *bool `json:"completion_fim"`
	} `json:"capabilities"`
	passedOn bool // the server is known to send its requests on
}

// Traits asks the server for its list of models, to find the one to use in it.
func (b *Backend) Traits(ctx context.Context) (model.Traits, error) {
	s, err := b.known.Get(ctx, b.ask)
	return s.traits, err
}

// Models returns the names of the models that the server serves.
func (b *Backend) Models(ctx context.Context) ([]string, error) {
	list, err := b.list(ctx)
	return names(list), err
}

func names(list []listed) []string {
	var names []string
	for _, m := range list {
		names = append(names, m.ID)
	}
	return names
}

func (b *Backend) list(ctx context.Context) ([]listed, error) {
	path := b.preset.List
	if path == "" {
		path = b.path + "/models"
	}
	var answer struct {
		Data []listed `json:"data"`
	}
	if err := b.client.Ask(ctx, path, nil, &answer); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(answer.Data, func(m listed) bool { return m.ID == "" || m.Type == "embeddings" }), nil
}

func (b *Backend) ask(ctx context.Context) (served, error) {
	list, err := b.list(ctx)
	var e *model.Error
	if errors.As(err, &e) && e.Kind == model.NoModel && b.wanted != "" {
		list, err = []listed{{ID: b.wanted}}, nil // the server has no list
	}
	if err != nil {
		return served{}, err
	}
	for {
		m, err := b.choose(list)
		if err != nil {
			return served{}, err
		}
		m.passedOn = b.passesOn(ctx, m)
		if b.wanted != "" || !m.passedOn {
			return b.describe(ctx, m), nil
		}
		for i := range list { // nobody has named it: another one, if there is one
			list[i].passedOn = list[i].passedOn || list[i].ID == m.ID
		}
	}
}

// passesOn says whether an Ollama sends a model's requests on, which its own protocol
// tells: a copy of such a model may have any name.
func (b *Backend) passesOn(ctx context.Context, m listed) bool {
	var d struct {
		RemoteHost string `json:"remote_host"`
	}
	return b.preset.Shows && b.client.Ask(ctx, "/api/show", map[string]string{"model": m.ID}, &d) == nil && d.RemoteHost != ""
}

// choose finds the model to use.
func (b *Backend) choose(list []listed) (listed, error) {
	switch {
	case b.wanted == "" && b.preset.Named:
		return listed{}, b.client.Errorf(model.NoModel, "it serves %d models: name the one to use", len(list))
	case b.wanted == "" && len(list) == 0:
		return listed{}, b.client.Errorf(model.NoModel, "the server has no model")
	case b.wanted == "":
		if i := slices.IndexFunc(list, func(m listed) bool { return m.State == "loaded" && !m.elsewhere() }); i >= 0 {
			return list[i], nil
		}
		i := slices.IndexFunc(list, func(m listed) bool { return !m.elsewhere() })
		if i < 0 {
			return listed{}, b.client.Errorf(model.NoModel, "the server's models all run elsewhere: name the one to use")
		}
		return list[i], nil
	}
	for _, m := range list {
		if m.is(b.wanted) {
			m.ID = b.wanted // with what the list leaves out of it
			return m, nil
		}
	}
	if b.preset.Unlisted {
		return listed{ID: b.wanted}, nil
	}
	return listed{}, b.client.Errorf(model.NoModel, "the server has no model %q; it has %s",
		b.wanted, strings.Join(model.Near(b.wanted, names(list)), ", "))
}

// is says whether a name means this model: its own, one of its aliases, without the
// tag that Ollama adds, or with the variant that OpenRouter takes after it.
func (m listed) is(name string) bool {
	base, _, _ := strings.Cut(name, ":")
	return name == m.ID || slices.Contains(m.Aliases, name) || name+":latest" == m.ID || base == m.ID
}

// describe says what a model can take.
func (b *Backend) describe(ctx context.Context, m listed) served {
	p := b.preset
	t := model.Traits{
		Model: m.ID, Fill: model.FillChat, Chat: true, Warms: p.Warms && !m.elsewhere(), ReportsCache: p.Cached, MaxStops: p.MaxStops,
		Lanes: 1, Remote: b.client.Remote() || m.elsewhere(),
		ContextTokens: max(m.Window, m.Context),
	}
	if p.List == "" {
		t.ContextTokens = max(t.ContextTokens, m.MaxContext)
	}
	f, known := b.template.ByName(m.ID)
	switch {
	case p.Inserts != nil && p.Inserts(m):
		t.Fill = model.FillFields
	case p.Raw && known:
		t.Fill, t.Markers = model.FillRaw, &f.Markers
		t.ForcesBegin = p.Forces && b.forces(ctx)
	}
	return served{m.ID, t}
}

// elsewhere says whether a server on this machine passes a model's requests on:
// Ollama's models of this name run at its maker's.
func (m listed) elsewhere() bool {
	return m.passedOn || strings.HasSuffix(m.ID, ":cloud") || strings.HasSuffix(m.ID, "-cloud")
}

// forces says whether a server is a vLLM of 0.12 or later, which knows
// structured_outputs. Those before have another name for it, and ignore this one.
func (b *Backend) forces(ctx context.Context) bool {
	var answer struct {
		Version string `json:"version"`
	}
	if b.client.Ask(ctx, "/version", nil, &answer) != nil {
		return false // then the answers are looked at instead
	}
	major, rest, _ := strings.Cut(answer.Version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	x, errX := strconv.Atoi(major)
	y, errY := strconv.Atoi(minor)
	return errX == nil && errY == nil && (x > 0 || y >= 12)
}
