package managed

import (
	"testing"

	"github.com/inkling-lsp/inkling/model"
)

func TestTemplateIsTheUsersForAServerOfOurOwnToo(t *testing.T) {
	o := place(t)
	o.Template = "none"
	b := open(t, o)
	traits, err := b.Traits(t.Context())
	if err != nil || traits.Fill != model.FillFields {
		t.Errorf("%+v, %v; want a server that lays prompts out", traits, err)
	}
}
