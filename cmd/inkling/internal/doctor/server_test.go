package doctor

import (
	"context"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/model"
)

// answering is a backend that answers at once.
type answering struct{ model.Backend }

func (answering) Traits(context.Context) (model.Traits, error) {
	return model.Traits{Model: "m", Fill: model.FillFields, ContextTokens: 4096, Lanes: 1}, nil
}

func (answering) Fill(_ context.Context, _ model.FillRequest, emit model.Emit) (model.Report, error) {
	emit("x")
	return model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1}, nil
}

func TestServersWhoseRequestsCanBeReadOnTheWayAreNoted(t *testing.T) {
	for address, want := range map[string]Level{
		"http://127.0.0.1:8000":      Good,
		"https://models.example":     Good,
		"http://models.example:8000": Note,
	} {
		f := Server(t.Context(), model.Options{Name: "vllm", URL: address}, answering{})
		if f.Level != want || strings.Contains(f.Says, "read on the way") != (want == Note) {
			t.Errorf("%s: %+v", address, f)
		}
	}
}
