package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// flatten makes entries of a tree of sections, and goes no deeper than sections
// do: the tree may come from anybody. A null is nothing, since editors send it for
// what is not set.
func (s *schema) flatten(tree map[string]any, at func(key string) Origin) (entries []entry, problems []Problem) {
	s.walk("", tree, func(key string, value any) {
		switch {
		case value == nil:
		case s.sections[key]:
			problems = append(problems, Problem{
				Origin: at(key), Key: key, What: "it is a section, not a setting", Hint: "write " + s.example(key),
			})
		default:
			entries = append(entries, entry{key: key, value: value, origin: at(key)})
		}
	})
	return entries, problems
}

// walk calls f for every key that is no section with what is in it, by name.
func (s *schema) walk(section string, tree map[string]any, f func(key string, value any)) {
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		key := join(section, name)
		below, isTree := tree[name].(map[string]any)
		if g := s.byKey[key]; isTree && (s.sections[key] || g != nil && g.Kind == Switches) {
			s.walk(key, below, f)
			continue
		}
		f(key, tree[name])
	}
}

// example is how the first setting of a section is written.
func (s *schema) example(section string) string {
	for _, g := range s.settings {
		if len(g.Key) > len(section) && g.Key[:len(section)+1] == section+"." {
			return fmt.Sprintf("%s = %s", g.Key, Literal(g.Default))
		}
	}
	return section + " = ..."
}

// editor returns the entries of what an editor has sent.
func (s *schema) editor(sent json.RawMessage) ([]entry, []Problem) {
	origin := Origin{Layer: FromEditor}
	if len(bytes.TrimSpace(sent)) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(sent))
	d.UseNumber() // a large whole number stays what it is
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, []Problem{{Origin: origin, What: fmt.Sprintf("its settings are no JSON: %v", err)}}
	}
	switch tree := tree.(type) {
	case nil:
		return nil, nil
	case []any: // how Lua sends an empty table
		if len(tree) == 0 {
			return nil, nil
		}
	case map[string]any:
		return s.flatten(tree, func(string) Origin { return origin })
	}
	return nil, []Problem{{Origin: origin, What: "its settings are no JSON object"}}
}
