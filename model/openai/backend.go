package openai

import (
	"fmt"
	"net/url"
	"strings"

	openai "github.com/sashabaranov/go-openai"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Backend is a server of one of the presets.
type Backend struct {
	preset Preset
	path   string // below the client's URL, where the endpoints are
	wanted string // the model that the configuration names, or the preset's, or empty
	client *wire.Client
	api    *openai.Client
	known  *wire.Once[served]
	heat   *wire.Member // the temperature, which models refuse that think first
	bound  *wire.Member // max_tokens, by the name of what they want instead
}

// New returns the backend of the preset that o.Name names, and connects to nothing
// yet.
func New(o model.Options, limits wire.Options) (*Backend, error) {
	p, known := preset(o.Name, o.URL)
	if !known {
		return nil, fmt.Errorf("there is no preset %q of OpenAI's protocol", o.Name)
	}
	host, path := p.address(o.URL)
	o.URL = host
	if o.Model == "" {
		o.Model = p.Model
	}
	client, err := wire.New(p.Name, o, limits)
	if err != nil {
		return nil, err
	}
	b := &Backend{
		preset: p, path: path, wanted: o.Model, client: client, known: wire.NewOnce[served](),
		heat: wire.NewMember("temperature"), bound: wire.NewMember(maxCompletionTokens),
	}
	config := openai.DefaultConfig(string(o.Key))
	config.BaseURL = client.URL() + path
	config.HTTPClient = &shaper{client: client, header: p.Header}
	b.api = openai.NewClientWithConfig(config)
	return b, nil
}

// address splits a URL into where the server is and the path of its endpoints.
func (p Preset) address(given string) (host, path string) {
	if given == "" {
		return p.Host, p.Path
	}
	u, err := url.Parse(strings.TrimRight(given, "/"))
	if err != nil || u.Host == "" {
		return given, p.Path // which is refused, with a reason
	}
	path = u.Path
	if path == "" {
		path = p.Path
	}
	if strings.HasPrefix(p.Insert, "/beta/") {
		// Its page gives this for one endpoint; the others are beside it.
		path = strings.TrimSuffix(path, "/beta")
	}
	u.Path = ""
	return u.String(), path
}

// Name is the preset's.
func (b *Backend) Name() string { return b.preset.Name }

// Close ends idle connections.
func (b *Backend) Close() { b.client.Close() }
