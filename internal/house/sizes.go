package house

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
)

// What fits on a screen, in a head and in a sitting. The lower bound is the rule
// and can be passed with a reason in exceptions.go; the upper one can't.
const (
	fileLines, maxFileLines = 300, 700
	funcLines, maxFuncLines = 40, 100
	maxPackageLines         = 3000
)

// Exceptions say why a file or function is longer than the rule, by its name as
// the problem prints it.
type Exceptions map[string]string

// SizeProblems checks how long files, functions and packages are. Tests and
// their tables may pass the lower bounds, generated files all. rows say by how their
// paths begin which files do not count to their package, and why.
func SizeProblems(packages []*Package, long, rows Exceptions) []string {
	var problems []string
	needed := map[string]bool{}
	check := func(name string, lines, rule, most int, test bool) {
		needed[name] = needed[name] || lines > rule && !test
		switch {
		case lines > most:
			problems = append(problems, fmt.Sprintf("%s has %d lines, %d at most: split it along its story", name, lines, most))
		case lines > rule && !test && long[name] == "":
			problems = append(problems, fmt.Sprintf("%s has %d lines, %d as a rule: split it, or say in internal/house/exceptions.go why it reads better whole", name, lines, rule))
		}
	}
	for _, p := range packages {
		for _, f := range p.Files {
			if f.Generated {
				continue
			}
			check(f.Path, f.Lines, fileLines, maxFileLines, f.Test)
			for name, lines := range functions(f) {
				check(p.Path+"."+name, lines, funcLines, maxFuncLines, f.Test)
			}
		}
		if total := packageLines(p, rows); total > maxPackageLines {
			problems = append(problems, fmt.Sprintf("%s has %d lines without its tests, %d at most: it is more than one room", p.Path, total, maxPackageLines))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(long)) {
		if !needed[name] {
			problems = append(problems, fmt.Sprintf("internal/house/exceptions.go: %s is not, or no longer, longer than the rule: take the entry out", name))
		}
	}
	return append(problems, staleRows(packages, rows)...)
}

// packageLines is how long a package is without its tests and rows.
func packageLines(p *Package, rows Exceptions) (total int) {
	for _, f := range p.Files {
		if !f.Test && !f.Generated && !slices.ContainsFunc(slices.Collect(maps.Keys(rows)), begins(f.Path)) {
			total += f.Lines
		}
	}
	return total
}

func staleRows(packages []*Package, rows Exceptions) (problems []string) {
	for _, prefix := range slices.Sorted(maps.Keys(rows)) {
		is := func(f *File) bool { return begins(f.Path)(prefix) }
		if !slices.ContainsFunc(packages, func(p *Package) bool { return slices.ContainsFunc(p.Files, is) }) {
			problems = append(problems, fmt.Sprintf("internal/house/exceptions.go: no file is a row by beginning with %s: take the entry out", prefix))
		}
	}
	return problems
}

func begins(path string) func(prefix string) bool {
	return func(prefix string) bool { return strings.HasPrefix(path, prefix) }
}

// functions gives the length of each function and method of a file, its
// signature and closing brace included.
func functions(f *File) map[string]int {
	lengths := map[string]int{}
	for _, d := range f.Syntax.Decls {
		function, ok := d.(*ast.FuncDecl)
		if !ok || function.Body == nil {
			continue
		}
		name := function.Name.Name
		if function.Recv != nil {
			name = receiver(function.Recv.List[0].Type) + "." + name
		}
		first, last := f.Positions.Position(function.Pos()).Line, f.Positions.Position(function.End()).Line
		lengths[name] = max(lengths[name], last-first+1)
	}
	return lengths
}

func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return "?"
}
