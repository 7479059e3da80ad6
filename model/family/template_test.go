package family

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/model"
)

func TestTemplateIsTheUsersWord(t *testing.T) {
	nothing := func(string) bool { return false }
	for setting, want := range map[string]struct{ byName, byVocabulary string }{
		"":          {"qwen", ""},
		"auto":      {"qwen", ""},
		"none":      {"", ""},
		"codestral": {"codestral", "codestral"},
	} {
		template, err := ParseTemplate(setting)
		if err != nil {
			t.Fatal(err)
		}
		f, _ := template.ByName("qwen2.5-coder")
		g, _ := template.ByVocabulary("qwen2.5-coder", nothing)
		if f.Name != want.byName || g.Name != want.byVocabulary || template.Chosen() != (want.byVocabulary != "") {
			t.Errorf("%q: %s by name, %s by vocabulary; want %+v", setting, f.Name, g.Name, want)
		}
	}
	template, err := ParseTemplate("qwen")
	if err != nil {
		t.Fatal(err)
	}
	if f, _ := template.ByVocabulary("x", nothing); f.Markers.File != "" || f.Markers.Prefix == "" {
		t.Errorf("markers that the model lacks and can do without: %+v", f.Markers)
	}
	if _, err := ParseTemplate("qwne"); err == nil || !strings.Contains(err.Error(), "codegemma") {
		t.Errorf("%v; want an error that names what there is", err)
	}
}

func TestSettingNamesEachTemplate(t *testing.T) {
	field, ok := reflect.TypeFor[model.Options]().FieldByName("Template")
	if values := strings.Split(field.Tag.Get("values"), ","); !ok || !slices.Equal(values, Templates()) {
		t.Errorf("the setting takes %q, but there are %q", values, Templates())
	}
}
