package ollama

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

// details are the parts of POST /api/show that matter.
type details struct {
	// Parameters are lines of a name and a value: what the model's file says of how
	// it is to be loaded.
	Parameters   string         `json:"parameters"`
	Info         map[string]any `json:"model_info"`
	Capabilities []string       `json:"capabilities"` // completion, insert, thinking, …
	Template     string         `json:"template"`
	RemoteHost   string         `json:"remote_host"` // of a model that runs elsewhere
}

// Traits asks the server for its model.
func (b *Backend) Traits(ctx context.Context) (model.Traits, error) {
	s, err := b.known.Get(ctx, b.ask)
	return s.traits, err
}

// listed is a model in the server's list.
type listed struct {
	Name       string `json:"name"`
	RemoteHost string `json:"remote_host"` // as in details
}

// elsewhere says whether requests to a model of this name, and with this remote host,
// leave the server's machine. Not every version tells the host.
func elsewhere(name, remoteHost string) bool {
	return remoteHost != "" || strings.HasSuffix(name, ":cloud") || strings.HasSuffix(name, "-cloud")
}

// Models returns the names of the models that the server has.
func (b *Backend) Models(ctx context.Context) ([]string, error) {
	list, err := b.list(ctx)
	return names(list), err
}

func names(list []listed) []string {
	var names []string
	for _, m := range list {
		names = append(names, m.Name)
	}
	return names
}

func (b *Backend) list(ctx context.Context) ([]listed, error) {
	var answer struct {
		Models []listed `json:"models"`
	}
	err := b.client.Ask(ctx, "/api/tags", nil, &answer)
	return answer.Models, err
}

func (b *Backend) ask(ctx context.Context) (served, error) {
	list, err := b.list(ctx)
	if err != nil {
		return served{}, explain(err)
	}
	name, err := b.choose(list)
	if err != nil {
		return served{}, err
	}
	var d details
	if err := b.client.Ask(ctx, "/api/show", map[string]string{"model": name}, &d); err != nil {
		return served{}, err
	}
	loaded, err := b.loaded(ctx, name)
	if err != nil {
		return served{}, err
	}
	return served{name, b.describe(name, d, loaded)}, nil
}

// choose finds the name of the model to use. One that runs elsewhere is used only if
// somebody has named it.
func (b *Backend) choose(list []listed) (string, error) {
	name, names := b.wanted, names(list)
	switch {
	case len(list) == 0:
		return "", b.client.Errorf(model.NoModel, "the server has no model: get one with ollama pull")
	case name == "":
		i := slices.IndexFunc(list, func(m listed) bool { return !elsewhere(m.Name, m.RemoteHost) })
		if i < 0 {
			return "", b.client.Errorf(model.NoModel, "the server's models all run elsewhere: get one with ollama pull, or name one of them")
		}
		return names[i], nil
	case !slices.Contains(names, name) && !slices.Contains(names, name+":latest"):
		return "", b.client.Errorf(model.NoModel, "the server has no model %q; it has %s", name, strings.Join(model.Near(name, names), ", "))
	}
	return name, nil
}

// explain says what is likely when the first question fails in this way.
func explain(err error) error {
	var e *model.Error
	if errors.As(err, &e) && (e.Kind == model.NoModel || e.Kind == model.BadAnswer) {
		return &model.Error{Kind: e.Kind, Backend: Name, Says: e.Says + " (is it an Ollama server?)", Err: err}
	}
	return err
}

// loaded is the context length with which a model is loaded, 0 if it is not, or the
// server is too old to say.
func (b *Backend) loaded(ctx context.Context, name string) (int, error) {
	var running struct {
		Models []struct {
			Name    string `json:"name"`
			Context int    `json:"context_length"`
		} `json:"models"`
	}
	if err := b.client.Ask(ctx, "/api/ps", nil, &running); err != nil {
		return 0, err
	}
	for _, m := range running.Models {
		if m.Name == name || m.Name == name+":latest" {
			return m.Context, nil
		}
	}
	return 0, nil
}

// describe says what a model can take.
func (b *Backend) describe(name string, d details, loaded int) model.Traits {
	passedOn := elsewhere(name, d.RemoteHost)
	t := model.Traits{
		Model: name, ContextTokens: d.context(loaded), Fill: model.FillChat, Chat: true, Lanes: 1,
		Remote: b.client.Remote() || passedOn,
	}
	t.Warms = !t.Remote // elsewhere it is paid for
	f, known := b.template.ByName(name)
	// A model whose template can't insert was not made for it, whatever its name.
	inserts := slices.Contains(d.Capabilities, "insert") || strings.Contains(d.Template, ".Suffix")
	switch {
	case !passedOn && known && (inserts || b.template.Chosen()):
		t.Fill, t.Markers = model.FillRaw, &f.Markers
	case inserts:
		t.Fill = model.FillFields
	}
	return t
}

// context is how long a prompt and its answer may be: as the model is loaded, or
// else as its file says that it is to be, but never longer than it was trained for.
// What the server takes where nothing is said depends on its memory and its version,
// and is not told.
func (d details) context(loaded int) int {
	length := loaded
	if length == 0 {
		for line := range strings.Lines(d.Parameters) {
			if name, value, _ := strings.Cut(strings.TrimSpace(line), " "); name == "num_ctx" {
				length, _ = strconv.Atoi(strings.TrimSpace(value)) // 0 if it is no number
			}
		}
	}
	for name, value := range d.Info {
		trained, is := value.(float64)
		if is && strings.HasSuffix(name, ".context_length") && length > int(trained) {
			length = int(trained)
		}
	}
	return length
}
