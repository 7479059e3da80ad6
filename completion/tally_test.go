package completion

import (
	"context"
	"fmt"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

func TestTallyCountsEachNewsOnce(t *testing.T) {
	e := New(DefaultOptions(), Deps{Predictor: predictorFunc(func(context.Context, local.Query) (local.Prediction, error) {
		return local.Prediction{Candidates: []local.Candidate{{Text: "hello", Probability: 1}}}, nil
	})})
	var last ID
	for i := range remembered + 10 {
		a, err := e.Suggest(context.Background(), Request{Snapshot: text.NewSnapshot(text.URI(fmt.Sprint(i)), "", 1, "")})
		if err != nil {
			t.Fatal(err)
		}
		last = a.Suggestions[0].ID
	}
	for range 2 {
		e.Shown(last)
		e.Shown(last - 1)
		e.Accepted(last, 2)
		e.Accepted(last, 5)
		e.Rejected(last - 1)
		for _, unknown := range []ID{0, last - remembered, last + 1} {
			e.Shown(unknown)
			e.Accepted(unknown, 1)
			e.Rejected(unknown)
		}
	}
	if got, want := e.Tally(), (Tally{Offered: remembered + 10, Shown: 2, Accepted: 1, Rejected: 1}); got != want {
		t.Errorf("the tally is %+v, want %+v", got, want)
	}
}
