package config

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/v2"
)

// load puts the layers together, into a pointer to the schema's struct.
func (s *schema) load(from Sources, into any) ([]Value, []Problem) {
	m := newMerge(s)
	entries, problems := s.file(UserFile, from.UserFile)
	m.add(entries, problems)
	for _, sent := range from.Editor {
		m.add(s.editor(sent))
	}
	m.workspace(from)
	m.add(s.environment(from.Environment))
	m.add(flags(from.Flags), nil)
	values := m.finish(into)
	return values, m.problems
}

// merge is a configuration on its way from the lowest layer to the highest.
type merge struct {
	schema   *schema
	all      *koanf.Koanf
	origins  map[string]Origin // by key, of a switch by its own
	problems []Problem
}

// newMerge begins with the defaults.
func newMerge(s *schema) *merge {
	m := &merge{schema: s, all: koanf.New("."), origins: make(map[string]Origin)}
	values := make(map[string]any)
	for _, g := range s.settings {
		m.put(values, g.Key, g.Default, Origin{Layer: Defaults})
	}
	m.layer(values)
	return m
}

// finish puts what counts into a pointer to the schema's struct.
func (m *merge) finish(into any) []Value {
	if err := m.all.UnmarshalWithConf("", into, koanf.UnmarshalConf{Tag: "setting"}); err != nil {
		// Every value has been checked, so this is a mistake of ours.
		m.problems = append(m.problems, Problem{What: fmt.Sprintf("the settings do not fit together: %v", err)})
	}
	return m.values()
}

// add lays what can be used of a layer over what there is.
func (m *merge) add(entries []entry, problems []Problem) {
	values := make(map[string]any)
	for _, e := range entries {
		value, problem := m.schema.check(e)
		if g, _, known := m.schema.find(e.key); known && g.Own && (e.origin.Layer == WorkspaceFile || e.origin.Layer == FromEditor) {
			problem = &Problem{What: "it holds for all workspaces; set it in config.toml, the environment or a flag"}
		}
		if problem != nil {
			problem.Origin, problem.Key = e.origin, e.key
			problems = append(problems, *problem)
			continue
		}
		m.put(values, e.key, value, e.origin)
	}
	m.tell(problems)
	m.turn(values)
	m.layer(values)
}

// turn takes back to their defaults what goes with a value that a layer replaces by
// another: the address of one backend is not that of another.
func (m *merge) turn(layer map[string]any) {
	for _, g := range m.schema.settings {
		if g.Beside == "" {
			continue
		}
		_, own := layer[g.Key]
		named, given := layer[g.Beside]
		if before := m.all.Get(g.Beside); given && !own && named != before && before != m.schema.byKey[g.Beside].Default {
			m.put(layer, g.Key, g.Default, Origin{Layer: Defaults})
		}
	}
}

// workspace lays the workspace's own file over the rest, without what needs a
// trust that it does not have.
func (m *merge) workspace(from Sources) {
	path, problems := workspaceFile(from.Workspaces)
	m.tell(problems)
	entries, problems := m.schema.file(WorkspaceFile, path)
	sensitive := m.schema.sensitive(entries)
	if refusal := judge(from.Trusted, path, sensitive); refusal != nil {
		entries = slices.DeleteFunc(entries, func(e entry) bool { return sensitive[e.key].key != "" })
		problems = append(problems, *refusal)
	}
	m.add(entries, problems)
}

// put adds a value to a layer. Switches are each a value of its own.
func (m *merge) put(layer map[string]any, key string, value any, origin Origin) {
	switches, ok := value.(map[string]bool)
	if !ok {
		layer[key], m.origins[key] = value, origin
		return
	}
	for name, on := range switches {
		m.put(layer, key+"."+name, on, origin)
	}
}

func (m *merge) layer(values map[string]any) {
	if err := m.all.Load(confmap.Provider(values, "."), nil); err != nil {
		m.tell([]Problem{{What: fmt.Sprintf("a layer of the settings can't be used: %v", err)}}) // it has no way to fail
	}
}

func (m *merge) tell(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Compare(a.Origin.Line, b.Origin.Line) })
	m.problems = append(m.problems, problems...)
}

// values are what counts, in the order of the settings.
func (m *merge) values() []Value {
	var values []Value
	for _, g := range m.schema.settings {
		if g.Secret {
			values = append(values, Value{g, g.Key, "", m.origins[g.Key]})
			continue
		}
		if g.Kind != Switches {
			values = append(values, Value{g, g.Key, m.all.Get(g.Key), m.origins[g.Key]})
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(m.origins)) {
			if strings.HasPrefix(key, g.Key+".") {
				values = append(values, Value{g, key, m.all.Get(key), m.origins[key]})
			}
		}
	}
	return values
}

// Shown is the value as people may see it.
func (v Value) Shown() string {
	if v.Setting.Secret {
		if v.Origin.Layer == Defaults {
			return "(not set)"
		}
		return "(set from " + v.Origin.String() + ")"
	}
	return Literal(v.Value)
}

// MarshalJSON writes the value as people may see it.
func (v Value) MarshalJSON() ([]byte, error) {
	value := v.Value
	switch {
	case v.Setting.Secret:
		value = v.Shown()
	case v.Setting.Kind == Duration:
		value = fmt.Sprint(v.Value)
	}
	return json.Marshal(struct {
		Key    string `json:"key"`
		Value  any    `json:"value"`
		Origin string `json:"origin"`
	}{v.Key, value, v.Origin.String()})
}
