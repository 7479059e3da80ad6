package llamacpp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/internal/llamatest"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open returns a backend of a server, whose model may be named.
func open(t *testing.T, s *llamatest.Server, name string) *Backend {
	t.Helper()
	b, err := New(model.Options{URL: s.URL + "/", Model: name}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// prompt lays text out as Qwen's models want it, which the test's model is one of.
func prompt(prefix, suffix, middle string) model.Prompt {
	return model.Prompt{Raw: "<|fim_prefix|>" + prefix + "<|fim_suffix|>" + suffix + "<|fim_middle|>" + middle}
}

func fill(t *testing.T, b *Backend, r model.FillRequest) (string, model.Report) {
	t.Helper()
	var text strings.Builder
	report, err := b.Fill(t.Context(), r, func(piece string) bool {
		if piece == "" {
			t.Error("an empty piece")
		}
		text.WriteString(piece)
		return true
	})
	if err != nil {
		t.Fatalf("fill: %v", err)
	}
	return text.String(), report
}

func TestTraitsAreWhatTheServerSays(t *testing.T) {
	tests := map[string]struct {
		model   llamatest.Model
		flags   []string
		context int
		lanes   int
		kind    model.FillKind
		prefix  string // marker
		file    string
	}{
		"qwen":                   {llamatest.Qwen, nil, 4096, 2, model.FillRaw, "<|fim_prefix|>", "<|file_sep|>"},
		"starcoder, three slots": {llamatest.StarCoder, []string{"--parallel", "3", "--ctx-size", "3072"}, 1024, 3, model.FillRaw, "<fim_prefix>", "<file_sep>"},
		"deepseek, one slot":     {llamatest.DeepSeek, []string{"--parallel", "1"}, 8192, 1, model.FillRaw, "<｜fim▁begin｜>", ""},
		"no markers":             {llamatest.Plain, nil, 4096, 2, model.FillFields, "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := open(t, llamatest.Start(t, test.model, test.flags...), "")
			traits, err := b.Traits(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var markers model.Markers
			if traits.Markers != nil {
				markers = *traits.Markers
			}
			if traits.Model != test.model.Name || traits.ContextTokens != test.context || traits.Lanes != test.lanes ||
				traits.Fill != test.kind || markers.Prefix != test.prefix || markers.File != test.file ||
				!traits.Chat || !traits.Warms || !traits.ForcesBegin || !traits.ReportsCache || traits.Remote {
				t.Errorf("%+v %+v, want %+v", traits, markers, test)
			}
		})
	}
}

func TestFillStreamsAndReports(t *testing.T) {
	b := open(t, llamatest.Start(t, llamatest.Qwen), "")
	r := model.FillRequest{Prompt: prompt("func f() {\n\t", "\n}", ""), MaxTokens: 20}
	pieces := 0
	var whole strings.Builder
	report, err := b.Fill(t.Context(), r, func(piece string) bool {
		pieces++
		whole.WriteString(piece)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	tokens := 3 + 1 + len(" f() {\n\t") + len("\n}")
	if pieces < 2 || report.End != model.Limited || report.TokensIn != tokens || report.TokensCached != 0 || report.TokensOut != 20 {
		t.Errorf("%d pieces, %+v, want %d tokens in", pieces, report, tokens)
	}
	if report.FirstText <= 0 || report.Whole < report.FirstText || report.Reading <= 0 || report.Writing <= 0 {
		t.Errorf("times: %+v", report)
	}

	// What was said can be had again up to any place.
	text := whole.String()
	r.Stop = []string{text[5:8]}
	if got, report := fill(t, b, r); got != text[:strings.Index(text, r.Stop[0])] || report.End != model.Finished {
		t.Errorf("stopped by %q: %q of %q, %+v", r.Stop, got, text, report)
	}
	r.Stop = nil
	r.MaxTokens = 3
	if got, report := fill(t, b, r); !strings.HasPrefix(text, got) || report.TokensOut != 3 || report.TokensCached < tokens-1 {
		t.Errorf("three tokens: %q of %q, %+v", got, text, report)
	}
	report, err = b.Fill(t.Context(), model.FillRequest{Prompt: r.Prompt, MaxTokens: 2000}, func(string) bool { return false })
	if err != nil || report.End != model.Enough || report.TokensIn != tokens {
		t.Errorf("enough after the first piece: %+v, %v", report, err)
	}
}

func TestAnswerBeginsAsItIsForced(t *testing.T) {
	b := open(t, llamatest.Start(t, llamatest.Qwen), "")
	begins := []string{
		"x", " retu", `"`, `\`, `\\"\"`, "\n", "a\nb", "\r\n\t", "é", "日本語", "😀", "\u00a0\u2028", "[^\\x00]*", `" | "`, "root ::= \"a\"", "A<", "x < y", "a[",
		"]", "{}()#`'", "\x01\x1f\x7f", "\u0080\u0085", "<|fim_middle|>", "%s\\n", "\\x41", `\u0041`, strings.Repeat("long ", 20),
	}
	for _, begin := range begins {
		r := model.FillRequest{Prompt: prompt("a ", "b", ""), Begin: begin, MaxTokens: 4 * len(begin)}
		if got, _ := fill(t, b, r); !strings.HasPrefix(got, begin) || len(got) == len(begin) {
			t.Errorf("%q: got %q, want it to begin so, and to go on", begin, got)
		}
	}
	for _, begin := range []string{"a\x00b", "\xff", "é"[:1]} {
		var e *model.Error
		_, err := b.Fill(t.Context(), model.FillRequest{Prompt: prompt("a", "", ""), Begin: begin, MaxTokens: 1}, nil)
		if !errors.As(err, &e) || e.Kind != model.BadRequest {
			t.Errorf("%q can't be forced: %v", begin, err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		begin := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != 0 && r != 0xfffd })).Draw(rt, "begin")
		var text strings.Builder
		_, err := b.Fill(t.Context(), model.FillRequest{Prompt: prompt("a", "b", ""), Begin: begin, MaxTokens: 4*len(begin) + 1}, func(piece string) bool {
			text.WriteString(piece)
			return text.Len() < len(begin)
		})
		// The server may take a special token for its name; what it says then is not
		// passed on.
		var e *model.Error
		if strings.Contains(begin, "<") && errors.As(err, &e) && e.Kind == model.BadAnswer && strings.HasPrefix(begin, text.String()) {
			return
		}
		if err != nil || !strings.HasPrefix(text.String(), begin) {
			rt.Fatalf("%q: got %q, %v", begin, text.String(), err)
		}
	})
}

func TestTimeEndsAnAnswerAfterItsFirstLine(t *testing.T) {
	b := open(t, llamatest.Start(t, llamatest.Qwen, "--ctx-size", "65536"), "")
	r := model.FillRequest{Prompt: prompt("a", "b", ""), Begin: "\n", MaxTokens: 30_000, MaxTime: time.Millisecond}
	if got, report := fill(t, b, r); report.End != model.Limited || report.TokensOut >= 30_000 || !strings.HasPrefix(got, "\n") {
		t.Errorf("%+v", report)
	}
}

func TestWarmedPromptIsCached(t *testing.T) {
	b := open(t, llamatest.Start(t, llamatest.Qwen), "")
	long := strings.Repeat("if err return value\n", 20)
	warm := model.FillRequest{Prompt: prompt(long, "\n}", "")}
	text, first := fill(t, b, warm)
	if text != "" || first.TokensCached != 0 || first.TokensOut != 0 || first.TokensIn < 100 || first.FirstText != 0 {
		t.Errorf("warming: %q, %+v", text, first)
	}
	// What is typed goes behind the last marker.
	_, second := fill(t, b, model.FillRequest{Prompt: prompt(long, "\n}", "name"), MaxTokens: 1})
	if read := second.TokensIn - second.TokensCached; read > 2 || second.TokensIn <= first.TokensIn {
		t.Errorf("%d tokens read again, of %+v", read, second)
	}
}

func TestLanesKeepTheirPrompts(t *testing.T) {
	// Without the server's second cache, from which any slot is filled again.
	b := open(t, llamatest.Start(t, llamatest.Qwen, "--cache-ram", "0"), "")
	one, two := strings.Repeat("return name\n", 20), strings.Repeat("string value\n", 20)
	ask := func(text string, lane int) model.Report {
		_, report := fill(t, b, model.FillRequest{Prompt: prompt(text, "", ""), MaxTokens: 1, Lane: lane})
		return report
	}
	ask(one, 0)
	ask(two, 1)
	for _, again := range []model.Report{ask(one, 0), ask(two, 1), ask(one, 2)} { // there are two lanes
		if again.TokensIn-again.TokensCached > 1 {
			t.Errorf("read again: %+v", again)
		}
	}
	if pushed := ask(two, 0); pushed.TokensCached > 2 {
		t.Errorf("a prompt of another lane is cached in this one: %+v", pushed)
	}
}

// busy says how many slots of a server are at work.
func busy(t *testing.T, s *llamatest.Server) (n int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/slots", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Close = true
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var slots []struct {
		Busy bool `json:"is_processing"`
	}
	if err := json.NewDecoder(response.Body).Decode(&slots); err != nil {
		t.Fatal(err)
	}
	for _, s := range slots {
		if s.Busy {
			n++
		}
	}
	return n
}

func TestCancellingFreesTheSlot(t *testing.T) {
	s := llamatest.Start(t, llamatest.Qwen, "--ctx-size", "65536")
	b := open(t, s, "")
	ctx, cancel := context.WithCancel(t.Context())
	atWork := 0
	report, err := b.Fill(ctx, model.FillRequest{Prompt: prompt("a", "b", ""), MaxTokens: 30_000}, func(string) bool {
		if ctx.Err() == nil {
			atWork = busy(t, s)
			cancel()
		}
		return true
	})
	if !errors.Is(err, context.Canceled) || report.End != model.Broken || atWork != 1 {
		t.Errorf("%v, %+v, with %d slots at work", err, report, atWork)
	}
	// Thirty thousand tokens take the server seconds; it stops long before.
	deadline := time.Now().Add(5 * time.Second)
	for busy(t, s) > 0 {
		if time.Now().After(deadline) {
			t.Fatal("the slot is still at work")
		}
	}
	if _, report := fill(t, b, model.FillRequest{Prompt: prompt("a", "b", ""), MaxTokens: 1}); report.TokensOut != 1 {
		t.Errorf("the next request: %+v", report)
	}
}

func TestChatStreams(t *testing.T) {
	b := open(t, llamatest.Start(t, llamatest.Qwen), "")
	r := model.ChatRequest{Messages: []model.Message{{Role: model.System, Text: "return"}, {Role: model.User, Text: "value"}}, MaxTokens: 12, Lane: 1}
	chat := func() (string, model.Report) {
		var text strings.Builder
		report, err := b.Chat(t.Context(), r, func(piece string) bool { text.WriteString(piece); return true })
		if err != nil {
			t.Fatal(err)
		}
		return text.String(), report
	}
	first, report := chat()
	if len(first) < 12 || report.End != model.Limited || report.TokensIn < 10 || report.TokensOut != 12 {
		t.Errorf("%q, %+v", first, report)
	}
	second, report := chat()
	if second != first || report.TokensIn-report.TokensCached != 1 {
		t.Errorf("again: %q, not %q, %+v", second, first, report)
	}
	r.Stop = []string{first[4:6]}
	if got, report := chat(); got != first[:strings.Index(first, r.Stop[0])] || report.End != model.Finished {
		t.Errorf("stopped by %q: %q of %q, %+v", r.Stop, got, first, report)
	}
}

func TestServerLaysOutWhatItsModelHasNoMarkersFor(t *testing.T) {
	// The markers of the server's own are in the vocabulary, so it can; that they are
	// unknown to us is what the request pretends.
	b := open(t, llamatest.Start(t, llamatest.Qwen), "")
	got, report := fill(t, b, model.FillRequest{Prompt: model.Prompt{Prefix: "func a", Suffix: "\n}"}, Begin: "zz", MaxTokens: 8})
	if !strings.HasPrefix(got, "zz") || report.TokensIn < 9 {
		t.Errorf("%q, %+v", got, report)
	}
	plain := open(t, llamatest.Start(t, llamatest.Plain), "")
	_, err := plain.Fill(t.Context(), model.FillRequest{Prompt: model.Prompt{Prefix: "func a"}, MaxTokens: 8}, nil)
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.NoModel {
		t.Errorf("a model that can't: %v", err)
	}
}

func TestTokensAreCountedAsThePromptHasThem(t *testing.T) {
	b := open(t, llamatest.Start(t, llamatest.Qwen), "")
	got, err := b.Count(t.Context(), []string{"", "return", "return value\n", "<|fim_prefix|>", "日"})
	if want := []int{0, 1, 4, 1, 3}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestModelsAreChosenByName(t *testing.T) {
	t.Run("one model", func(t *testing.T) {
		s := llamatest.Start(t, llamatest.Qwen)
		for _, name := range []string{"", "qwen-tiny", "Qwen-Tiny", "qwen-tiny.gguf", "models/qwen-tiny.gguf"} {
			if traits, err := open(t, s, name).Traits(t.Context()); err != nil || traits.Model != "qwen-tiny" {
				t.Errorf("%q: %+v, %v", name, traits, err)
			}
		}
		expectNoModel(t, open(t, s, "quen-tiny"), `"quen-tiny"; it has qwen-tiny`)
		if names, err := open(t, s, "").Models(t.Context()); err != nil || !slices.Equal(names, []string{"qwen-tiny"}) {
			t.Errorf("%q, %v", names, err)
		}
	})
	t.Run("several models", func(t *testing.T) {
		s := llamatest.StartRouter(t, llamatest.StarCoder, llamatest.Qwen)
		b := open(t, s, "starcoder2-tiny")
		traits, err := b.Traits(t.Context())
		if err != nil || traits.Model != "starcoder2-tiny" || traits.Markers.Prefix != "<fim_prefix>" || traits.ContextTokens != 4096 {
			t.Errorf("%+v, %v", traits, err)
		}
		if text, _ := fill(t, b, model.FillRequest{Prompt: model.Prompt{Raw: "<fim_prefix>a<fim_suffix>b<fim_middle>"}, Begin: "zz", MaxTokens: 5}); !strings.HasPrefix(text, "zz") {
			t.Errorf("got %q", text)
		}
		if report, err := b.Chat(t.Context(), model.ChatRequest{Messages: []model.Message{{Role: model.User, Text: "x"}}, MaxTokens: 3}, func(string) bool { return true }); err != nil || report.TokensOut != 3 {
			t.Errorf("chat: %+v, %v", report, err)
		}
		if counts, err := b.Count(t.Context(), []string{"<fim_prefix>"}); err != nil || counts[0] != 1 {
			t.Errorf("%v, %v", counts, err)
		}
		expectNoModel(t, open(t, s, "starcoder-tiny"), `it has starcoder2-tiny, `)
	})
}

func expectNoModel(t *testing.T, b *Backend, says string) {
	t.Helper()
	_, err := b.Traits(t.Context())
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.NoModel || !strings.Contains(e.Says, says) {
		t.Errorf("got %v, want one that says %s", err, says)
	}
	if _, err := b.Fill(t.Context(), model.FillRequest{Prompt: prompt("a", "", "")}, nil); !errors.As(err, &e) || e.Kind != model.NoModel {
		t.Errorf("fill: %v", err)
	}
}

func TestPromptThatIsTooLongIsRefused(t *testing.T) {
	b := open(t, llamatest.Start(t, llamatest.Qwen), "")
	_, err := b.Fill(t.Context(), model.FillRequest{Prompt: prompt(strings.Repeat("a ", 4000), "", ""), MaxTokens: 1}, nil)
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.BadRequest || !strings.Contains(e.Says, "4096") {
		t.Errorf("got %v", err)
	}
}

func TestKeyIsAskedFor(t *testing.T) {
	s := llamatest.Start(t, llamatest.Qwen, "--api-key", "sesame")
	var e *model.Error
	if _, err := open(t, s, "").Traits(t.Context()); !errors.As(err, &e) || e.Kind != model.Denied {
		t.Errorf("without a key: %v", err)
	}
	b, err := New(model.Options{URL: s.URL, Key: "sesame"}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if text, _ := fill(t, b, model.FillRequest{Prompt: prompt("a", "b", ""), MaxTokens: 4}); len(text) < 4 {
		t.Errorf("with the key: %q", text)
	}
}

func TestNobodyThereIsUnreachable(t *testing.T) {
	b, err := New(model.Options{URL: "http://127.0.0.1:1"}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var e *model.Error
	if _, err := b.Traits(t.Context()); !errors.As(err, &e) || e.Kind != model.Unreachable {
		t.Errorf("traits: %v", err)
	}
	report, err := b.Fill(t.Context(), model.FillRequest{Prompt: prompt("a", "", "")}, nil)
	if !errors.As(err, &e) || e.Kind != model.Unreachable || report.End != model.Broken {
		t.Errorf("fill: %+v, %v", report, err)
	}
}
