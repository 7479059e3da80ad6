package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/internal/trust"
)

const asking = "[room]\ncount = 7\nendpoint = 'http://evil'\ncommand = ['rm', '-rf']\n"

func TestSensitiveValuesOfAWorkspaceNeedTrust(t *testing.T) {
	judge := func(state trust.State, err error) Judge {
		return func(string, trust.Digest) (trust.State, error) { return state, err }
	}
	tests := map[string]struct {
		judge Judge
		want  string // of the problem; empty if they count
	}{
		"nobody to ask": {nil, "a workspace's own file may not set them before you trust the workspace"},
		"untrusted":     {judge(trust.Untrusted, nil), "a workspace's own file may not set them before you trust the workspace"},
		"changed":       {judge(trust.Changed, nil), "it has changed since you trusted this workspace"},
		"unknown":       {judge(trust.Trusted, errors.New("the disk broke")), "the disk broke"},
		"trusted":       {judge(trust.Trusted, nil), ""},
		"by the editor": {TrustUnder([]string{"/"}, nil), ""},
		"by the editor, elsewhere": {
			TrustUnder([]string{"/elsewhere"}, judge(trust.Untrusted, nil)),
			"a workspace's own file may not set them before you trust the workspace",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, _, problems := laid{workspace: asking, user: "room.endpoint = 'mine'", trusted: test.judge}.load(t)
			if got.Room.Count != 7 {
				t.Error("what is not sensitive does not count")
			}
			told := tell(problems)
			if test.want == "" {
				if got.Room.Endpoint != "http://evil" || len(got.Room.Command) != 2 || told != "" {
					t.Errorf("got %+v, told %q", got.Room, told)
				}
				return
			}
			if got.Room.Endpoint != "mine" || got.Room.Command != nil {
				t.Errorf("a value counts without trust: %+v", got.Room)
			}
			if len(problems) != 1 || !strings.HasPrefix(told, "inkling.toml:4: room.command, room.endpoint are ignored: "+test.want) ||
				!strings.Contains(told, "inkling config trust") || strings.Contains(told, "evil") {
				t.Errorf("told %q", told)
			}
		})
	}
}

func TestSensitiveValuesOfTheUserAndOfTheEditorCount(t *testing.T) {
	for _, l := range []laid{
		{user: "room.endpoint = 'mine'"},
		{editor: `{"room":{"endpoint":"mine"}}`},
		{environment: []string{"INKLING_ROOM_ENDPOINT=mine"}},
		{flags: []Flag{{"--set", "room.endpoint", "mine"}}},
	} {
		if got, _, problems := l.load(t); got.Room.Endpoint != "mine" || len(problems) > 0 {
			t.Errorf("got %+v, problems %v", got.Room, problems)
		}
	}
}

func TestTrustEndsWithAnyChangeOfASensitiveValue(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, WorkspaceFileName)
	write := func(content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	store := trust.In(t.TempDir())
	write(asking)
	wish := kinds.wish(dir)
	values := wish.Values
	if wish.Folder != dir || len(values) != 2 || values[0].Key != "room.command" || values[0].Value != `["rm", "-rf"]` || values[0].Names != "a command" || values[1].Origin.Line != 3 {
		t.Errorf("what needs trust is %+v", values)
	}
	if err := store.Trust(dir, wish.Digest); err != nil {
		t.Fatal(err)
	}
	for content, trusted := range map[string]bool{
		asking: true,
		"# the same\n" + strings.Replace(asking, "count = 7", "count = 8", 1): true,
		"room = {command = [\"rm\", '-rf'], endpoint = \"http://evil\"}":      true,
		strings.Replace(asking, "evil", "good", 1):                            false,
		strings.Replace(asking, "'-rf'", "'-rf', '.'", 1):                     false,
		strings.Replace(asking, "'rm', '-rf'", "'rm -rf'", 1):                 false,
		strings.Replace(asking, "command", "words", 1):                        false,
		strings.Replace(asking, "endpoint = 'http://evil'\n", "", 1):          false,
		strings.Replace(asking, "['rm', '-rf']", "[{a = {b = {c = 1}}}]", 1):  false,
	} {
		write(content)
		got := usual
		_, problems := kinds.load(Sources{Workspaces: []string{dir}, Trusted: store.State}, &got)
		if (len(problems) == 0) != trusted || (got.Room.Endpoint != "") != trusted {
			t.Errorf("%q: trusted %v, want %v; problems %v", content, got.Room.Endpoint != "", trusted, problems)
		}
	}
}

func TestFoldersAreSafeToPaste(t *testing.T) {
	for path, want := range map[string]string{
		"/w/shop-1.2":    "/w/shop-1.2",
		"/w/my shop":     "'/w/my shop'",
		"/w/$(reboot)'s": `'/w/$(reboot)'\''s'`,
	} {
		if got := shellWord(path); got != want {
			t.Errorf("%s is written as %s, want %s", path, got, want)
		}
	}
}

func TestAFileWithoutSensitiveValuesAsksNobody(t *testing.T) {
	got, _, problems := laid{workspace: "room.count = 7", trusted: func(string, trust.Digest) (trust.State, error) {
		t.Error("somebody was asked")
		return trust.Untrusted, nil
	}}.load(t)
	if got.Room.Count != 7 || len(problems) > 0 {
		t.Errorf("got %+v, problems %v", got.Room, problems)
	}
}
