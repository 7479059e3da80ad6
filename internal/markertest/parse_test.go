package markertest

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

func TestFaultyTestsAreRefused(t *testing.T) {
	const about, script = "# Something.\n", "-- script --\nopen a.go\nexpect nothing\n"
	for name, test := range map[string]struct{ file, want string }{
		"without a script":      {about + "-- a.go --\n", `the last file must be "script"`},
		"script is not last":    {about + script + "-- a.go --\n", `the last file must be "script"`},
		"without a description": {"-- a.go --\n" + script, "say in a comment"},
		"unknown setting":       {about + "encodings utf-8\n-- a.go --\n" + script, `line 2: encodings: there is no file "utf-8"`},
		"word for a setting":    {about + "watch\n-- a.go --\n" + script, `"watch" is no setting`},
		"unknown encoding":      {about + "encoding utf-7\n-- a.go --\n" + script, `no encoding is called "utf-7"`},
		"setting of no file":    {about + "unended b.go\n-- a.go --\n" + script, `there is no file "b.go"`},
		"unknown ending":        {about + "lines a.go lf\n-- a.go --\n" + script, `"lines" is no setting, or not with 2 words`},
		"repeat of nothing":     {about + "repeat a.go x 3\n-- a.go --\n" + script, "is there 0 times"},
		"repeat not a number":   {about + "repeat a.go x y\n-- a.go --\nx\n" + script, "repeat needs a number"},
		"two files of a name":   {about + "-- a.go --\n-- a.go --\n" + script, "two files a.go"},
		"two cursors":           {about + "-- a.go --\n‸‸\n" + script, "two cursors"},
		"cursor never used":     {about + "-- a.go --\n-- b.go --\n‸\n" + script, "b.go has a cursor, but"},
		"unused file aside":     {about + "-- a.go --\n-- @after --\n" + script, "does not use @after"},
		"unused untitled":       {about + "-- a.go --\n-- untitled:x --\n" + script, "does not use untitled:x"},
		"cell never used":       {about + "-- a.ipynb#1.py --\n" + script, "does not use a.ipynb#1.py"},
		"unknown way of menu":   {about + "plain-completion maybe\n-- a.go --\n" + script, `there is no file "maybe"`},
		"no expectation":        {about + "-- a.go --\n-- script --\nopen a.go\n", "must end with"},
		"no step":               {about + "-- a.go --\n-- script --\n# nothing\n", "must end with"},
		"steps after the last":  {about + "-- a.go --\n" + script + "ask\n", "must end with"},
		"quit and go on":        {about + "-- a.go --\n-- script --\nopen a.go\nquit\nopen a.go\nexpect nothing\n", "must end with"},
		"text without end":      {about + "-- a.go --\n-- script --\nask\ntype \"x\n", `line 5: a text has no end`},
		"text that is none":     {about + "-- a.go --\n-- script --\ntype \"\\q\"\n", "line 4: "},
	} {
		_, err := parse(txtar.Parse([]byte(test.file)))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: the error is %v, want %q", name, err, test.want)
		}
	}
}

func TestSettingsChangeFiles(t *testing.T) {
	m, err := parse(txtar.Parse([]byte(`# Something.
lines a.go crlf
unended a.go   # after the line endings
repeat b.go "xy" 3
roots one two
encoding utf-8 utf-32
editor-watches
plain-completion auto
without-inline-completion
-- a.go --
one
two
-- b.go --
a xy b
-- script --
expect nothing
`)))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := string(m.disk[0].Data), string(m.disk[1].Data); a != "one\r\ntwo" || b != "a xyxyxy b\n" {
		t.Errorf("the files are %q and %q", a, b)
	}
	if !slices.Equal(m.roots, []string{"one", "two"}) || len(m.encodings) != 2 || !m.watches || m.plain != "auto" || m.inline {
		t.Errorf("the settings are %+v", m)
	}
}

func TestLinesAreSplitIntoWordsAndTexts(t *testing.T) {
	for line, want := range map[string][]string{
		"":                            nil,
		"  # only a comment":          nil,
		"open a.go":                   {"open", "a.go"},
		"\topen  a.go # why":          {"open", "a.go"},
		"type \"a # b\\n\\\"\" # why": {"type", "a # b\n\""},
		"type `a \\n` `b`":            {"type", `a \n`, "b"},
		`type ""`:                     {"type", ""},
		"open a#b":                    {"open", "a#b"},
	} {
		if got, err := split(line); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is split into %q (%v), want %q", line, got, err, want)
		}
	}
}
