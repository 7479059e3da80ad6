package model

import (
	"errors"
	"io"
	"slices"
	"testing"
)

func TestNearNamesComeFirst(t *testing.T) {
	names := []string{"anthropic", "deepseek", "llamacpp", "mistral", "ollama", "openai", "openrouter"}
	for name, want := range map[string]string{"olama": "ollama", "LlamaCpp": "llamacpp", "llama": "llamacpp", "open-ai": "openai", "claude": "ollama"} {
		if got := Near(name, names); len(got) != 5 || got[0] != want {
			t.Errorf("near %q: %q, want %q first", name, got, want)
		}
	}
	if got := Near("x", nil); len(got) != 0 {
		t.Errorf("near nothing: %q", got)
	}
	if names[0] != "anthropic" || !slices.IsSorted(names) {
		t.Error("the names were sorted in place")
	}
}

func TestErrorSaysWhatHappenedAndHidesItsCause(t *testing.T) {
	err := error(&Error{Kind: TooSlow, Backend: "ollama", Says: "no text within 10s", Err: io.ErrUnexpectedEOF})
	if want := "ollama: too-slow: no text within 10s"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause is lost")
	}
}
