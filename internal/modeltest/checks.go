package modeltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

func passes(t *testing.T, s Service) {
	pieces := []string{" retu", "rn", " \"é\\\n\"", "<done>"}
	slow := func(c net.Conn, _ *http.Request, _ string) {
		_, _ = io.WriteString(c, s.headers())
		for _, part := range s.answer(s.Head, s.Tail, pieces...) {
			time.Sleep(time.Second)
			_, _ = io.WriteString(c, part)
		}
	}
	b, _ := s.start(t, slow)
	want := s.Told
	want.FirstText, want.End = time.Second, model.Finished
	want.Whole = time.Duration(len(pieces)+1) * time.Second
	if s.Head != "" {
		want.FirstText += time.Second
		want.Whole += time.Second
	}
	r := fill(t, b)
	for name, ask := range map[string]func(model.Emit) (model.Report, error){
		"fill": func(emit model.Emit) (model.Report, error) { return b.Fill(t.Context(), r, emit) },
		"chat": func(emit model.Emit) (model.Report, error) {
			return b.Chat(t.Context(), model.ChatRequest{Messages: []model.Message{{Role: model.User, Text: code}}}, emit)
		},
	} {
		var got strings.Builder
		report, err := ask(all(t, &got))
		if err != nil || got.String() != strings.Join(pieces, "") || report != want {
			t.Errorf("%s: %q, %v\n%+v, want\n%+v", name, got.String(), err, report, want)
		}
	}
}

func bare(t *testing.T, s Service) {
	b, _ := s.start(t, s.says(strings.Join(s.answer(s.BareHead, s.Bare, "x"), "")))
	report, err := b.Fill(t.Context(), fill(t, b), all(t, &strings.Builder{}))
	want := model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, End: model.Finished}
	if err != nil || report != want {
		t.Errorf("%+v, %v; want %+v", report, err, want)
	}
}

// waits writes the beginning of an answer, and says when the client has gone.
func (s Service) waits(closed chan<- time.Time) script {
	return func(c net.Conn, _ *http.Request, _ string) {
		_, _ = io.WriteString(c, s.headers()+s.Head+s.Piece("x"))
		_, _ = c.Read(make([]byte, 1))
		closed <- time.Now()
	}
}

func enough(t *testing.T, s Service) {
	closed := make(chan time.Time, 1)
	b, _ := s.start(t, s.waits(closed))
	r := fill(t, b)
	begun := time.Now()
	report, err := b.Fill(t.Context(), r, func(string) bool { return false })
	if err != nil || report.End != model.Enough {
		t.Errorf("%+v, %v; want enough", report, err)
	}
	if took := (<-closed).Sub(begun); took != 0 {
		t.Errorf("the server saw it after %s", took)
	}
}

func cancelled(t *testing.T, s Service) {
	closed := make(chan time.Time, 1)
	b, _ := s.start(t, s.waits(closed))
	r := fill(t, b)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	begun := time.Now()
	report, err := b.Fill(ctx, r, func(string) bool { cancel(); return true })
	if !errors.Is(err, context.Canceled) || report.End != model.Broken {
		t.Errorf("%+v, %v; want the end of the context", report, err)
	}
	if took := (<-closed).Sub(begun); took != 0 {
		t.Errorf("the server saw it after %s", took)
	}
}

func gone(t *testing.T, s Service) {
	b, server := s.start(t, s.says(""))
	r := fill(t, b)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Fill(ctx, r, all(t, &strings.Builder{})); !errors.Is(err, context.Canceled) {
		t.Errorf("%v; want the end of the context", err)
	}
	if n := server.requests.Load(); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func warms(t *testing.T, s Service) {
	b, server := s.start(t, whole(s, "x"))
	r := fill(t, b)
	r.MaxTokens = 0
	traits, err := b.Traits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	_, err = b.Fill(t.Context(), r, all(t, &got))
	if !traits.Warms {
		var e *model.Error
		if !errors.As(err, &e) || e.Kind != model.BadRequest || server.requests.Load() != 0 {
			t.Errorf("%v after %d requests; want a refusal and none", err, server.requests.Load())
		}
		return
	}
	if err != nil || got.String() != "" || server.requests.Load() != 1 {
		t.Errorf("%v, %q after %d requests; want one, and no text", err, got.String(), server.requests.Load())
	}
}

func refuses(t *testing.T, s Service) {
	b, server := s.start(t, s.says(""))
	traits, err := b.Traits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other := model.Prompt{Messages: []model.Message{{Role: model.User, Text: code}}}
	if traits.Fill == model.FillChat {
		other = model.Prompt{Raw: code}
	}
	_, err = b.Fill(t.Context(), model.FillRequest{Prompt: other, MaxTokens: 8}, all(t, &strings.Builder{}))
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.BadRequest || server.requests.Load() != 0 {
		t.Errorf("%v after %d requests; want a refusal", err, server.requests.Load())
	}
}

// many asks at once, each for its own number, which the answers have to hold.
func many(t *testing.T, s Service) {
	echo := func(c net.Conn, r *http.Request, body string) {
		_, number, _ := strings.Cut(body, "number_")
		whole(s, number[:2], "!")(c, r, body)
	}
	b, _ := s.start(t, echo)
	traits, err := b.Traits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var asking sync.WaitGroup
	for i := range 20 {
		asking.Go(func() {
			number := fmt.Sprintf("%02d", i)
			r := model.FillRequest{Prompt: prompt(traits, "number_"+number), MaxTokens: 8, Lane: i % 2}
			var got strings.Builder
			if _, err := b.Fill(t.Context(), r, all(t, &got)); err != nil || got.String() != number+"!" {
				t.Errorf("%q, %v; want %s", got.String(), err, number)
			}
		})
	}
	asking.Wait()
}

func keeps(t *testing.T, s Service) {
	b, server := s.start(t, whole(s, "x"))
	r := fill(t, b)
	for range 3 {
		if _, err := b.Fill(t.Context(), r, all(t, &strings.Builder{})); err != nil {
			t.Fatal(err)
		}
	}
	if n := server.connections.Load(); n != 1 {
		t.Errorf("%d connections for requests one after the other", n)
	}
}

func alike(t *testing.T, s Service) {
	b, _ := s.start(t, s.says(""), func(o *model.Options) { o.Model = s.Model + "x" })
	lister, is := b.(model.Lister)
	if !is {
		t.Fatal("it can't list its models")
	}
	names, err := lister.Models(t.Context())
	if err != nil || len(names) == 0 {
		t.Fatalf("%q, %v; want models", names, err)
	}
	_, err = b.Traits(t.Context())
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.NoModel || !strings.Contains(e.Says, s.Model) {
		t.Errorf("%v; want the names of models", err)
	}
}

func remote(t *testing.T, s Service) {
	b, _ := s.start(t, s.says(""))
	traits, err := b.Traits(t.Context())
	if err != nil || traits.Remote != s.Remote || traits.Model != s.Model || traits.Lanes < 1 || b.Name() != s.Name {
		t.Errorf("%+v, %v", traits, err)
	}
}
