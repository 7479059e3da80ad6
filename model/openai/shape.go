package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/inkling-lsp/inkling/model/wire"
)

// shape is what is said of one request beside what go-openai says. It travels with
// the request's context.
type shape struct {
	from, to string         // the end of the library's path, and what is there instead
	members  map[string]any // laid over the body's
}

type shapeKey struct{}

func with(ctx context.Context, s shape) context.Context {
	return context.WithValue(ctx, shapeKey{}, s)
}

// A shaper sends the library's requests, as they are meant, by the client that
// all backends share. It is where the library's gaps are closed: a zero is not sent,
// members and paths are fixed, and a model's name decides what may be asked of it.
type shaper struct {
	client *wire.Client
	header http.Header
}

// Do sends a request.
func (s *shaper) Do(r *http.Request) (*http.Response, error) {
	shape, _ := r.Context().Value(shapeKey{}).(shape)
	body, err := shape.over(r.Body)
	if err != nil {
		return nil, err
	}
	address := r.URL.String()
	if path, found := strings.CutSuffix(address, shape.from); found {
		address = path + shape.to
	}
	shaped, err := http.NewRequestWithContext(r.Context(), r.Method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	shaped.Header = r.Header.Clone()
	for name, values := range s.header {
		shaped.Header[name] = values
	}
	response, err := s.client.HTTP().Do(shaped)
	if err != nil {
		return nil, err
	}
	response.Body = s.client.Reframe(response.Body, framed(s.client, body))
	return response, nil
}

// over reads a request's body and lays the members over its own.
func (s shape) over(body io.ReadCloser) ([]byte, error) {
	defer body.Close()
	members := map[string]json.RawMessage{}
	if err := json.NewDecoder(body).Decode(&members); err != nil {
		return nil, err
	}
	for name, value := range s.members {
		if value == nil {
			delete(members, name)
			continue
		}
		said, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		members[name] = said
	}
	return json.Marshal(members)
}
