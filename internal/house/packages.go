package house

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// vague are package names that say nothing about what is inside, so that
// anything goes in.
var vague = []string{"base", "common", "helper", "helpers", "lib", "misc", "shared", "tools", "types", "util", "utils"}

// PackageProblems checks a package's place, name and comment.
func PackageProblems(p *Package) []string {
	var problems []string
	if p.Path == "context" {
		problems = append(problems, "there is a Go package at context/: it would hide the standard library's context from all that import it")
	}
	if slices.Contains(vague, p.Name) || slices.Contains(vague, p.Path[strings.LastIndex(p.Path, "/")+1:]) {
		problems = append(problems, fmt.Sprintf("%s: the name says nothing about what belongs in it; name what it does", p.Path))
	}
	return append(problems, commentProblems(p)...)
}

// commentProblems wants one package comment, where a stranger looks for it, and
// in it what the package never does: what is absent can't be read off the code.
func commentProblems(p *Package) []string {
	var commented []*File
	for _, f := range p.Files {
		if f.Syntax.Doc != nil && !strings.HasSuffix(f.Syntax.Name.Name, "_test") {
			commented = append(commented, f)
		}
	}
	if len(commented) != 1 {
		return []string{fmt.Sprintf("%s has %d package comments, want one: in doc.go, or in its only file", p.Path, len(commented))}
	}
	f := commented[0]
	if !strings.HasSuffix(f.Path, "/doc.go") && len(p.Files) > 1 && (nonTest(p) > 1 || f.Test) {
		return []string{fmt.Sprintf("%s has its package comment in %s: move it to doc.go, where it is looked for", p.Path, f.Path)}
	}
	if n := nevers(f.Syntax.Doc); n < 3 {
		return []string{fmt.Sprintf("%s: its package comment names %d things that the package never does, want three: "+
			"a reader can't see in the code what is absent", p.Path, n)}
	}
	return nil
}

func nonTest(p *Package) int {
	n := 0
	for _, f := range p.Files {
		if !f.Test {
			n++
		}
	}
	return n
}

var (
	sentences = regexp.MustCompile(`\.(\s|$)`)
	and       = regexp.MustCompile(`[,;]?\s+(?:and|or|nor)\s+|[,;]\s+`)
)

// nevers counts, roughly, what a comment says is never done: the parts of its
// sentences with "never".
func nevers(doc *ast.CommentGroup) int {
	most := 0
	for _, s := range sentences.Split(doc.Text(), -1) {
		if _, nots, found := strings.Cut(strings.ToLower(s), "never"); found {
			most = max(most, 1+len(and.FindAllString(nots, -1)))
		}
	}
	return most
}
