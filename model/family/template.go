package family

import (
	"fmt"
	"slices"
	"strings"
)

// The settings of a template that are no family's name.
const (
	auto = "auto" // by what is known of the model
	none = "none" // no markers: the server lays prompts out
)

// Template is what the user says of the markers of a model. The zero value says
// nothing.
type Template struct {
	chosen *Family
	none   bool
}

// ParseTemplate reads the setting backend.template.
func ParseTemplate(setting string) (Template, error) {
	switch setting {
	case "", auto:
		return Template{}, nil
	case none:
		return Template{none: true}, nil
	}
	i := slices.IndexFunc(families, func(f Family) bool { return f.Name == setting })
	if i < 0 {
		return Template{}, fmt.Errorf("there is no template %q: it is one of %s", setting, strings.Join(Templates(), ", "))
	}
	return Template{chosen: &families[i]}, nil
}

// Templates returns what the setting may be.
func Templates() []string {
	names := []string{auto, none}
	for _, f := range families {
		names = append(names, f.Name)
	}
	return names
}

// Chosen says whether the user names a family.
func (t Template) Chosen() bool { return t.chosen != nil }

// ByName is the family that the user names, or else ByName's.
func (t Template) ByName(name string) (f Family, known bool) {
	switch {
	case t.none:
		return Family{}, false
	case t.chosen != nil:
		return *t.chosen, true
	}
	return ByName(name)
}

// ByVocabulary is the family that the user names, or else ByVocabulary's.
func (t Template) ByVocabulary(name string, single func(text string) bool) (f Family, known bool) {
	switch {
	case t.none:
		return Family{}, false
	case t.chosen != nil:
		return t.chosen.within(single), true
	}
	return ByVocabulary(name, single)
}
