package llamacpp

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// A port is an address behind which one server may take another's place.
type port chan net.Conn

// serve runs a server there until it is stopped.
func (p port) serve(t *testing.T, h http.Handler) (stop func()) {
	server, l := &http.Server{Handler: h}, listener{p, make(chan struct{})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(l) // ends with an error, always
	}()
	return func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-done
	}
}

// A listener is who listens at a port for now.
type listener struct {
	port port
	quit chan struct{}
}

func (l listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.port:
		return conn, nil
	case <-l.quit:
		return nil, net.ErrClosed
	}
}

func (l listener) Close() error {
	close(l.quit)
	return nil
}

func (l listener) Addr() net.Addr { return &net.TCPAddr{} }

const (
	answered   = "data: {\"content\":\"a\",\"stop\":true}\n\n"
	starcoder  = `{"total_slots":1,"model_path":"/m/starcoder2-3b.gguf","model_alias":"/m/starcoder2-3b.gguf","default_generation_settings":{"n_ctx":2048}}`
	starPieces = `{"tokens":[{"id":7,"piece":"<fim_prefix>"},{"id":8,"piece":"<fim_suffix>"},{"id":9,"piece":"<fim_middle>"}]}`
)

func TestPromptForTheModelBeforeDoesNotReachTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := make(port)
		limits := wire.Defaults()
		limits.Dial = func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			p <- theirs
			return ours, nil
		}
		b, err := New(model.Options{URL: "http://127.0.0.1:1"}, limits)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		fill := func(raw string) error {
			_, err := b.Fill(t.Context(), model.FillRequest{Prompt: model.Prompt{Raw: raw}, MaxTokens: 1}, func(string) bool { return true })
			return err
		}
		play := func(props, pieces string) (*scripted, func()) {
			s := &scripted{asked: map[string]string{}, answers: map[string]string{"/props": props, "/tokenize": pieces, "/completion": answered}}
			return s, p.serve(t, s)
		}

		_, stop := play(oneSlot, pieces)
		if traits, err := b.Traits(t.Context()); err != nil || traits.Markers.Prefix != "<|fim_prefix|>" {
			t.Fatalf("%+v, %v", traits, err)
		}
		if err := fill("<|fim_prefix|>"); err != nil {
			t.Fatal(err)
		}
		stop()
		same, stop := play(oneSlot, pieces)
		synctest.Wait()
		if err := fill("<|fim_prefix|>"); err != nil {
			t.Errorf("the same model again: %v", err)
		}
		if _, asked := same.asked["/tokenize"]; asked {
			t.Error("one that says the same of itself was asked for more")
		}
		stop()
		next, stop := play(starcoder, starPieces)
		defer stop()
		synctest.Wait()
		var e *model.Error
		for range 2 {
			if err := fill("<|fim_prefix|>"); !errors.As(err, &e) || e.Kind != model.Unreachable {
				t.Errorf("another model in its place: %v", err)
			}
		}
		if sent, reached := next.asked["/completion"]; reached {
			t.Errorf("it got a prompt that was not laid out for it: %s", sent)
		}
		if traits, err := b.Traits(t.Context()); err != nil || traits.Markers.Prefix != "<fim_prefix>" || traits.Model != "starcoder2-3b" {
			t.Errorf("%+v, %v", traits, err)
		}
		if err := fill("<fim_prefix>"); err != nil {
			t.Errorf("after its traits were asked for: %v", err)
		}
	})
}
