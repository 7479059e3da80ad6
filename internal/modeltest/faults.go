package modeltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// fault is a server that does not do what it should. It has to end, by itself, in
// the time of the bound, with an error of the kind, after the text.
type fault struct {
	script script
	kind   model.Kind
	within time.Duration
	text   string
	or     model.Kind // as good as kind
}

func (s Service) faults() map[string]fault {
	x := s.headers() + s.Head + s.Piece("x")
	echo := func(code int) script {
		return func(c net.Conn, r *http.Request, body string) {
			if code == http.StatusUnauthorized { // what was sent, or the key, but not the one hidden by the other
				body = r.Header.Get("Authorization") + r.Header.Get("X-Api-Key")
			}
			fails(code, "", fmt.Sprintf(`{"error":{"message":%q}}`, "can't: "+body))(c, r, body)
		}
	}
	return map[string]fault{
		"hangs before its headers":  {hangs(""), model.TooSlow, 10 * time.Second, "", ""},
		"hangs after its headers":   {hangs(s.headers() + s.Head), model.TooSlow, 10 * time.Second, "", ""},
		"hangs after some text":     {hangs(x), model.TooSlow, 30 * time.Second, "x", ""},
		"sends a byte a second":     {drips(s.headers(), strings.Repeat(s.Piece("x"), 9), 1), model.TooSlow, 10 * time.Second, "", ""},
		"sends noise for ever":      {drips(s.headers(), s.Noise, len(s.Noise)), model.TooSlow, 10 * time.Second, "", ""},
		"writes spaces for ever":    {drips(x, s.Piece(" "), len(s.Piece(" "))), model.TooSlow, 30 * time.Second, "x   ", ""},
		"sends spaces for ever":     {floods(s.headers(), strings.Repeat(" ", 1<<16)), model.BadAnswer, 0, "", ""},
		"sends empty lines":         {floods(s.headers(), strings.Repeat("\n", 1<<16)), model.BadAnswer, 0, "", ""},
		"sends a huge line":         {floods(s.headers()+"data: ", strings.Repeat("y", 1<<16)), model.BadAnswer, 0, "", ""},
		"breaks off":                {s.says(s.Head + s.Piece("x")), model.Unreachable, 0, "x", ""},
		"breaks off in a piece":     {s.says(s.Head + s.Piece("x") + s.Piece("y")[:9]), model.Unreachable, 0, "x", model.BadAnswer},
		"ends without a word":       {s.says(""), model.Unreachable, 0, "", ""},
		"talks nonsense":            {s.says(s.Head + s.Piece("x") + s.Broken), model.BadAnswer, 0, "x", ""},
		"has an error in a 200":     {s.says(s.Head + s.Fault), model.BadAnswer, 0, "", ""},
		"has an error after text":   {s.says(s.Head + s.Piece("x") + s.Noise + s.Fault), model.BadAnswer, 0, "x", ""},
		"is overloaded for long":    {fails(429, "Retry-After: 3600\r\n", "{}"), model.Overloaded, 0, "", ""},
		"is overloaded for ever":    {fails(503, "Retry-After: 1\r\n", "{}"), model.Overloaded, 3 * time.Second, "", ""},
		"redirects":                 {fails(307, "Location: http://elsewhere.test/\r\n", ""), model.BadAnswer, 0, "", ""},
		"echoes as it wants a key":  {echo(401), model.Denied, 0, "", ""},
		"echoes as it has no model": {echo(404), model.NoModel, 0, "", ""},
		"echoes as it refuses":      {echo(400), model.BadRequest, 0, "", ""},
		"echoes as it fails":        {echo(500), model.BadAnswer, 0, "", ""},
	}
}

func faults(t *testing.T, s Service) {
	for name, f := range s.faults() {
		if name == "sends noise for ever" && s.Noise == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, server := s.start(t, f.script)
				r := fill(t, b)
				var got strings.Builder
				begun := time.Now()
				report, err := b.Fill(t.Context(), r, all(t, &got))
				took := time.Since(begun)
				var e *model.Error
				if !errors.As(err, &e) || e.Kind != f.kind && e.Kind != f.or || e.Backend != s.Name || report.End != model.Broken {
					t.Fatalf("%v, %+v; want %s", err, report, f.kind)
				}
				if took > f.within+time.Second {
					t.Errorf("took %s, want %s", took, f.within)
				}
				if !strings.HasPrefix(got.String(), f.text) || f.text == "" && got.Len() > 0 {
					t.Errorf("emitted %q, want %q", got.String(), f.text)
				}
				if n := server.requests.Load(); n > 3 || f.within == 0 && n != 1 {
					t.Errorf("%d requests", n)
				}
				clean(t, "error", err.Error())
				if cause := errors.Unwrap(e); cause != nil && !errors.Is(cause, context.Canceled) {
					clean(t, "error's cause", cause.Error())
				}
			})
		})
	}
}

func hangs(first string) script {
	return func(c net.Conn, _ *http.Request, _ string) {
		_, _ = io.WriteString(c, first)
		_, _ = c.Read(make([]byte, 1)) // returns when the client has gone
	}
}

// drips writes a text, then some bytes of another one each second, again and again,
// until the client leaves.
func drips(first, then string, bytes int) script {
	return func(c net.Conn, _ *http.Request, _ string) {
		_, err := io.WriteString(c, first)
		for at := 0; err == nil; at = (at + bytes) % len(then) {
			time.Sleep(time.Second)
			_, err = io.WriteString(c, then[at:at+bytes])
		}
	}
}

// floods writes as fast as the client reads.
func floods(first, then string) script {
	return func(c net.Conn, _ *http.Request, _ string) {
		_, err := io.WriteString(c, first)
		for err == nil {
			_, err = io.WriteString(c, then)
		}
	}
}
