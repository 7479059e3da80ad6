package modeltest

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

const (
	secret = "sk-0123456789-secret"
	code   = "def launch_codes():\n    return \"hunter2hunter2\""
)

// Run tests a service.
func Run(t *testing.T, s Service) {
	for name, test := range map[string]func(*testing.T, Service){
		"passes pieces on and reports":             passes,
		"reports nothing that it was not told":     bare,
		"ends when there is enough":                enough,
		"ends when the caller leaves":              cancelled,
		"does not begin for a caller who has left": gone,
		"warms or says that it can't":              warms,
		"refuses a prompt laid out for another":    refuses,
		"serves many at once":                      many,
		"keeps its connection":                     keeps,
		"names models that are alike":              alike,
		"says where its requests go":               remote,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(t, s) })
		})
	}
	t.Run("ends faults in time", func(t *testing.T) { faults(t, s) })
}

// start returns a backend of a scripted server. What it logs is looked through.
func (s Service) start(t *testing.T, script script, change ...func(*model.Options)) (model.Backend, *server) {
	t.Helper()
	server := &server{service: s, script: script}
	limits := wire.Defaults()
	limits.Dial, limits.MaxAnswer, limits.MaxLine = server.dial, 1<<20, 1<<18
	log := &bytes.Buffer{}
	o := model.Options{
		Name: s.Name, URL: s.address(), Model: s.Model, Key: secret,
		Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range change {
		f(&o)
	}
	b, err := s.New(o, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.Close()
		server.running.Wait()
		clean(t, "log", log.String())
		if address := server.elsewhere.Load(); address != nil {
			t.Errorf("connected to %s", address)
		}
	})
	return b, server
}

// clean looks for what must never be told.
func clean(t *testing.T, where, text string) {
	t.Helper()
	for _, s := range []string{secret, "0123456789", "hunter2", "launch_codes"} {
		if strings.Contains(text, s) {
			t.Errorf("the %s holds %q: %s", where, s, text)
		}
	}
}

// fill is a request as the backend takes it.
func fill(t *testing.T, b model.Backend) model.FillRequest {
	t.Helper()
	traits, err := b.Traits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return model.FillRequest{Prompt: prompt(traits, code), MaxTokens: 8, Stop: []string{"\n\n"}}
}

func prompt(traits model.Traits, text string) model.Prompt {
	switch traits.Fill {
	case model.FillRaw:
		m := traits.Markers
		return model.Prompt{Raw: m.Prefix + text + m.Suffix + "\n" + m.Middle}
	case model.FillFields:
		return model.Prompt{Prefix: text, Suffix: "\n"}
	}
	return model.Prompt{Messages: []model.Message{
		{Role: model.System, Text: "Fill in.", CacheHere: true}, {Role: model.User, Text: text},
	}}
}

// all is an emit that keeps everything.
func all(t *testing.T, into *strings.Builder) model.Emit {
	return func(text string) bool {
		if text == "" {
			t.Error("an empty piece")
		}
		into.WriteString(text)
		return true
	}
}
