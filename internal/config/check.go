package config

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// check makes an entry a value of its setting. The problem has no origin yet.
func (s *schema) check(e entry) (value any, problem *Problem) {
	g, name, ok := s.find(e.key)
	switch {
	case !ok:
		return nil, s.unknown(e.key)
	case g.Secret && e.origin.Layer != Environment:
		return nil, &Problem{What: "a key is taken from the environment alone", Hint: "set " + cmp.Or(g.Short, g.Env) + " and take it out here"}
	case g.Kind == Switches && name == "" && !e.text:
		return nil, &Problem{What: "it takes names with true or false", Hint: "write for example " + g.Key + ".go = false"}
	case g.Kind == Switches && strings.ContainsAny(name, notInNames):
		return nil, &Problem{What: quote(name) + " can't be a name"}
	}
	value, err := g.value(e, name)
	if err != nil {
		return nil, g.bad(err, e.value)
	}
	if path, ok := value.(string); ok && g.Kind == Path {
		value = absolute(path, e.base())
	}
	return value, nil
}

// notInNames are the bytes that a switch's name can't have: the first separates
// the steps of a key.
const notInNames = ". \t\n=,"

// value is what an entry says, if it is of the right kind and allowed. The error
// is what is to be said behind it.
func (g *Setting) value(e entry, name string) (value any, err error) {
	switch text, _ := e.value.(string); {
	case e.text && name != "":
		return parseBool(text)
	case e.text:
		value, err = g.parse(text)
	case name != "":
		return wants[bool](e.value, "true or false")
	default:
		value, err = g.read(e.value)
	}
	if err == nil {
		err = g.allow(value)
	}
	return value, err
}

// unknown tells of a key that no setting has.
func (s *schema) unknown(key string) *Problem {
	p := &Problem{What: "there is no such setting"}
	var keys []string
	for k := range s.byKey {
		keys = append(keys, k)
	}
	for k := range s.sections {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	if p.Near = nearest(key, keys); p.Near != "" {
		return p
	}
	// The right word in the wrong section, or in none.
	last := key[strings.LastIndexByte(key, '.')+1:]
	for _, k := range keys {
		if strings.HasSuffix(k, "."+last) {
			p.Near = k
		}
	}
	return p
}

// bad tells of a value. A key is never told, not even a wrong one.
func (g *Setting) bad(err error, written any) *Problem {
	p := &Problem{What: err.Error()}
	if g.Secret {
		return p
	}
	p.What = shortened(g.told(written)) + " " + err.Error()
	text, _ := written.(string)
	switch {
	case g.Kind == Enum:
		p.Near = nearest(text, g.Values)
	case g.Kind == URL && !strings.Contains(text, "//") && checkURL("http://"+text) == nil:
		p.Near = "http://" + text
	}
	return p
}

// read takes a value of TOML or JSON.
func (g *Setting) read(raw any) (any, error) {
	switch g.Kind {
	case Bool:
		return wants[bool](raw, "true or false")
	case Int:
		return integer(raw)
	case Float:
		return float(raw)
	case Duration:
		text, _ := raw.(string)
		return parseDuration(text)
	case List:
		return list(raw)
	}
	return wants[string](raw, "a text in quotes")
}

// parse takes a value from the environment or the command line.
func (g *Setting) parse(text string) (any, error) {
	switch g.Kind {
	case Bool:
		return parseBool(text)
	case Int:
		n, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 10, 64)
		if err != nil {
			return nil, errors.New("is not a whole number")
		}
		return n, nil
	case Float:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, errors.New("is not a number")
		}
		return float(f)
	case Duration:
		return parseDuration(text)
	case List:
		return strings.Split(text, ","), nil
	case Switches:
		return parseSwitches(text)
	}
	return text, nil
}

// allow checks a value of the right kind against what the setting allows.
func (g *Setting) allow(value any) error {
	n, isNumber := 0.0, true
	switch v := value.(type) {
	case int64:
		n = float64(v)
	case float64:
		n = v
	case time.Duration:
		n = v.Seconds()
	default:
		isNumber = false
	}
	if isNumber && (g.Min != nil && n < *g.Min || g.Max != nil && n > *g.Max) {
		return errors.New("is out of range: " + g.Allowed())
	}
	text, _ := value.(string)
	switch {
	case g.Kind == Enum && !slices.Contains(g.Values, text):
		return errors.New("is none of " + g.Allowed())
	case g.Kind == URL && text != "":
		return checkURL(text)
	case g.Kind == Variable && text != "" && !variableName.MatchString(text):
		return errors.New("is no name of an environment variable, in capital letters; a key itself never stands in a file")
	}
	return nil
}

func wants[T any](raw any, what string) (any, error) {
	if v, ok := raw.(T); ok {
		return v, nil
	}
	return nil, errors.New("is not " + what)
}

func integer(raw any) (any, error) {
	notWhole := errors.New("is not a whole number")
	switch n := raw.(type) {
	case int64:
		return n, nil
	case json.Number:
		if i, err := n.Int64(); err == nil {
			return i, nil
		}
		f, err := n.Float64() // 4e8 is a whole number too
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return nil, notWhole
		}
		return int64(f), nil
	}
	return nil, notWhole
}

func float(raw any) (any, error) {
	var f float64
	switch n := raw.(type) {
	case float64:
		f = n
	case int64:
		f = float64(n)
	case json.Number:
		var err error
		if f, err = n.Float64(); err != nil {
			return nil, errors.New("is not a number")
		}
	default:
		return nil, errors.New("is not a number")
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, errors.New("is not a finite number")
	}
	return f, nil
}

func list(raw any) (any, error) {
	items, ok := raw.([]any)
	if !ok {
		return nil, errors.New("is not a list of texts")
	}
	texts := make([]string, 0, len(items))
	for _, item := range items {
		text, ok := item.(string)
		if !ok {
			return nil, errors.New("is not a list of texts")
		}
		texts = append(texts, text)
	}
	return texts, nil
}

func parseBool(text string) (any, error) {
	switch strings.ToLower(text) {
	case "true", "1", "yes", "on":
		return true, nil
	case "false", "0", "no", "off":
		return false, nil
	}
	return nil, errors.New("is not true or false")
}

func parseDuration(text string) (any, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return nil, errors.New(`is not a duration, such as "150ms" or "2s"`)
	}
	return d, nil
}

// parseSwitches reads go=true,markdown=false.
func parseSwitches(text string) (any, error) {
	switches := make(map[string]bool)
	for _, part := range strings.Split(text, ",") {
		name, value, _ := strings.Cut(part, "=")
		on, err := parseBool(strings.TrimSpace(value))
		if name = strings.TrimSpace(name); err != nil || name == "" || strings.ContainsAny(name, notInNames) {
			return nil, errors.New("is not a list such as go=true,markdown=false")
		}
		switches[name] = on.(bool)
	}
	return switches, nil
}

// absolute makes a path begin at the folder of the file that it is written in,
// and ~ the user's home.
func absolute(path, base string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if path == "" || base == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(base, path)
}
