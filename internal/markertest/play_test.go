package markertest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const sample = `# Something.
-- a.go --
package a

func one() {
	log.Println("one", first, second)
}

func two() {
	log.Println("one", first, second)
}

func three() {
	log.Println("one", first, second)
}

func four() {
	log.Pr‸
}
-- script --
open a.go
`

// play runs sample with the rest of its script.
func play(t *testing.T, script string, u *update) error {
	t.Helper()
	m, err := parse(txtar.Parse([]byte(sample + script)))
	if err != nil {
		t.Fatal(err)
	}
	return run(t, m, m.encodings[0], Options{}, u)
}

func TestUnmetExpectationsFailWithTheirLine(t *testing.T) {
	for script, want := range map[string]string{
		"invoke\nexpect ghost `intln(\"one\", first)`\n":          "23: expect: the ghost text is `intln(\"one\", first, second)` (",
		"invoke\nexpect nothing\n":                                "23: expect: the ghost text is",
		"invoke\nexpect no \"second\"\n":                          "is offered",
		"type \"qq\"\nexpect ghost \"x\"\n":                       "23: expect: nothing is shown (",
		"type \"qq\"\nexpect nothing in-comment\n":                "nothing is shown (",
		"expect line \"\\tlog.‸Pr\"\n":                            "the line is \"\\tlog.Pr‸\"",
		"expect nothing\n":                                        "nobody has asked yet",
		"ask\nexpect something\n":                                 "expect what?",
		"ask\nexpect\n":                                           "expect what?",
		"expect text @none\n":                                     `there is no file "@none"`,
		"jump\nexpect nothing\n":                                  `there is no verb "jump"`,
		"type\nexpect nothing\n":                                  "type needs 1 words",
		"cursor \"log\"\nexpect nothing\n":                        "cursor needs a text",
		"cursor \"log.P‸rintln\"\nexpect nothing\n":               "it is there 3 times",
		"replace \"log\" \"\"\nexpect nothing\n":                  "is there 4 times",
		"backspace x\nexpect nothing\n":                           "backspace needs a number",
		"type \"qq\"\naccept\nexpect nothing\n":                   "nothing to accept (",
		"write b.go @none\nexpect nothing\n":                      `there is no file "@none"`,
		"invoke\nexpect ghost \"\"\n":                             "23: expect: the ghost text is",
		"type \"qq\"\nexpect ghost \"\"\n":                        "23: expect: nothing is shown (",
		"invoke\nexpect listed `intln(\"one\", first, second)`\n": "the ghost text is",
		"list\nexpect listed \"x\"\n":                             "nothing is shown",
		"list\nchoose\nexpect nothing\n":                          "no entry to choose",
		"invoke\nchoose\nexpect nothing\n":                        "no entry to choose",
		"type \"qq\"\ndismiss\nexpect nothing\n":                  "no ghost text to dismiss (",
		"invoke\naccept-part \"x\"\nexpect nothing\n":             "does not begin with \"x\"",
		"open n.ipynb#1.py\nexpect nothing\n":                     "there is no cell of n.ipynb",
		"add-cell n.ipynb#1.py @x\nexpect nothing\n":              "is not open",
		"remove-cell n.ipynb#1.py\nexpect nothing\n":              "is no cell of an open notebook",
		"open untitled:none\nask\nexpect nothing\n":               `there is no file "untitled:none"`,
	} {
		if err := play(t, script, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want %q", script, err, want)
		}
	}
}

func TestUpdateMakesATestPass(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txtar")
	stale := strings.Replace(sample, "-- script", "-- @after --\nstale\n-- script", 1) + `invoke
expect nothing  # why
accept
expect line "x"
expect text @after
type "("
expect ghost "x"
`
	t.Run("update", func(t *testing.T) { runFile(t, path, []byte(stale), Options{Update: true}) })
	updated, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"expect ghost `intln(\"one\", first, second)` # why\n",
		"expect line `\tlog.Println(\"one\", first, second)‸`\n",
		"func four() {\n\tlog.Println(\"one\", first, second)\n}\n-- script",
		"type \"(\"\nexpect nothing",
	} {
		if !strings.Contains(string(updated), want) {
			t.Errorf("the updated test lacks %q:\n%s", want, updated)
		}
	}
	t.Run("again", func(t *testing.T) { runFile(t, path, updated, Options{}) })
}

func TestUpdateDoesNotHideOtherFaults(t *testing.T) {
	archive := txtar.Parse([]byte(sample + "expect nothing\n"))
	if err := play(t, "jump\nexpect nothing\n", newUpdate(archive)); err == nil {
		t.Error("an unknown verb was updated away")
	}
	if err := play(t, "invoke\nexpect no \"second\"\n", newUpdate(archive)); err == nil {
		t.Error("what must never be offered was updated away")
	}
}
