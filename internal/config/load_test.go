package config

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// write lays a value of room.count, as it is written in TOML, in a layer.
func write(l *laid, layer Layer, value string) {
	toml, json := "[room]\ncount = "+value+"\n", `{"room":{"count":`+value+`}}`
	plain := strings.Trim(value, `"`)
	switch layer {
	case UserFile:
		l.user = toml
	case FromEditor:
		l.editor = json
	case WorkspaceFile:
		l.workspace = toml
	case Environment:
		l.environment = append(l.environment, "INKLING_ROOM_COUNT="+plain)
	case Flags:
		l.flags = append(l.flags, Flag{"--set", "room.count", plain})
	}
}

var written = []Layer{UserFile, FromEditor, WorkspaceFile, Environment, Flags}

func TestHigherLayersWin(t *testing.T) {
	for i, low := range written {
		for _, high := range written[i:] {
			t.Run(fmt.Sprint(low, high), func(t *testing.T) {
				var l laid
				write(&l, low, "1")
				if high != low {
					write(&l, high, "2")
				}
				got, values, problems := l.load(t)
				v := valueOf(t, values, "room.count")
				if want := int64(got.Room.Count); v.Value != want || v.Origin.Layer != high || len(problems) > 0 {
					t.Errorf("%v from %v (%d in the struct), problems %v; want that of layer %d", v.Value, v.Origin, got.Room.Count, problems, high)
				}
				if high != low && got.Room.Count != 2 || high == low && got.Room.Count != 1 {
					t.Errorf("the lower layer counts: %d", got.Room.Count)
				}
			})
		}
	}
}

func TestHighestValidValueCounts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var l laid
		want, from, wrong := 3, Defaults, 0
		for _, layer := range written {
			switch n := rapid.IntRange(-5, 100).Draw(rt, "value"); rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0: // nothing is written
			case 1:
				write(&l, layer, fmt.Sprint(n))
				want, from = n, layer
			case 2:
				write(&l, layer, fmt.Sprint(n+106))
				wrong++
			case 3:
				write(&l, layer, `"many"`)
				wrong++
			}
		}
		got, values, problems := l.load(t)
		v := valueOf(t, values, "room.count")
		if got.Room.Count != want || v.Value != int64(want) || v.Origin.Layer != from || len(problems) != wrong {
			rt.Errorf("got %d and %v from %v with %d problems, want %d from layer %d with %d", got.Room.Count, v.Value, v.Origin, len(problems), want, from, wrong)
		}
	})
}

func TestSwitchesAreLaidOverEachOtherByName(t *testing.T) {
	l := laid{
		user: "[room.names]\ngo = false\nmarkdown = false\n", editor: `{"room":{"names":{"rust":true,"go":null}}}`,
		workspace: "room.names.markdown = true\n", environment: []string{"INKLING_ROOM_NAMES=c=yes, lua = off"},
		flags: []Flag{{"--set", "room.names.rust", "false"}},
	}
	got, values, problems := l.load(t)
	if want := map[string]bool{"go": false, "markdown": true, "rust": false, "c": true, "lua": false}; !reflect.DeepEqual(got.Room.Names, want) || len(problems) > 0 {
		t.Errorf("names are %v, problems %v", got.Room.Names, problems)
	}
	for key, want := range map[string]Layer{"go": UserFile, "markdown": WorkspaceFile, "rust": Flags, "c": Environment} {
		if v := valueOf(t, values, "room.names."+key); v.Origin.Layer != want {
			t.Errorf("%s is from %v", key, v.Origin)
		}
	}
}

func TestWhatTheEditorSaysLaterCountsFirst(t *testing.T) {
	got := usual
	_, problems := kinds.load(Sources{Editor: []json.RawMessage{
		[]byte(`{"room":{"count":1,"ratio":0.25,"name":"a"}}`), nil, []byte(`{"room":{"count":2,"name":null}}`), []byte(`{}`),
	}}, &got)
	if got.Room.Count != 2 || got.Room.Ratio != 0.25 || got.Room.Name != "a" || len(problems) > 0 {
		t.Errorf("got %+v, problems %v", got.Room, problems)
	}
}

func TestEveryKindIsReadFromEveryFormat(t *testing.T) {
	want := room{
		On: true, Count: -5, Ratio: 1, Free: 1e300, Delay: 150 * time.Millisecond, Name: "ä\"", File: filepath.FromSlash("/x"), Level: "high",
		Words: []string{"b", "c"}, Names: map[string]bool{"go": true}, Endpoint: "e", Command: []string{"run", "it"},
	}
	toml := "[room]\non=true\ncount=-5\nratio=1\nfree=1e300\ndelay='150ms'\nname='ä\"'\nfile='/x'\nlevel='high'\nwords=['b','c']\nnames={go=true}\nendpoint='e'\ncommand=['run','it']\n"
	json := `{"room":{"on":true,"count":-5,"ratio":1,"free":1e300,"delay":"150ms","name":"ä\"","file":"/x","level":"high","words":["b","c"],"names":{"go":true},"endpoint":"e","command":["run","it"]}}`
	var environment []string
	var flags []Flag
	for _, pair := range []string{"ON=1", "COUNT=-5", "RATIO=1", "FREE=1e300", "DELAY=150ms", "NAME=ä\"", "FILE=/x", "LEVEL=high", "WORDS=b,c", "NAMES=go=true", "ENDPOINT=e", "COMMAND=run,it"} {
		name, value, _ := strings.Cut(pair, "=")
		environment = append(environment, "INKLING_ROOM_"+pair)
		flags = append(flags, Flag{"--set", "room." + strings.ToLower(name), value})
	}
	for name, l := range map[string]laid{
		"user": {user: toml}, "workspace": {workspace: toml, trusted: TrustUnder([]string{"/"}, nil)}, "editor": {editor: json},
		"environment": {environment: environment}, "flags": {flags: flags},
	} {
		got, _, problems := l.load(t)
		if !reflect.DeepEqual(got.Room, want) || len(problems) > 0 {
			t.Errorf("%s: got %+v, problems %v", name, got.Room, problems)
		}
	}
	dotted := laid{editor: `{"room.count":7,"room":{"ratio":0.25},"room.names.go":true}`}
	if got, _, problems := dotted.load(t); got.Room.Count != 7 || got.Room.Ratio != 0.25 || !got.Room.Names["go"] || len(problems) > 0 {
		t.Errorf("dotted keys: %+v, problems %v", got.Room, problems)
	}
}

func TestWhatDoesNotCountIsToldOf(t *testing.T) {
	tests := map[string]struct {
		laid laid
		want string
	}{
		"a slip":            {laid{user: "[room]\n\nratoi = 1\n"}, "config.toml:3: room.ratoi: there is no such setting; did you mean room.ratio?"},
		"no section":        {laid{user: "ratio = 1\n"}, "config.toml:1: ratio: there is no such setting; did you mean room.ratio?"},
		"another section":   {laid{user: "[hall]\nratio = 1\n"}, "config.toml:1: hall: there is no such setting"},
		"a section's slip":  {laid{user: "[roum]\nratio = 1\ncount = 2\n"}, "config.toml:1: roum: there is no such setting; did you mean room?"},
		"nothing like it":   {laid{editor: `{"room":{"elephant":1}}`}, "editor: room.elephant: there is no such setting"},
		"a section's value": {laid{editor: `{"room":false}`}, "editor: room: it is a section, not a setting; write room.on = false"},
		"an array of it":    {laid{user: "[[room]]\nratio = 1\n"}, "config.toml:1: room: it is a section, not a setting; write room.on = false"},
		"a value's section": {laid{user: "[room.ratio]\nx = 1\n"}, "config.toml:1: room.ratio: {x = 1} is not a number"},
		"out of range":      {laid{user: "room.ratio = 1.5"}, "config.toml:1: room.ratio: 1.5 is out of range: 0 to 1"},
		"no number":         {laid{user: "room.ratio = nan"}, "config.toml:1: room.ratio: nan is not a finite number"},
		"infinite":          {laid{environment: []string{"INKLING_ROOM_FREE=-inf"}}, `env INKLING_ROOM_FREE: room.free: "-inf" is not a finite number`},
		"half a key":        {laid{editor: `{"room":{"count":2.5}}`}, "editor: room.count: 2.5 is not a whole number"},
		"a huge number":     {laid{editor: `{"room":{"count":1e99}}`}, "editor: room.count: 1e99 is not a whole number"},
		"too long":          {laid{user: "room.delay = '11s'"}, `config.toml:1: room.delay: "11s" is out of range: 0s to 10s`},
		"no unit":           {laid{user: "room.delay = 5"}, `config.toml:1: room.delay: 5 is not a duration, such as "150ms" or "2s"`},
		"a date":            {laid{user: "room.name = 2020-01-02"}, "config.toml:1: room.name: 2020-01-02 is not a text in quotes"},
		"no such level":     {laid{flags: []Flag{{"--level", "room.level", "hihg"}}}, `flag --level: room.level: "hihg" is none of low, middle, high; did you mean high?`},
		"no list":           {laid{user: "room.words = 'a'"}, `config.toml:1: room.words: "a" is not a list of texts`},
		"a list of numbers": {laid{user: "room.words = ['a', 1]"}, `config.toml:1: room.words: ["a", 1] is not a list of texts`},
		"no switches":       {laid{user: "room.names = ['go']"}, "config.toml:1: room.names: it takes names with true or false; write for example room.names.go = false"},
		"no switch":         {laid{user: "room.names.go = 'no'"}, `config.toml:1: room.names.go: "no" is not true or false`},
		"half a switch":     {laid{environment: []string{"INKLING_ROOM_NAMES=go"}}, `env INKLING_ROOM_NAMES: room.names: "go" is not a list such as go=true,markdown=false`},
		"a name with a dot": {laid{user: "room.names.\"a.b\" = true"}, `config.toml:1: room.names.a.b: there is no such setting`},
		"a blank name":      {laid{user: "room.names.\"a b\" = true"}, `config.toml:1: room.names.a b: "a b" can't be a name`},
		"no JSON object":    {laid{editor: `[1]`}, "editor: its settings are no JSON object"},
		"broken JSON":       {laid{editor: `{`}, "editor: its settings are no JSON: unexpected EOF"},
		"nothing":           {laid{editor: ` null`, user: "# nothing\n"}, ""},
		"an empty table":    {laid{editor: `[]`}, ""},
		"unset":             {laid{editor: `{"room":{"ratio":null},"hall":null}`, environment: []string{"INKLING_ROOM_RATIO="}}, ""},
		"another's":         {laid{environment: []string{"INKLING_TEST_SERVER=1", "PATH=/"}}, ""},
		"a variable's slip": {laid{environment: []string{"INKLING_ROOM_RATOI=1"}}, "env INKLING_ROOM_RATOI: no setting has this variable; did you mean INKLING_ROOM_RATIO?"},
		"broken TOML":       {laid{user: "[room]\nratio = = 1\n"}, "config.toml:2: column 9: this is no TOML: unexpected character U+003D '=' at start of value; the whole file is ignored"},
		"in order of lines": {laid{user: "[room]\nz = 1\ny = 1\n[x]\n"}, "config.toml:2: room.z: there is no such setting\nconfig.toml:3: room.y: there is no such setting\nconfig.toml:4: x: there is no such setting"},
		"a terminal's key":  {laid{user: "room.\"\\u001b]0;\" = 1"}, `config.toml:1: room.\U0000001B]0;: there is no such setting`},
		"a long key":        {laid{user: strings.Repeat("x", 1000) + " = 1"}, "config.toml:1: " + strings.Repeat("x", 100) + "...: there is no such setting"},
		"a terminal's":      {laid{user: "room.level = \"\\u001b[2J\""}, `config.toml:1: room.level: "\U0000001B[2J" is none of low, middle, high`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, values, problems := test.laid.load(t)
			if tell(problems) != test.want {
				t.Errorf("told:\n%s\nwant:\n%s", tell(problems), test.want)
			}
			if !reflect.DeepEqual(got, usual) {
				t.Errorf("a wrong value counts: %+v", got.Room)
			}
			for _, v := range values {
				if v.Origin.Layer != Defaults {
					t.Errorf("%s is said to be from %s", v.Key, v.Origin)
				}
			}
		})
	}
}

func TestWhatIsRightHoldsBesideWhatIsWrong(t *testing.T) {
	got, values, problems := laid{user: "[room]\nratio = 7\ncount = 9\nelephant = 1\n[room.names]\ngo = 3\nrust = true\n"}.load(t)
	if got.Room.Count != 9 || !got.Room.Names["rust"] || got.Room.Ratio != 0.5 || len(problems) != 3 {
		t.Errorf("got %+v, problems %v", got.Room, problems)
	}
	if o := valueOf(t, values, "room.names.rust").Origin; o.Line != 7 {
		t.Errorf("the origin is %v, want line 7", o)
	}
}

func TestOriginsHaveTheLineOfTheirKey(t *testing.T) {
	file := "room.on = true\n\n[room]\n  \"count\" = 1\n  names = {\n    go = true, # yes\n    rust = false }\n" +
		"words = [\n  'a',\n]\nname = '''\n\n'''\nfree = 2.0\r\n[room.names]\n"
	file = strings.Replace(file, "\n[room.names]\n", "\n", 1)
	file = strings.Replace(file, "room.on = true\n", "# on\n", 1)
	_, values, problems := laid{user: file}.load(t)
	if len(problems) > 0 {
		t.Fatal(tell(problems))
	}
	for key, want := range map[string]int{"room.count": 4, "room.names.go": 6, "room.names.rust": 7, "room.words": 8, "room.name": 11, "room.free": 14} {
		if got := valueOf(t, values, key).Origin.Line; got != want {
			t.Errorf("%s is in line %d, want %d", key, got, want)
		}
	}
}

func TestPathsBeginAtTheFolderOfTheirFile(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	l := laid{user: "room.file = 'a/b'"}
	from := l.sources(t)
	absolute := filepath.Join(t.TempDir(), "x")
	tests := []struct {
		set  func(*Sources)
		want string
	}{
		{func(*Sources) {}, filepath.Join(filepath.Dir(from.UserFile), "a", "b")},
		{func(s *Sources) { s.Environment = []string{"INKLING_ROOM_FILE=a/b"} }, "a/b"},
		{func(s *Sources) { s.Environment = []string{"INKLING_ROOM_FILE=~/b"} }, filepath.Join(home, "b")},
		{func(s *Sources) { s.Environment = []string{"INKLING_ROOM_FILE=~x/b"} }, "~x/b"},
		{func(s *Sources) { s.Environment = []string{"INKLING_ROOM_FILE=" + absolute} }, absolute},
	}
	for _, test := range tests {
		s, got := from, usual
		test.set(&s)
		if _, problems := kinds.load(s, &got); got.Room.File != test.want || len(problems) > 0 {
			t.Errorf("the path is %q, want %q; problems %v", got.Room.File, test.want, problems)
		}
	}
}

func TestKeysComeFromTheEnvironmentAndAreNeverShown(t *testing.T) {
	const key = "sk-12345"
	for _, l := range []laid{{user: "room.key = '" + key + "'"}, {workspace: "room.key = '" + key + "'"}, {editor: `{"room":{"key":"` + key + `"}}`}, {flags: []Flag{{"--set", "room.key", key}}}} {
		got, _, problems := l.load(t)
		if got.Room.Key != "" || len(problems) != 1 || !strings.Contains(tell(problems), "room.key: a key is taken from the environment alone; set INKLING_ROOM_KEY") {
			t.Errorf("a key was taken: %q, problems %v", got.Room.Key, problems)
		}
		if strings.Contains(tell(problems), key) {
			t.Errorf("a problem tells the key: %v", problems)
		}
	}
	got, values, _ := laid{environment: []string{"INKLING_ROOM_KEY=" + key}}.load(t)
	v := valueOf(t, values, "room.key")
	b, err := json.Marshal(v)
	if got.Room.Key != key || err != nil {
		t.Errorf("the key is %q, error %v", got.Room.Key, err)
	}
	if want := "(set from env INKLING_ROOM_KEY)"; v.Shown() != want || !strings.Contains(string(b), want) || strings.Contains(string(b), key) {
		t.Errorf("it is shown as %s and %s", v.Shown(), b)
	}
	_, values, _ = laid{}.load(t)
	if v := valueOf(t, values, "room.key"); v.Shown() != "(not set)" {
		t.Errorf("no key is shown as %s", v.Shown())
	}
}

func TestFilesThatAreNoneAreToldOf(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.toml")
	if err := os.WriteFile(large, []byte(strings.Repeat("#", maxFile+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		dir:                                  "it is not a regular file; the file is ignored",
		large:                                "it has more than 65536 bytes, too many for settings; the file is ignored",
		filepath.Join(dir, "absent"):         "",
		filepath.Join(large, "in", "a file"): "it can't be read: not a directory; the file is ignored",
	} {
		got := usual
		_, problems := kinds.load(Sources{UserFile: path}, &got)
		if told := tell(problems); !strings.HasSuffix(told, want) || (want == "") != (told == "") {
			t.Errorf("%s: told %q, want %q", path, told, want)
		}
	}
}

func TestOfSeveralFoldersTheFirstWithAFileCounts(t *testing.T) {
	a, b, c := t.TempDir(), t.TempDir(), t.TempDir()
	for dir, count := range map[string]string{b: "1", c: "2"} {
		if err := os.WriteFile(filepath.Join(dir, WorkspaceFileName), []byte("room.count = "+count), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := usual
	from := Sources{Workspaces: []string{a, b, c}}
	_, problems := kinds.load(from, &got)
	if got.Room.Count != 1 || len(problems) != 1 || problems[0].Origin.Name != filepath.Join(c, WorkspaceFileName) ||
		!strings.Contains(problems[0].What, "come from "+filepath.Join(b, WorkspaceFileName)) {
		t.Errorf("got %d, problems %v", got.Room.Count, problems)
	}
	if files := from.Files(); len(files) != 3 || files[1] != filepath.Join(b, WorkspaceFileName) {
		t.Errorf("Files = %v", files)
	}
}

func TestFileOfAFolderMayLieAboveItInWhatGitKeeps(t *testing.T) {
	outside := t.TempDir()
	top := filepath.Join(outside, "top")
	inner, other := filepath.Join(top, "a", "b"), filepath.Join(top, "c")
	for _, dir := range []string{inner, other} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	count := func(want int, folders ...string) {
		t.Helper()
		got := usual
		from := Sources{Workspaces: folders}
		_, problems := kinds.load(from, &got)
		if got.Room.Count != want || len(problems) > 0 {
			t.Errorf("the count is %d, want %d; problems %v; looked at %v", got.Room.Count, want, problems, from.Files())
		}
	}
	write := func(dir, name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(outside, WorkspaceFileName, "room.count = 1")
	write(top, WorkspaceFileName, "room.count = 2")
	count(usual.Room.Count, inner) // without git it could be anybody's
	write(top, ".git", "gitdir: elsewhere")
	count(2, inner)
	count(2, inner, other) // the same one
	write(filepath.Dir(inner), WorkspaceFileName, "room.count = 4")
	count(4, inner)
	count(2, other)
	write(inner, WorkspaceFileName, "")
	count(usual.Room.Count, inner)
}

func TestDefaultsAreThoseOfTheRooms(t *testing.T) {
	l := Load(Sources{})
	if !reflect.DeepEqual(l.Config, Default()) || len(l.Problems) > 0 {
		t.Errorf("without any place it is %+v, problems %v", l.Config, l.Problems)
	}
}

func FuzzTOML(f *testing.F) {
	for _, seed := range []string{"[room]\ncount = 3\n", "room.names = {go = true, a.b.c.d.e.f = 1}\n", "[[room]]\n[room.x]\n", "\"\" = 1\n\"\".\"\" = 2", "a = {b = {c = {d = {}}}}", "room = [[[[1]]]]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		entries, problems := kinds.toml(content, Origin{Layer: UserFile, Name: "f.toml"})
		expectSound(t, entries, problems, strings.Count(string(content), "\n")+1)
	})
}

func FuzzEditor(f *testing.F) {
	for _, seed := range []string{`{"room":{"count":3,"names":{"go":true}}}`, `{"":{"":{}}}`, `[]`, `null`, `{"room.names.go":1e999}`, `{"room":[[[[[1]]]]]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		entries, problems := kinds.editor(sent)
		expectSound(t, entries, problems, 0)
	})
}

func FuzzEnvironment(f *testing.F) {
	f.Add("INKLING_ROOM_COUNT", "1_0")
	f.Add("INKLING_ROOM_NAMES", "a=true,b.c=false")
	f.Fuzz(func(t *testing.T, name, value string) {
		entries, problems := kinds.environment([]string{name + "=" + value})
		expectSound(t, entries, problems, 0)
	})
}

// expectSound checks that each entry becomes a value of its setting's type or a
// problem that says something, and that the values fit the struct.
func expectSound(t *testing.T, entries []entry, problems []Problem, lines int) {
	t.Helper()
	m := newMerge(kinds)
	m.add(entries, problems)
	got := usual
	values := m.finish(&got)
	if len(m.problems) > len(entries)+len(problems) {
		t.Errorf("of nothing wrong was told %v", m.problems)
	}
	for _, p := range m.problems {
		if p.What == "" || p.Origin.Layer == Defaults || p.Origin.Line > lines {
			t.Errorf("a problem is %+v", p)
		}
	}
	for _, v := range values {
		if reflect.TypeOf(v.Value) != reflect.TypeOf(v.Setting.Default) && v.Setting.Kind != Switches {
			t.Errorf("%s is of type %T", v.Key, v.Value)
		}
		if v.Shown() == "" {
			t.Errorf("%s is shown as nothing", v.Key)
		}
	}
	if c := got.Room.Count; c < -5 || c > 100 {
		t.Errorf("count is %d", c)
	}
}
