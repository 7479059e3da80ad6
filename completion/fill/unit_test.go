package fill

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

func TestFirstLine(t *testing.T) {
	tests := []struct {
		rest  string
		block bool
		line  string
		whole bool
	}{
		{"", false, "", false},
		{"foo(", false, "foo(", false},
		{"foo() \t\n\tbar", false, "foo()", true},
		{" foo()\r\n", false, " foo()", true},
		{"\n\tfoo()\n", false, "", true},
		{"  \r\n\tfoo()", false, "", true},
		{"\n", true, "", false},
		{"\n\tfoo(", true, "\n\tfoo(", false},
		{" \n\tfoo() \n}", true, "\n\tfoo()", true},
		{"\r\n\tfoo()\r\n}", true, "\r\n\tfoo()", true},
		{"\n\n\tfoo()\n", true, "", true},
		{" // why\n\tfoo()\n", true, " // why", true},
		{strings.Repeat(" ", longestBlank+1), false, "", true},
		{"\n" + strings.Repeat(" ", longestBlank+1), true, "", true},
		{strings.Repeat("x", longestLine+1), false, strings.Repeat("x", longestLine+1), true},
	}
	for _, test := range tests {
		if line, whole := firstLine(test.rest, test.block); line != test.line || whole != test.whole {
			t.Errorf("of %q, block %v: %q, %v, want %q, %v", test.rest, test.block, line, whole, test.line, test.whole)
		}
	}
}

func TestPromptsNameDocumentsFromTheirRoots(t *testing.T) {
	s := &Service{roots: []string{"/src/shop", "/src"}}
	for uri, want := range map[text.URI][2]string{
		"file:///src/shop/cart/a.go":                 {"cart/a.go", "shop"},
		"file:///src/other/a.go":                     {"other/a.go", "src"},
		"file:///home/me/a.go":                       {"a.go", ""},
		"untitled:Untitled-1":                        {"Untitled-1", ""},
		"vscode-notebook-cell:/home/me/n.ipynb#W0s1": {"n.ipynb", ""},
	} {
		if name, repo := s.named(uri); name != want[0] || repo != want[1] {
			t.Errorf("%s is %q of %q, want %q", uri, name, repo, want)
		}
	}
}

func TestStopsAreAsManyAsTheServerTakes(t *testing.T) {
	ends := &model.Markers{Ends: []string{"<a>", "<b>"}}
	for _, test := range []struct {
		traits model.Traits
		block  bool
		want   string
	}{
		{model.Traits{Fill: model.FillRaw, Markers: ends}, false, "\n <a> <b>"},
		{model.Traits{Fill: model.FillRaw, Markers: ends}, true, "<a> <b>"},
		{model.Traits{Fill: model.FillRaw, Markers: ends, MaxStops: 2}, false, "\n <a>"},
		{model.Traits{Fill: model.FillFields}, false, "\n"},
		{model.Traits{Fill: model.FillChat}, false, ""},
	} {
		v := &server{traits: test.traits}
		if got := strings.Join(v.stops(test.block), " "); got != test.want {
			t.Errorf("%+v: %q, want %q", test.traits, got, test.want)
		}
	}
}

func TestPaceExpectsWhatItHasSeen(t *testing.T) {
	var p pace
	if got := p.deadline(0, false); got != longest {
		t.Errorf("of an unknown server %s is expected", got)
	}
	// 400 tokens in a second, 100 ms beside that, and 100 ms for the line.
	told := model.Report{TokensIn: 400, Reading: time.Second, FirstText: 1100 * time.Millisecond, Whole: 1200 * time.Millisecond}
	p = p.learn(told, 400, false)
	if got, want := p.deadline(40, false), debounce+450*time.Millisecond; got != want {
		t.Errorf("40 tokens and a line: %s, want %s", got, want)
	}
	if got := p.deadline(4000, false); got != longest {
		t.Errorf("a long prompt: %s", got)
	}
	// One that says nothing of itself, and takes 400 ms for whatever it is asked.
	var q pace
	for range 5 {
		q = q.learn(model.Report{TokensIn: -1, TokensCached: -1, FirstText: 400 * time.Millisecond, Whole: 400 * time.Millisecond}, 20, true)
	}
	if got, want := q.deadline(20, true), debounce+600*time.Millisecond; got != want {
		t.Errorf("a silent service: %s, want %s", got, want)
	}
}

func TestLogSaysWhatWasSentWithoutSayingIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := New(Options{Logger: slog.New(slog.NewTextHandler(&out, nil))})
		b := &double{answer: says("answered\n", time.Millisecond)}
		b.traits = func(context.Context) (model.Traits, error) {
			traits := local
			traits.Remote = true
			return traits, nil
		}
		s.Roots([]string{"/home/me/shop"})
		s.Use(b)
		for _, name := range []string{"a", "b", "a"} {
			d := text.NewSnapshot(text.URI("file:///home/me/shop/cart/"+name+".go"), "go", int32(len(b.fills())), "content "+strings.Repeat("x", len(b.fills()))+"\n")
			if len(b.fills()) < 2 {
				s.Open(d)
			}
			s.Change(d)
			synctest.Wait()
			if _, err := s.Ask(t.Context(), Query{Snapshot: d, Offset: d.Len() - 1}); err != nil {
				t.Fatal(err)
			}
		}
		s.Shutdown()
		log := out.String()
		for _, secret := range []string{"content", "answered", "/home/me"} {
			if strings.Contains(log, secret) {
				t.Errorf("the log has %q: %s", secret, log)
			}
		}
		lines := strings.Split(strings.TrimSpace(log), "\n")
		if len(lines) != 3 {
			t.Fatalf("%d lines: %s", len(lines), log)
		}
		for i, why := range []string{"first", "first", "lost"} { // one lane is left to conversations
			for _, part := range []string{"why=" + why, "remote=true", "bytes=", "document=cart/", "backend=double", "line cart/"} {
				if !strings.Contains(lines[i], part) {
					t.Errorf("line %d lacks %s: %s", i, part, lines[i])
				}
			}
		}
	})
}
