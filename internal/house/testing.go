package house

import (
	"fmt"
	"go/ast"
	"slices"
)

// TestProblems checks a test file for what makes a test lie or dawdle.
func TestProblems(f *File) []string {
	if !f.Test {
		return nil
	}
	// Sleeping in a bubble moves its clock and takes no time. Which helper runs
	// in one can't be seen here, so the whole file is believed.
	bubbles := slices.ContainsFunc(f.Syntax.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"testing/synctest"` })
	var problems []string
	complain := func(n ast.Node, what string) {
		problems = append(problems, fmt.Sprintf("%s:%d: %s", f.Path, f.Positions.Position(n.Pos()).Line, what))
	}
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		qualifier, name := callee(call)
		switch {
		case qualifier == "time" && name == "Sleep" && !bubbles:
			complain(call, "time.Sleep: wait for what is to happen, with a deadline; a sleep is too short on some machine and too long on all others")
		case slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, name) && slices.Contains([]string{"t", "b", "f", "tb", "rt"}, qualifier):
			complain(call, name+": a test that is skipped is believed to pass; install what it needs (make tools), or assert the known fault as it is")
		}
		return true
	})
	return problems
}

// callee returns the two names of a call such as time.Sleep.
func callee(call *ast.CallExpr) (qualifier, name string) {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	x, ok := selector.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	return x.Name, selector.Sel.Name
}
