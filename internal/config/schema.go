package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// JSONSchema describes a settings file to editors and checkers, in the draft of
// JSON Schema that most of them know (07).
func JSONSchema(settings []Setting) ([]byte, error) {
	root := object{Schema: "http://json-schema.org/draft-07/schema#", Title: "Inkling's settings", Type: "object", Others: false}
	for _, g := range settings {
		if g.Secret {
			continue // it can't stand in a file
		}
		steps := strings.Split(g.Key, ".")
		at := &root
		for _, section := range steps[:len(steps)-1] {
			at = at.child(section)
			at.Type, at.Others = "object", false
		}
		*at.child(steps[len(steps)-1]) = describe(g)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		return nil, fmt.Errorf("write the schema of the settings: %w", err)
	}
	return b.Bytes(), nil
}

// object is the part of a JSON schema that settings need.
type object struct {
	Schema      string             `json:"$schema,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        string             `json:"type"`
	Default     any                `json:"default,omitempty"`
	Minimum     *float64           `json:"minimum,omitempty"`
	Maximum     *float64           `json:"maximum,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Pattern     string             `json:"pattern,omitempty"`
	Items       *object            `json:"items,omitempty"`
	Properties  map[string]*object `json:"properties,omitempty"`
	// Others is the *object of what has a name that is not among Properties, or
	// false if there can be none.
	Others any `json:"additionalProperties,omitempty"`
}

func (o *object) child(name string) *object {
	if o.Properties == nil {
		o.Properties = make(map[string]*object)
	}
	if o.Properties[name] == nil {
		o.Properties[name] = &object{}
	}
	return o.Properties[name]
}

// durationPattern is what time.ParseDuration takes, but for signs and units that
// nobody waits in.
const durationPattern = `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`

func describe(g Setting) object {
	o := object{Description: g.Description, Default: g.Default, Minimum: g.Min, Maximum: g.Max, Enum: g.Values, Type: "string"}
	switch g.Kind {
	case Bool:
		o.Type = "boolean"
	case Int:
		o.Type = "integer"
	case Float:
		o.Type = "number"
	case Duration:
		o.Pattern, o.Minimum, o.Maximum = durationPattern, nil, nil
		o.Default = g.Default.(time.Duration).String()
	case URL:
		o.Pattern = "^https?://[^/?#@]+[^?#@]*$"
	case List:
		o.Type, o.Items = "array", &object{Type: "string"}
	case Switches:
		o.Type, o.Default, o.Others = "object", nil, &object{Type: "boolean"}
	}
	return o
}
