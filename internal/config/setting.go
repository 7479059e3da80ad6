package config

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Kind is what values a setting takes.
type Kind string

// The kinds, with the Go type of a value.
const (
	Bool     = Kind("bool")     // bool
	Int      = Kind("int")      // int64
	Float    = Kind("float")    // float64
	Duration = Kind("duration") // time.Duration, written as 150ms
	String   = Kind("string")   // string
	Path     = Kind("path")     // string; what is relative in a file begins at its folder
	URL      = Kind("url")      // string: http or https, a host, and maybe a path
	Variable = Kind("variable") // string: the name of an environment variable
	Enum     = Kind("enum")     // string, one of Setting.Values
	List     = Kind("list")     // []string
	Switches = Kind("switches") // map[string]bool, by names that the user gives
)

// Setting is one thing that a user may set.
type Setting struct {
	Key      string // as in a file: completion.threshold
	Kind     Kind
	Default  any
	Min, Max *float64 // of a number, both allowed; nil for no bound
	Unit     string
	Values   []string // of an Enum
	// Sensitive is what the value names, if a workspace's own file may set it only
	// once the user trusts that workspace.
	Sensitive string
	// Own says that neither a workspace's own file nor an editor may set it: it holds
	// for all of a user's workspaces, and for a process from its start.
	Own bool
	// Secret is for keys: they are taken from the environment alone and never shown.
	Secret bool
	// Beside is the key of a setting whose value this one goes with: when a higher layer
	// has another value there, what lower layers have here is no longer meant.
	Beside string
	Env    string // the environment variable
	// Short is another one, for people who type it; empty for most. Env counts before it.
	Short       string
	Description string // sentences, from the doc comment
	Field       Field
}

// Field is the field of an options struct that a setting is declared by.
type Field struct{ Package, Type, Name string }

// Allowed says in words which values the setting takes, beyond their kind. Bounds
// of a duration are in seconds.
func (g *Setting) Allowed() string {
	number := func(f *float64) string {
		if g.Kind == Duration {
			return time.Duration(*f * float64(time.Second)).String()
		}
		return strconv.FormatFloat(*f, 'f', -1, 64)
	}
	switch {
	case g.Kind == Enum:
		return strings.Join(g.Values, ", ")
	case g.Min != nil && g.Max != nil:
		return number(g.Min) + " to " + number(g.Max)
	case g.Min != nil:
		return number(g.Min) + " or more"
	case g.Max != nil:
		return number(g.Max) + " or less"
	}
	return ""
}

// schema is the settings of one struct. It is immutable.
type schema struct {
	settings []Setting
	byKey    map[string]*Setting
	sections map[string]bool // what settings are below, such as completion
}

// newSchema reads the tags of a struct that holds the defaults. It panics on a
// field that no setting can be made of: the struct is part of the program. values are
// those of settings that have a fixed set of them which no tag can name, by key.
func newSchema(defaults any, descriptions map[string]string, values map[string][]string) *schema {
	s := &schema{byKey: make(map[string]*Setting), sections: make(map[string]bool)}
	s.add("", reflect.ValueOf(defaults))
	for i := range s.settings {
		g := &s.settings[i]
		g.Description = descriptions[g.Key]
		g.Env = "INKLING_" + strings.ToUpper(strings.ReplaceAll(g.Key, ".", "_"))
		if v := values[g.Key]; v != nil {
			g.Kind, g.Values = Enum, v
		}
		s.byKey[g.Key] = g
	}
	return s
}

func (s *schema) add(section string, v reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, ok := field.Tag.Lookup("setting")
		if !ok {
			continue
		}
		key := join(section, name)
		if field.Type.Kind() == reflect.Struct {
			s.sections[key] = true
			s.add(key, v.Field(i))
			continue
		}
		g := newSetting(key, field, v.Field(i))
		g.Field = Field{v.Type().PkgPath(), v.Type().Name(), field.Name}
		s.settings = append(s.settings, g)
	}
}

var durationType = reflect.TypeFor[time.Duration]()

func newSetting(key string, f reflect.StructField, v reflect.Value) Setting {
	g := Setting{
		Key: key, Default: v.Interface(), Min: bound(f, "min"), Max: bound(f, "max"),
		Unit: f.Tag.Get("unit"), Sensitive: f.Tag.Get("sensitive"), Secret: f.Tag.Get("secret") == "true",
		Own: f.Tag.Get("own") == "true", Short: f.Tag.Get("short"),
	}
	if name, ok := f.Tag.Lookup("beside"); ok {
		g.Beside = key[:strings.LastIndexByte(key, '.')+1] + name
	}
	switch kind := f.Type.Kind(); {
	case f.Type == durationType:
		g.Kind = Duration
	case kind == reflect.Bool:
		g.Kind = Bool
	case kind == reflect.Int, kind == reflect.Int64:
		g.Kind, g.Default = Int, v.Int()
	case kind == reflect.Float64:
		g.Kind = Float
	case kind == reflect.String && f.Tag.Get("values") != "":
		g.Kind, g.Values = Enum, strings.Split(f.Tag.Get("values"), ",")
	case kind == reflect.String && f.Tag.Get("kind") != "":
		g.Kind = Kind(f.Tag.Get("kind"))
	case kind == reflect.String:
		g.Kind, g.Default = String, v.String()
	case f.Type == reflect.TypeFor[[]string]():
		g.Kind = List
	case f.Type == reflect.TypeFor[map[string]bool]():
		g.Kind = Switches
	default:
		panic(fmt.Sprintf("setting %s: no kind of setting has the type %s", key, f.Type))
	}
	return g
}

// bound reads a tag with a number.
func bound(f reflect.StructField, tag string) *float64 {
	text, ok := f.Tag.Lookup(tag)
	if !ok {
		return nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(fmt.Sprintf("field %s: its %s is no number: %v", f.Name, tag, err))
	}
	return &n
}

// find returns the setting that a key sets, and the name of the switch if it is
// one of several.
func (s *schema) find(key string) (g *Setting, name string, ok bool) {
	if g, ok := s.byKey[key]; ok {
		return g, "", true
	}
	i := strings.LastIndexByte(key, '.')
	if i < 0 {
		return nil, "", false
	}
	g, ok = s.byKey[key[:i]]
	return g, key[i+1:], ok && g.Kind == Switches
}

func join(section, name string) string {
	if section == "" {
		return name
	}
	return section + "." + name
}
