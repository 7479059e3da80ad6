package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// A rule that can't fail protects nothing: each is shown a fault, and something
// close to it that is in order.

func TestImportRuleFindsWhatPointsUpwards(t *testing.T) {
	tests := map[string]struct {
		from, imported string
		test           bool
		want           string // part of the problem; empty for none
	}{
		"down":                         {from: "completion", imported: "model/local"},
		"its own part":                 {from: "model/local", imported: "model/local/lexer"},
		"the whole it is a part of":    {from: "model/local", imported: "model"},
		"up":                           {from: "context/text", imported: "completion", want: "not below"},
		"beside":                       {from: "model/local", imported: "context/workspace", want: "not below"},
		"a sibling in the same room":   {from: "model/openai", imported: "model/local", want: "not below"},
		"a test shelf, by a test":      {from: "lsp", imported: "internal/editortest", test: true},
		"a test shelf, by the product": {from: "lsp", imported: "internal/editortest", want: "not below"},
		"config, by a room":            {from: "completion", imported: "internal/config", want: "not below"},
		"the lower shelf, by any":      {from: "context/text", imported: "internal/bug"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := &Package{Path: test.from}
			if test.test {
				p.TestImports = []string{modulePath + "/" + test.imported}
			} else {
				p.Imports = []string{modulePath + "/" + test.imported}
			}
			expect(t, ImportProblems([]*Package{p}, nil), test.want)
		})
	}
	expect(t, ImportProblems([]*Package{{Path: "attic"}}, nil), "on no floor")
}

func TestDoorRuleFindsOtherWaysInAndStaleDoors(t *testing.T) {
	inside := &Package{Path: "context/workspace", Imports: []string{"github.com/fsnotify/fsnotify"}}
	around := &Package{Path: "lsp", TestImports: []string{"github.com/fsnotify/fsnotify"}}
	const library = "github.com/fsnotify/fsnotify"
	expect(t, ImportProblems([]*Package{inside}, []string{library}), "")
	expect(t, ImportProblems([]*Package{inside, around}, []string{library}), "lsp imports github.com/fsnotify/fsnotify, which only context/workspace may")
	expect(t, ImportProblems([]*Package{{Path: "context/workspace"}}, []string{library}), "stale")
	expect(t, ImportProblems([]*Package{{Path: "lsp", Imports: []string{"github.com/fsnotify/fsnotify2"}}}, nil), "")
}

func TestPackageRuleFindsMissingNevers(t *testing.T) {
	tests := map[string]struct{ path, source, want string }{
		"in order":      {"edit/doc.go", "// Package edit edits. It never reads, writes or waits.\npackage edit", ""},
		"three nevers":  {"edit/doc.go", "// Package edit edits.\n//\n// It never reads a file, never writes one, and never waits.\npackage edit", ""},
		"two nevers":    {"edit/doc.go", "// Package edit edits. It never reads or writes.\npackage edit", "names 2 things"},
		"none":          {"edit/doc.go", "// Package edit edits.\npackage edit", "names 0 things"},
		"no comment":    {"edit/doc.go", "package edit", "has 0 package comments"},
		"a vague name":  {"utils/doc.go", "// Package utils is. It never reads, writes or waits.\npackage utils", "says nothing"},
		"at context/":   {"context/doc.go", "// Package context is. It never reads, writes or waits.\npackage context", "standard library"},
		"a lonely main": {"cmd/x/main.go", "// X runs. It never reads, writes or waits.\npackage main", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := parse(t, test.path, test.source)
			folder := test.path[:strings.LastIndex(test.path, "/")]
			expect(t, PackageProblems(&Package{Path: folder, Name: f.Syntax.Name.Name, Files: []*File{f}}), test.want)
		})
	}
	first, second := parse(t, "edit/a.go", "// Package edit edits. It never reads, writes or waits.\npackage edit"), parse(t, "edit/b.go", "package edit")
	expect(t, PackageProblems(&Package{Path: "edit", Name: "edit", Files: []*File{first, second}}), "move it to doc.go")
}

func TestSizeRuleFindsGiantsAndStaleExceptions(t *testing.T) {
	function := func(lines int) string {
		return "package edit\n\nfunc (e *Editor[T]) Edit() {\n" + strings.Repeat("\t_ = 0\n", lines-2) + "}\n"
	}
	problems := func(path, source string, long Exceptions) []string {
		return SizeProblems([]*Package{{Path: "edit", Files: []*File{parse(t, path, source)}}}, long, nil)
	}
	why := Exceptions{"edit.Editor.Edit": "one story"}
	expect(t, problems("edit/a.go", function(40), nil), "")
	expect(t, problems("edit/a.go", function(41), nil), "edit.Editor.Edit has 41 lines, 40 as a rule")
	expect(t, problems("edit/a.go", function(41), why), "")
	expect(t, problems("edit/a.go", function(40), why), "take the entry out")
	expect(t, problems("edit/a_test.go", function(100), nil), "")
	expect(t, problems("edit/a_test.go", function(101), nil), "100 at most")
	expect(t, problems("edit/a.go", function(101), why), "100 at most")

	file := func(lines int) string { return "package edit\n" + strings.Repeat("\n", lines-1) }
	expect(t, problems("edit/a.go", file(301), nil), "edit/a.go has 301 lines, 300 as a rule")
	expect(t, problems("edit/a.go", file(701), Exceptions{"edit/a.go": "long"}), "700 at most")
	expect(t, problems("edit/a.go", "// Code generated by x. DO NOT EDIT.\n"+file(701), nil), "")
	var many []*File
	for range 11 {
		many = append(many, parse(t, "edit/a.go", file(290)))
	}
	large := []*Package{{Path: "edit", Files: many}}
	expect(t, SizeProblems(large, nil, nil), "more than one room")
	expect(t, SizeProblems(large, nil, Exceptions{"edit/a": "a row"}), "")
	expect(t, SizeProblems(nil, nil, Exceptions{"edit/b": "a row"}), "no file is a row by beginning with edit/b")
}

func TestTestRuleFindsSkipsAndSleeps(t *testing.T) {
	in := func(body string, imports ...string) []string {
		return TestProblems(parse(t, "edit/a_test.go", "package edit\n"+strings.Join(imports, "")+"\nfunc TestX(t *testing.T) {\n"+body+"\n}\n"))
	}
	expect(t, in(`t.Skip("later")`), "a_test.go:4: Skip")
	expect(t, in(`t.Run("x", func(t *testing.T) { t.SkipNow() })`), "SkipNow")
	expect(t, in(`time.Sleep(1)`), "time.Sleep")
	expect(t, in(`time.Sleep(1)`, `import "testing/synctest"`), "")
	expect(t, in(`t.Skip("later")`, `import "testing/synctest"`), "Skip")
	expect(t, in(`cursor.Skip(1)`), "")
}

func TestDocumentRulesFindFaults(t *testing.T) {
	problems, gaps := DecisionProblems([]string{"docs/decisions/README.md", "docs/decisions/0001-a.md", "docs/decisions/0003-b-c.md"})
	expect(t, problems, "")
	if !slices.Equal(gaps, []int{2}) {
		t.Errorf("gaps = %v, want 2", gaps)
	}
	problems, _ = DecisionProblems([]string{"docs/decisions/0001-a.md", "docs/decisions/0001-b.md"})
	expect(t, problems, "same number")
	problems, _ = DecisionProblems([]string{"docs/decisions/one.md"})
	expect(t, problems, "is named")

	const good = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- x\n\n## [0.1.0] - 2026-01-02\n"
	expect(t, ChangelogProblems(good), "")
	expect(t, ChangelogProblems(strings.Replace(good, "Added", "New", 1)), "want one of")
	expect(t, ChangelogProblems(strings.Replace(good, "2026-01-02", "soon", 1)), "CHANGELOG.md:9")
	expect(t, ChangelogProblems(strings.Replace(good, "[Unreleased]", "[0.2.0] - 2026-01-02", 1)), "before every release")
	expect(t, ChangelogProblems("# Changelog\n"), "with an entry")
}

func TestCommandRuleFindsWhatDoesNotExist(t *testing.T) {
	known := map[string][]string{"make": {"test"}, "inkling": {"complete"}}
	expect(t, CommandProblems("a.md", "To make sure, run `make test`.\n\n```sh\ncd x && make test\n$ bin/inkling complete F:1:2 | less\n```\n", known), "")
	expect(t, CommandProblems("a.md", "`make tests`", known), "no `make tests`")
	expect(t, CommandProblems("a.md", "```\nbin/inkling finish x\n```\n", known), "no `inkling finish`")

	p := &Package{Files: []*File{parse(t, "cmd/inkling/main.go", "package main\n\ntype cli struct {\n\tLSP lsp `cmd:\"\" name:\"lsp\"`\n\tShowAll x `cmd:\"\" help:\"x\"`\n\tQuiet bool `short:\"q\"`\n}\n")}}
	if got := subcommands(p); !slices.Equal(got, []string{"lsp", "show-all"}) {
		t.Errorf("subcommands = %q", got)
	}
}

func TestTextRuleFindsMachinesAndRegistries(t *testing.T) {
	expect(t, TextProblems("a.md", "see ~/work/x, docs/work/work/x and https://example.com/home/\n"), "")
	for _, line := range []string{"/ro" + "ot/.cache", "open(\"/wo" + "rk/x\")", "a/wo" + "rk/x:/wo" + "rk/x", "/ho" + "me/someone"} {
		expect(t, TextProblems("a.md", "\n"+line), "a.md:2")
	}
	expect(t, TextProblems("a_test.go", "file:///ho"+"me/someone"), "")
	expect(t, TextProblems("a.md", "https://pypi"+".org/simple"), "package registry")
}

func parse(t *testing.T, path, source string) *File {
	t.Helper()
	positions := token.NewFileSet()
	syntax, err := parser.ParseFile(positions, path, source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return &File{
		Path: path, Test: strings.HasSuffix(path, "_test.go"), Generated: ast.IsGenerated(syntax),
		Lines: strings.Count(source, "\n"), Syntax: syntax, Positions: positions,
	}
}

// expect wants one problem that contains a text, or none for an empty text.
func expect(t *testing.T, problems []string, want string) {
	t.Helper()
	switch {
	case want == "" && len(problems) > 0:
		t.Errorf("problems where there are none: %q", problems)
	case want != "" && (len(problems) != 1 || !strings.Contains(problems[0], want)):
		t.Errorf("problems = %q, want one with %q", problems, want)
	}
}
