package probe

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/internal/llamatest"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/llamacpp"
	"github.com/inkling-lsp/inkling/model/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestRealServerIsMeasuredOnWhatItHasNotRead(t *testing.T) {
	b, err := llamacpp.New(model.Options{URL: llamatest.Start(t, llamatest.Qwen).URL}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	l, err := LookAt(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if l.Connect <= 0 || l.Connect > l.Whole || l.Traits.Model != "qwen-tiny" {
		t.Errorf("the look is %+v", l)
	}
	if again, err := LookAt(t.Context(), b); again.Connect != 0 || err != nil {
		t.Errorf("what is known already took a connection: %+v, %v", again, err)
	}
	for range 2 { // a second measurement is as fresh as the first
		fresh := Fresh()
		first, err := Fill(t.Context(), b, l.Traits, fresh, false)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Fill(t.Context(), b, l.Traits, fresh, true)
		if err != nil {
			t.Fatal(err)
		}
		if r := first.Report; r.TokensCached > r.TokensIn/10 || first.ReadPerSecond() <= 0 || first.WrittenPerSecond() <= 0 {
			t.Errorf("the first time: %+v", first)
		}
		if r := again.Report; r.TokensCached != r.TokensIn-1 || again.ReadPerSecond() != 0 {
			t.Errorf("again: %+v", again)
		}
	}
	chat, err := Chat(t.Context(), b, Fresh())
	if err != nil || chat.Report.TokensOut <= 0 {
		t.Errorf("chat: %+v, %v", chat, err)
	}
}

// prompted keeps what it is asked.
type prompted struct {
	model.Backend
	fill model.FillRequest
}

func (p *prompted) Fill(_ context.Context, r model.FillRequest, _ model.Emit) (model.Report, error) {
	p.fill = r
	return model.Report{}, nil
}

func TestSampleIsLaidOutForEveryKindOfFill(t *testing.T) {
	for kind, of := range map[model.FillKind]func(model.Prompt) string{
		model.FillFields: func(p model.Prompt) string { return p.Prefix + "‸" + p.Suffix },
		model.FillChat: func(p model.Prompt) string {
			all := ""
			for _, m := range p.Messages {
				all += m.Text
			}
			return all
		},
		model.FillRaw: func(p model.Prompt) string { return p.Raw },
	} {
		var p prompted
		traits := model.Traits{Fill: kind, Markers: &model.Markers{Prefix: "<p>", Suffix: "<s>", Middle: "<m>"}}
		if _, err := Fill(t.Context(), &p, traits, "the moment", false); err != nil {
			t.Fatal(err)
		}
		if got := of(p.fill.Prompt); !strings.Contains(got, "Measured at the moment") || !strings.Contains(got, "return total") {
			t.Errorf("kind %v: the prompt is %q", kind, got)
		}
	}
	if _, err := Fill(t.Context(), &prompted{}, model.Traits{}, "", false); err == nil {
		t.Error("what can't fill in was asked")
	}
}

func TestSpeedsAreLeftOutWhereTheyWouldLie(t *testing.T) {
	tests := map[string]struct {
		report        model.Report
		read, written float64
	}{
		"by the server's clock": {model.Report{TokensIn: 300, TokensCached: 100, TokensOut: 20, Reading: 2 * time.Second, Writing: time.Second, FirstText: 3 * time.Second, Whole: 5 * time.Second}, 100, 20},
		"by our own":            {model.Report{TokensIn: 300, TokensCached: -1, TokensOut: 20, FirstText: 3 * time.Second, Whole: 5 * time.Second}, 100, 10},
		"all was cached":        {model.Report{TokensIn: 300, TokensCached: 299, TokensOut: 20, Reading: time.Millisecond, Writing: time.Second}, 0, 20},
		"nothing is told":       {model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, FirstText: 1, Whole: 2}, 0, 0},
		"nothing was written":   {model.Report{TokensIn: 300, TokensCached: 0, TokensOut: 0, Whole: time.Second}, 0, 0},
	}
	for name, test := range tests {
		a := Ask{"fill", test.report}
		if a.ReadPerSecond() != test.read || a.WrittenPerSecond() != test.written {
			t.Errorf("%s: reads %v, writes %v", name, a.ReadPerSecond(), a.WrittenPerSecond())
		}
	}
}

func TestEveryKindOfErrorCanBeMended(t *testing.T) {
	for _, kind := range []model.Kind{
		model.Unreachable, model.TooSlow, model.Overloaded, model.Denied, model.NoModel, model.BadRequest, model.BadAnswer, model.Suspended,
	} {
		err := error(&model.Error{Kind: kind})
		if Mend(err, model.Options{Name: "vllm"}) == "" || Configured(err) != (kind == model.Denied || kind == model.NoModel) {
			t.Errorf("%s: %q, configured %v", kind, Mend(err, model.Options{}), Configured(err))
		}
	}
	if Mend(errors.New("x"), model.Options{}) != "" || Configured(errors.New("x")) {
		t.Error("an unknown error is mended")
	}
}
