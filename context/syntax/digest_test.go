package syntax

import (
	"reflect"
	"testing"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
	"github.com/inkling-lsp/inkling/context/syntax/outline"
)

// row has every word of a language's row.
func row() Language {
	l := Language{Symbols: map[string]Symbols{"a": {}, "b": {Kinds: map[string]Kind{"c": Class, "d": Enum}}}}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Language]()) {
		if f.Type.Kind() == reflect.String {
			reflect.ValueOf(&l).Elem().FieldByIndex(f.Index).SetString(f.Name)
		}
	}
	return l
}

func TestDigestIsAnotherWithAnyWordOfTheRow(t *testing.T) {
	base := row()
	seen := map[string]string{newDigest(&base): "nothing"}
	differs := func(what string, change func(*Language)) {
		t.Helper()
		l := row()
		change(&l)
		d := newDigest(&l)
		if other, taken := seen[d]; taken {
			t.Errorf("the digest with another %s is that with another %s", what, other)
		}
		seen[d] = what
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Language]()) {
		if f.Type.Kind() == reflect.String {
			differs(f.Name, func(l *Language) { reflect.ValueOf(l).Elem().FieldByIndex(f.Index).SetString("x") })
		}
	}
	differs("Symbols", func(l *Language) { l.Symbols["a"] = Symbols{Kind: Method} })
	differs("Kinds", func(l *Language) { l.Symbols["b"].Kinds["d"] = Struct })
	differs("Docstrings", func(l *Language) { l.Docstrings = true })
	differs("Lexical", func(l *Language) {
		l.Lexical = func(string) (outline.Outline, bool) { return outline.Outline{}, false }
	})
	for range 20 { // maps have no order
		if again := row(); newDigest(&again) != newDigest(&base) {
			t.Fatal("the same row has two digests")
		}
	}
	read := row()
	read.Lexical, read.grammar = lexical.Go, nil
	other := row()
	other.Lexical = lexical.Java
	if newDigest(&read) != newDigest(&other) {
		t.Error("the digest depends on where code is in memory")
	}
}

func TestDigestsOfLanguagesDiffer(t *testing.T) {
	seen := make(map[string]string)
	for _, l := range Languages() {
		if other, taken := seen[l.Digest()]; taken {
			t.Errorf("%s has the digest of %s", l.Name, other)
		}
		seen[l.Digest()] = l.Name
	}
}
