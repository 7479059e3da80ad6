package config

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestSchemaHasEverySettingWithWhatItTakes(t *testing.T) {
	schema, err := JSONSchema(kinds.settings)
	if err != nil {
		t.Fatal(err)
	}
	var root struct {
		Others     any `json:"additionalProperties"`
		Properties map[string]struct {
			Others     any `json:"additionalProperties"`
			Properties map[string]map[string]any
		}
	}
	if err := json.Unmarshal(schema, &root); err != nil {
		t.Fatal(err)
	}
	room := root.Properties["room"]
	if len(room.Properties) != len(kinds.settings)-1 || room.Others != false || root.Others != false {
		t.Errorf("the schema has %d settings: %s", len(room.Properties), schema)
	}
	if room.Properties["key"] != nil {
		t.Error("a file may hold a key")
	}
	for name, want := range map[string]string{
		"on":    `{"default":false,"description":"It is on.","type":"boolean"}`,
		"count": `{"default":3,"maximum":100,"minimum":-5,"type":"integer"}`,
		"delay": `{"default":"1s","pattern":"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$","type":"string"}`,
		"level": `{"default":"low","enum":["low","middle","high"],"type":"string"}`,
		"words": `{"default":["a"],"items":{"type":"string"},"type":"array"}`,
		"names": `{"additionalProperties":{"type":"boolean"},"type":"object"}`,
	} {
		got, err := json.Marshal(room.Properties[name])
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// What every setting of the program must have, whoever adds it.
func TestSettingsAreNamedAndBounded(t *testing.T) {
	var names []string
	for _, g := range Settings() {
		if strings.Count(g.Key, ".") != 1 || strings.Trim(g.Key, "abcdefghijklmnopqrstuvwxyz_.") != "" {
			t.Errorf("%s: a key is a section and a name, in small letters", g.Key)
		}
		if slices.Contains(names, g.Env) {
			t.Errorf("%s: another setting has its variable %s", g.Key, g.Env)
		}
		names = append(names, g.Env)
		// A workspace's own file may set most of them: no value may do harm.
		if g.Kind == Int && (g.Min == nil || g.Max == nil || g.Unit == "") {
			t.Errorf("%s: a number has bounds and says what it counts", g.Key)
		}
		if err := g.allow(g.Default); err != nil {
			t.Errorf("%s: its default %v %v", g.Key, g.Default, err)
		}
	}
}
