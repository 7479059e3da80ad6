//go:build cgo

package syntax

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
)

// bodyStart is where the body of n begins, or of the value that it declares, or
// where n ends.
func (o *outliner) bodyStart(n node, kind Kind, value node) int {
	if kind >= Field && value.Node == nil {
		return n.End
	}
	if body, ok := o.field(n, "body"); ok {
		return body.Start
	}
	if value.Node != nil {
		if body, ok := o.field(value, "body"); ok {
			return body.Start
		}
	}
	start := n.End
	result, _ := o.field(n, "result") // Go's interface{}, which is no body there
	o.children(n, func(child node) bool {
		if child.class&(isBody|isBlock) != 0 && child.Node != result.Node {
			start = child.Start
		}
		return start == n.End
	})
	return start
}

// sign writes the signatures of the symbols from the first on that n declares.
func (o *outliner) sign(first int, n node, body int) {
	if o.language.Opener == ":" { // a comment may stand between
		o.children(n, func(child node) bool {
			if child.class&isComment != 0 && child.Start < body {
				body = child.Start
			}
			return child.Start < body
		})
	}
	for body > n.Start && isSpace(o.content[body-1]) {
		body--
	}
	s := outline.Signature(o.content[n.Start:body])
	for i := first; i < len(o.out.Symbols) && o.out.Symbols[i].Range == n.Range; i++ {
		o.out.Symbols[i].Signature = s
	}
}

// docstring takes the documentation from the first string of n's body.
func (o *outliner) docstring(n node, first int) {
	body, ok := o.field(n, "body")
	if !ok || !o.language.Docstrings {
		return
	}
	o.children(body, func(child node) bool {
		if child.class&isComment != 0 {
			return true
		}
		if s := strings.TrimLeft(o.text(child), "rRuU"); strings.HasPrefix(s, `"`) || strings.HasPrefix(s, "'") {
			o.out.Symbols[first].Doc = outline.DocLine(strings.Trim(s, `"'`))
		}
		return false
	})
}
