package anthropic

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Name is what the configuration calls this backend.
const Name = "anthropic"

// DefaultURL is where the service is.
const DefaultURL = "https://api.anthropic.com"

// Backend is Anthropic's API, or a server that speaks as it does.
type Backend struct {
	client *wire.Client
	api    anthropic.Client
	wanted string // the model that the configuration names
	known  *wire.Once[served]
	heat   *wire.Member // the temperature, which newer models refuse
}

// New returns the backend of the server that o.URL names, and connects to nothing
// yet.
func New(o model.Options, limits wire.Options) (*Backend, error) {
	if o.URL == "" {
		o.URL = DefaultURL
	}
	o.URL = strings.TrimSuffix(strings.TrimRight(o.URL, "/"), "/v1") // which the library adds
	client, err := wire.New(Name, o, limits)
	if err != nil {
		return nil, err
	}
	b := &Backend{client: client, wanted: o.Model, known: wire.NewOnce[served](), heat: wire.NewMember("temperature")}
	b.api = anthropic.NewClient(
		// Else the library looks for keys, profiles, addresses and headers by itself.
		option.WithoutEnvironmentDefaults(),
		option.WithoutOpenTelemetry(),
		option.WithBaseURL(client.URL()),
		option.WithAPIKey(string(o.Key)),
		option.WithHTTPClient(doer{client}),
		option.WithMaxRetries(0), // the client has its own
	)
	return b, nil
}

// Name is anthropic.
func (b *Backend) Name() string { return Name }

// Close ends idle connections.
func (b *Backend) Close() { b.client.Close() }

// doer sends the library's requests by the client that all backends share.
type doer struct{ client *wire.Client }

// Do sends a request, without what the library tells of this machine.
func (d doer) Do(r *http.Request) (*http.Response, error) {
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Stainless-") {
			r.Header.Del(name)
		}
	}
	var sent []byte
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		if sent, err = io.ReadAll(body); err != nil {
			return nil, err
		}
	}
	response, err := d.client.HTTP().Do(r)
	if err != nil {
		return nil, err
	}
	if r.Method == http.MethodGet {
		// The library reads by the type. What is not JSON is found out by reading.
		response.Header.Set("Content-Type", "application/json")
		return response, nil
	}
	response.Body = d.client.Reframe(response.Body, framed(d.client, sent))
	return response, nil
}

// framed is how an event is written for the library, which goes by its name and
// passes over those that have none.
func framed(c *wire.Client, sent []byte) func(wire.Event) ([]byte, error) {
	return func(event wire.Event) ([]byte, error) {
		var said struct {
			Type  string          `json:"type"`
			Error json.RawMessage `json:"error"`
		}
		if err := json.Unmarshal(event.Data, &said); err != nil {
			return nil, err
		}
		if len(said.Error) > 0 && string(said.Error) != "null" {
			return nil, fault(c, said.Error, sent)
		}
		data := strings.ReplaceAll(string(event.Data), "\n", " ")
		return []byte("event: " + said.Type + "\ndata: " + data + "\n\n"), nil
	}
}

// kinds is what an error's type says in the middle of an answer, where there is no
// status any more.
var kinds = map[string]model.Kind{
	"invalid_request_error": model.BadRequest,
	"authentication_error":  model.Denied,
	"permission_error":      model.Denied,
	"billing_error":         model.Denied,
	"not_found_error":       model.NoModel,
	"rate_limit_error":      model.Overloaded,
	"overloaded_error":      model.Overloaded,
	"timeout_error":         model.TooSlow,
}

func fault(c *wire.Client, said json.RawMessage, sent []byte) error {
	var named struct {
		Type string `json:"type"`
	}
	_ = json.Unmarshal(said, &named) // without a type it is any error
	e := c.Fault(said, sent)
	if kind, known := kinds[named.Type]; known {
		e.Kind = kind
	}
	return e
}
