package config

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// everything has a setting of each kind.
type everything struct {
	Room room `setting:"room"`
}

type room struct {
	On       bool            `setting:"on"`
	Count    int             `setting:"count" min:"-5" max:"100" unit:"keys"`
	Ratio    float64         `setting:"ratio" min:"0" max:"1"`
	Free     float64         `setting:"free"`
	Delay    time.Duration   `setting:"delay" min:"0" max:"10"`
	Name     string          `setting:"name"`
	File     string          `setting:"file" kind:"path"`
	Level    string          `setting:"level" values:"low,middle,high"`
	Words    []string        `setting:"words"`
	Names    map[string]bool `setting:"names"`
	Endpoint string          `setting:"endpoint" sensitive:"an endpoint"`
	Command  []string        `setting:"command" sensitive:"a command"`
	Key      string          `setting:"key" secret:"true"`
	Mine     func()          // not the user's
}

var usual = everything{room{Count: 3, Ratio: 0.5, Delay: time.Second, Level: "low", Words: []string{"a"}}}

var kinds = newSchema(usual, map[string]string{"room.on": "It is on."}, nil)

// laid are settings as a user writes them, in each place where they can be.
type laid struct {
	user, editor, workspace string // whole texts
	environment             []string
	flags                   []Flag
	trusted                 Judge
}

// load writes the files and loads the settings of kinds.
func (l laid) load(t testing.TB) (everything, []Value, []Problem) {
	t.Helper()
	from := l.sources(t)
	got := usual
	values, problems := kinds.load(from, &got)
	return got, values, problems
}

func (l laid) sources(t testing.TB) Sources {
	t.Helper()
	dir := t.TempDir()
	s := Sources{
		UserFile: filepath.Join(dir, "config.toml"), Workspaces: []string{dir},
		Editor: []json.RawMessage{json.RawMessage(l.editor)}, Environment: l.environment, Flags: l.flags, Trusted: l.trusted,
	}
	for name, content := range map[string]string{"config.toml": l.user, WorkspaceFileName: l.workspace} {
		if content == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// valueOf is the value of a key, with where it comes from.
func valueOf(t testing.TB, values []Value, key string) Value {
	t.Helper()
	for _, v := range values {
		if v.Key == key {
			return v
		}
	}
	t.Fatalf("there is no value of %s", key)
	return Value{}
}

// tell writes problems one a line, without the folder they are in.
func tell(problems []Problem) string {
	var lines []string
	for _, p := range problems {
		if p.Origin.Name != "" && strings.ContainsRune(p.Origin.Name, filepath.Separator) {
			p.Origin.Name = filepath.Base(p.Origin.Name)
		}
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}
