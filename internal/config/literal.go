package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Literal writes a value as it is written in a file. What no setting holds, values
// in values in values, it does not write out: they may come from anybody.
func Literal(value any) string { return literal(value, 3) }

func literal(value any, depth int) string {
	inner := func(v any) string { return literal(v, depth-1) }
	if depth == 0 {
		return "..."
	}
	switch v := value.(type) {
	case string:
		return quote(v)
	case time.Duration:
		return quote(v.String())
	case float64:
		return number(v)
	case []string:
		return sequence("[", v, quote, "]")
	case []any:
		return sequence("[", v, inner, "]")
	case map[string]bool:
		return sequence("{", slices.Sorted(maps.Keys(v)), func(name string) string {
			return bare(name) + " = " + strconv.FormatBool(v[name])
		}, "}")
	case map[string]any:
		return sequence("{", slices.Sorted(maps.Keys(v)), func(name string) string {
			return bare(name) + " = " + inner(v[name])
		}, "}")
	case bool, int64, json.Number:
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%v", value) // TOML's dates and times
}

func number(f float64) string {
	switch text := strconv.FormatFloat(f, 'g', -1, 64); {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 0):
		return strings.ToLower(strings.TrimSuffix(text, "inity"))
	case strings.ContainsAny(text, ".e"):
		return text
	default:
		return text + ".0"
	}
}

func sequence[T any](begin string, items []T, write func(T) string, end string) string {
	texts := make([]string, 0, len(items))
	for _, item := range items {
		texts = append(texts, write(item))
	}
	return begin + strings.Join(texts, ", ") + end
}

// quote writes a text as a basic string of TOML, which knows fewer escapes than
// Go does.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case !strconv.IsPrint(r): // a terminal might obey it
			fmt.Fprintf(&b, escape, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// escape is how TOML writes a character by its number.
const escape = `\U%08X`

// printable is text with nothing in it that a terminal might obey.
func printable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, escape, r)
		}
	}
	return b.String()
}

// bare writes a name without quotes where TOML allows it.
func bare(name string) string {
	plain := name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""
	if plain {
		return name
	}
	return quote(name)
}
