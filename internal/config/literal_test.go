package config

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
	"pgregory.net/rapid"
)

func TestLiteralsAreReadAsWhatTheyStandFor(t *testing.T) {
	values := rapid.OneOf(
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.Int64(), func(n int64) any { return n }),
		rapid.Map(rapid.Float64(), func(f float64) any { return f }),
		rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.SliceOf(rapid.String()), func(s []string) any { return s }),
		rapid.Map(rapid.MapOf(rapid.String(), rapid.Bool()), func(m map[string]bool) any { return m }),
	)
	rapid.Check(t, func(rt *rapid.T) {
		value := values.Draw(rt, "value")
		read := reflect.New(reflect.TypeOf(map[string]any{}))
		literal := Literal(value)
		if err := toml.Unmarshal([]byte("x = "+literal+"\n"), read.Interface()); err != nil {
			rt.Fatalf("%v is written as %s: %v", value, literal, err)
		}
		got := read.Elem().MapIndex(reflect.ValueOf("x")).Interface()
		if again := Literal(got); again != literal {
			rt.Errorf("%v is written as %s, read as %v and written as %s", value, literal, got, again)
		}
		if strings.ContainsAny(literal, "\n\x1b\x07") {
			rt.Errorf("a terminal would obey %q", literal)
		}
	})
}

func TestLiteralsOfOddValues(t *testing.T) {
	for want, value := range map[string]any{
		`"1.5s"`:                      1500 * time.Millisecond,
		`1e+300`:                      1e300,
		`0.0`:                         0.0,
		`"\U0000001B"`:                "\x1b",
		`{a = {b = {c = ...}}}`:       map[string]any{"a": map[string]any{"b": map[string]any{"c": map[string]any{}}}},
		`[[[...]]]`:                   []any{[]any{[]any{[]any{}}}},
		`{"a b" = true, c-1 = false}`: map[string]bool{"a b": true, "c-1": false},
	} {
		if got := Literal(value); got != want {
			t.Errorf("%v is written as %s, want %s", value, got, want)
		}
	}
}
