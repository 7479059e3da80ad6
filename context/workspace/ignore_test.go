package workspace

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Both ways of listing must agree on any tree and any rules; git is the judge.
func TestWalkAgreesWithGit(t *testing.T) {
	trees, empty, count := t.TempDir(), t.TempDir(), 0
	git(t, empty, "init", "-q", "--template=")
	rapid.Check(t, func(t *rapid.T) {
		count++
		dir := filepath.Join(trees, strconv.Itoa(count))
		if err := os.CopyFS(dir, os.DirFS(empty)); err != nil { // ten times as fast as git init
			t.Fatal(err)
		}
		files := map[string]string{}
		for range rapid.IntRange(4, 16).Draw(t, "files") {
			files[strings.Join(rapid.SliceOfN(names, 1, 4).Draw(t, "path"), "/")] = ""
		}
		files = withoutConflicts(files)
		patterns := patternsFor(slices.Sorted(maps.Keys(files)))
		var folders []string
		for name := range files {
			for i, c := range name {
				if c == '/' {
					folders = append(folders, name[:i+1])
				}
			}
		}
		slices.Sort(folders)
		folders = append([]string{""}, slices.Compact(folders)...)
		for range rapid.IntRange(1, 3).Draw(t, "ignore files") {
			folder := rapid.SampledFrom(folders).Draw(t, "folder")
			files[folder+".gitignore"] = strings.Join(rapid.SliceOfN(patterns, 1, 5).Draw(t, "rules"), "\n")
		}
		files[".git/info/exclude"] = patterns.Draw(t, "exclude")
		write(t, dir, files)
		root := dir + "/" + rapid.SampledFrom(folders).Draw(t, "root")

		byGit, err := newLister().files(context.Background(), []string{root}, nil)
		if err != nil {
			t.Fatal(err)
		}
		byWalk, err := lister{}.files(context.Background(), []string{root}, nil)
		if err != nil {
			t.Fatal(err)
		}
		sortByDistance(byGit, "")
		sortByDistance(byWalk, "")
		if !slices.Equal(byGit, byWalk) {
			t.Fatalf("root %s, files %q:\n git: %q\nwalk: %q", root, files, relative(t, dir, byGit), relative(t, dir, byWalk))
		}
	})
}

func TestIgnored(t *testing.T) {
	for _, tt := range []struct {
		rules, name string // a name that ends with a slash is a folder
		want        bool
	}{
		{"*.log", "a/x.log", true},
		{"*.log\n!x.log", "a/x.log", false},
		{"!x.log\n*.log", "x.log", true},
		{"out/", "a/out/", true},
		{"out/", "a/out", false},
		{"/out", "out", true},
		{"/out", "a/out", false},
		{"a/out", "b/a/out", false},
		{"a/**", "a/", false},
		{"a/**", "a/b", true},
		{"a/**\n!a/b", "a/b", false},
		{"**/a/b", "a/a/b", true},
		{"a/**/b", "a/b", true},
		{"a/*/b", "a/x/y/b", false},
		{"ab**/c", "ab/x/y/c", true},
		{"ab**/c", "abx/c", true},
		{"ab**/c", "abc", true},
		{"ab**/c", "a/c", false},
		{"[!a].c", "b.c", true},
		{"[]a]", "]", true},
		{"{a,b}", "a", false},
		{"{a,b}", "{a,b}", true},
		{"# a", "# a", false},
		{`\# a`, "# a", true},
		{`\!a`, "!a", true},
		{"a   ", "a", true},
		{`a\ `, "a ", true},
		{"a\r\nb\r\n", "a", true},
		{"\ufeffa", "a", true},
		{"[a", "[a", false},
		{`a\`, `a\`, false},
	} {
		name, isFolder := strings.CutSuffix(tt.name, "/")
		if got := (ignores{}).with(".", tt.rules).ignored(name, isFolder); got != tt.want {
			t.Errorf("rules %q: %s ignored %v, want %v", tt.rules, tt.name, got, tt.want)
		}
	}
}

var (
	names = rapid.OneOf(
		rapid.SampledFrom([]string{"a", "b", "c"}),
		rapid.SampledFrom([]string{"ab", "a.b", "a b", "a]", "{a}", "a-b", "#a", "!a", "B", "1", `a\b`}),
	)

	// pieces make up patterns of any shape.
	pieces = rapid.SampledFrom([]string{
		"a", "b", "c", "ab", ".b", "*", "**", "?", "/", "/", "/**/", "**/", "/**", "[ab]", "[!a]", "[^b]", "[a-c]",
		"[]a]", "[!]a]", `[\]]`, "[[:alpha:]]", "[[:digit:]b]", "[a", `\*`, `\a`, `\#`, `\!`, "{a}", "{a,b}", " ", `\ `, "-", "***", `\\`,
	})

	// wildcards stand for a whole name in a pattern.
	wildcards = rapid.SampledFrom([]string{"*", "**", "**/*", "*/**", "?", "?*", "[a-c]", "[!b]", "[^a]", "[[:alpha:]]", "[]a]", "*b", "a*", `[\]a]*`, "***"})
)

// patternsFor makes patterns of any shape, and as many that are about one of files:
// by chance alone few would match anything.
func patternsFor(files []string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		start := rapid.SampledFrom([]string{"", "", "", "!", "!", "/", "!/", "#"}).Draw(t, "start")
		end := rapid.SampledFrom([]string{"", "", "", "/", "/**", " ", "\r"}).Draw(t, "end")
		if len(files) == 0 || rapid.IntRange(0, 3).Draw(t, "any shape") == 0 {
			return start + strings.Join(rapid.SliceOfN(pieces, 1, 5).Draw(t, "pieces"), "") + end
		}
		path := strings.Split(rapid.SampledFrom(files).Draw(t, "about"), "/")
		from := rapid.IntRange(0, len(path)-1).Draw(t, "from")
		path = path[from:rapid.IntRange(from+1, len(path)).Draw(t, "to")]
		for i := range path {
			if rapid.IntRange(0, 2).Draw(t, "wild") == 0 {
				path[i] = wildcards.Draw(t, "wildcard")
			}
		}
		return start + strings.Join(path, "/") + end
	}).Filter(func(pattern string) bool { return !glued.MatchString(pattern) })
}

// glued are runs of stars beside something else than a slash: git gives them several
// meanings (docs/decisions/0003, known limits), and nobody writes them.
var glued = regexp.MustCompile(`\*\*+[^*/]|[^*/]\*\*+`)

// withoutConflicts drops names that would need a file where another needs a folder.
func withoutConflicts(files map[string]string) map[string]string {
	keep := map[string]string{}
	for name := range files {
		conflict := false
		for other := range files {
			conflict = conflict || strings.HasPrefix(other, name+"/")
		}
		if !conflict {
			keep[name] = ""
		}
	}
	return keep
}

// Git ignores what it can't read, however odd; so must the walk.
func FuzzIgnores(f *testing.F) {
	f.Add("*.log\n!a/**\n/[]x]*\\ \n[a\n\\", "a/b.log")
	f.Add("**/a/***/{b,c}\r\n[[:alpha:]-", "x/a/b")
	f.Fuzz(func(t *testing.T, rules, name string) {
		if len(rules) > 200 || len(name) > 200 { // matching takes quadratic time, as git's does
			return
		}
		ignores{}.with(".", rules).ignored(name, true)
		if (ignores{}).with(".", rules+"\n*").ignored("a", false) != true {
			t.Errorf("%q: a rule for everything at the end does not win", rules)
		}
	})
}
