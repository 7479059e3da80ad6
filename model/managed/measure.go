package managed

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/managed/weights"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Measured is how fast a model reads on this machine.
type Measured struct {
	Model    string
	Billions float64 // of parameters
	Reading  float64 // tokens a second
}

// Measure has the server of o read a prompt that it can't have read before, and
// starts it for that if it does not run.
func Measure(ctx context.Context, o model.Options) (Measured, error) {
	l, err := newLaunch(o)
	if err != nil {
		return Measured{}, err
	}
	header, err := weights.ReadHeader(l.Weights)
	if err != nil {
		return Measured{}, err
	}
	b, err := New(o, wire.Defaults())
	if err != nil {
		return Measured{}, err
	}
	b.brief = true
	defer b.Close()
	traits, err := b.Traits(ctx)
	if err != nil {
		return Measured{}, err
	}
	r := model.FillRequest{Lane: lanes - 1} // where no prompt of typing is
	if text := unread(); traits.Fill == model.FillRaw {
		r.Prompt.Raw = text
	} else {
		r.Prompt.Prefix = text
	}
	report, err := b.Fill(ctx, r, func(string) bool { return true })
	if err != nil {
		return Measured{}, err
	}
	read := report.TokensIn - report.TokensCached
	if read <= 0 || report.Reading <= 0 {
		return Measured{}, fmt.Errorf("llama-server does not tell how long it has read")
	}
	return Measured{Model: traits.Model, Billions: header.Parameters, Reading: float64(read) / report.Reading.Seconds()}, nil
}

// unread is a text of about a hundred tokens.
func unread() string {
	var text strings.Builder
	for range 6 {
		fmt.Fprintf(&text, "func %s() error { return nil }\n", rand.Text()[:12])
	}
	return text.String()
}
