package house

import (
	"fmt"
	"go/ast"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

var (
	decisionName = regexp.MustCompile(`^docs/decisions/(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md$`)
	versionHead  = regexp.MustCompile(`^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$`)
)

// DecisionProblems checks the names of the decision records. Numbers that are
// left out are gaps, not problems: branches take theirs ahead of time.
func DecisionProblems(files []string) (problems []string, gaps []int) {
	numbers := map[int]string{}
	last := 0
	for _, f := range files {
		if !strings.HasPrefix(f, "docs/decisions/") || f == "docs/decisions/README.md" {
			continue
		}
		match := decisionName.FindStringSubmatch(f)
		if match == nil {
			problems = append(problems, f+": a decision is named NNNN-what-was-decided.md")
			continue
		}
		n, _ := strconv.Atoi(match[1])
		if other, taken := numbers[n]; taken {
			problems = append(problems, fmt.Sprintf("%s and %s have the same number: a decision is cited by it", other, f))
		}
		numbers[n] = f
		last = max(last, n)
	}
	for n := 1; n < last; n++ {
		if numbers[n] == "" {
			gaps = append(gaps, n)
		}
	}
	return problems, gaps
}

// ChangelogProblems checks that a change log is in the form of Keep a Changelog,
// which release tools and readers expect.
func ChangelogProblems(content string) []string {
	var problems []string
	complain := func(line int, what string) {
		problems = append(problems, fmt.Sprintf("CHANGELOG.md:%d: %s", line+1, what))
	}
	kinds := []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
	releases, entries := 0, 0
	for i, line := range strings.Split(content, "\n") {
		switch {
		case i == 0 && line != "# Changelog":
			complain(i, "want the title # Changelog")
		case strings.HasPrefix(line, "### "):
			if !slices.Contains(kinds, line[4:]) {
				complain(i, "want one of "+strings.Join(kinds, ", "))
			}
			if releases == 0 {
				complain(i, "no release above it")
			}
		case strings.HasPrefix(line, "## "):
			if releases == 0 && line != "## [Unreleased]" {
				complain(i, "want ## [Unreleased] before every release")
			} else if releases > 0 && !versionHead.MatchString(line) {
				complain(i, "want ## [1.2.3] - 2006-01-02")
			}
			releases++
		case strings.HasPrefix(line, "- "):
			entries++
		}
	}
	if releases == 0 || entries == 0 {
		complain(0, "want a release with an entry")
	}
	return problems
}

var (
	fence  = regexp.MustCompile("(?ms)^```[a-z]*\n(.*?)^```")
	inline = regexp.MustCompile("`([^`\n]+)`")
	// A command at the beginning of a line of code or after another one.
	invocation = regexp.MustCompile(`(?m)(?:^|&&|;|\|)\s*(?:\$ )?(?:\./)?(?:bin/)?(make|inkling|inkling-eval)[ \t]+([a-z][a-z-]*)`)
)

// A command is one that a document tells its reader to run, such as make test.
type command struct{ program, argument string }

// commandsIn returns the commands in a Markdown document's code.
func commandsIn(markdown string) []command {
	var code []string
	for _, m := range fence.FindAllStringSubmatch(markdown, -1) {
		code = append(code, m[1])
	}
	for _, m := range inline.FindAllStringSubmatch(fence.ReplaceAllString(markdown, ""), -1) {
		code = append(code, m[1])
	}
	var commands []command
	for _, c := range code {
		for _, m := range invocation.FindAllStringSubmatch(c, -1) {
			commands = append(commands, command{m[1], m[2]})
		}
	}
	return commands
}

// CommandProblems checks that the commands of a document exist. known has the
// make targets and the subcommands by program, for programs that exist.
func CommandProblems(document, markdown string, known map[string][]string) []string {
	var problems []string
	for _, c := range commandsIn(markdown) {
		arguments, exists := known[c.program]
		if exists && !slices.Contains(arguments, c.argument) {
			problems = append(problems, fmt.Sprintf("%s: there is no `%s %s`: a reader who copies it gets an error", document, c.program, c.argument))
		}
	}
	return problems
}

// subcommands reads the names of a program's commands from the tags that kong
// reads.
func subcommands(p *Package) []string {
	var names []string
	for _, f := range p.Files {
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			field, ok := n.(*ast.Field)
			if !ok || field.Tag == nil || len(field.Names) != 1 {
				return true
			}
			text, err := strconv.Unquote(field.Tag.Value)
			if err != nil {
				return true
			}
			tag := reflect.StructTag(text)
			if _, ok := tag.Lookup("cmd"); !ok {
				return true
			}
			name := tag.Get("name")
			if name == "" {
				name = kebab(field.Names[0].Name)
			}
			names = append(names, name)
			return true
		})
	}
	return names
}

// kebab is how kong turns a field's name into a command's.
func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// TextProblems checks a file for what is true of one machine only.
func TextProblems(file, content string) []string {
	var problems []string
	for i, line := range strings.Split(content, "\n") {
		for _, m := range machineOnly {
			if m.madeUpInTests && isTest(file) {
				continue
			}
			for _, word := range m.words {
				if holds(line, word) {
					problems = append(problems, fmt.Sprintf("%s:%d: %q: %s", file, i+1, word, m.why))
				}
			}
		}
	}
	return problems
}

// holds says whether word is in line, and, if it is an absolute path, not the
// end of a longer one.
func holds(line, word string) bool {
	for i := 0; ; i++ {
		n := strings.Index(line[i:], word)
		if n < 0 {
			return false
		}
		if i += n; word[0] != '/' || i == 0 || strings.IndexByte(nameBytes, line[i-1]) < 0 {
			return true
		}
	}
}

const nameBytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~*-"

// machineOnly would find itself if its words were written in one piece.
var machineOnly = []struct {
	words         []string
	madeUpInTests bool // tests have such paths as their data
	why           string
}{
	{
		[]string{"/wo" + "rk/", "/ro" + "ot/"},
		false,
		"a folder of one machine: make the path from the repository's root, a temporary folder or ~",
	},
	{
		[]string{"/ho" + "me/"},
		true,
		"somebody's home: write ~",
	},
	{
		[]string{
			"proxy.golang" + ".org", "registry.npmjs" + ".org", "registry.yarnpkg" + ".com", "pypi" + ".org", "pythonhosted" + ".org",
			"deb.debian" + ".org", "static.crates" + ".io", "index.crates" + ".io", "repo.maven" + ".", "repo1.maven" + ".",
		},
		false,
		"the host of a package registry: use its client as the machine has it set up",
	},
}

func isTest(file string) bool {
	return strings.HasSuffix(file, "_test.go") || strings.Contains(file, "testdata/")
}
