//go:build cgo

package syntax

import "strings"

// indented is path for a language whose blocks have no end: on an empty line
// what is around it is decided by its indentation.
func (t *tree) indented(around []node, offset int) []node {
	lineStart := strings.LastIndexByte(t.content[:offset], '\n') + 1
	lineEnd := len(t.content)
	if i := strings.IndexByte(t.content[offset:], '\n'); i >= 0 {
		lineEnd = offset + i
	}
	if strings.TrimSpace(t.content[lineStart:lineEnd]) != "" {
		return around
	}
	last := len(strings.TrimRight(t.content[:lineStart], " \t\r\n")) - 1
	if last < 0 {
		return around
	}
	column := offset - lineStart
	above := t.path(last)
	for i, n := range above {
		indent := t.indent(n.Start)
		switch {
		case i == 0:
		case n.class&isBlock != 0 && indent > column,
			n.class&isBlock == 0 && indent >= column:
			return above[:i]
		}
	}
	for len(above) > 1 && above[len(above)-1].class&(isBlock|isFunction|isType) == 0 { // a statement above is not around
		above = above[:len(above)-1]
	}
	return above
}

// indent is how many bytes of white space the line of offset begins with.
func (t *tree) indent(offset int) int {
	start := strings.LastIndexByte(t.content[:offset], '\n') + 1
	line := t.content[start:]
	return len(line) - len(strings.TrimLeft(line, " \t"))
}

// blockStart tells whether what is before offset has opened a block that has
// nothing in it yet. The text decides, for while a block is being opened there
// is often no tree of it; the tree says what is no block.
func (t *tree) blockStart(offset int) bool {
	opener := t.language.Opener
	head := strings.TrimRight(t.content[:offset], " \t\r\n")
	if opener == "" || !strings.HasSuffix(head, opener) {
		return false
	}
	at := len(head) - len(opener)
	around := t.path(at)
	last := around[len(around)-1]
	if last.Start != at || last.IsNamed() { // in a comment or a string
		return false
	}
	parent := around[len(around)-2]
	if opener == ":" {
		return t.opensBlock(head) && t.nothingBelow(at, offset)
	}
	if parent.class&(isBlock|isBody) == 0 && (!parent.IsError() || !opensBrace(head[:at])) {
		return false
	}
	return t.nothingBelow(at, offset)
}

// opensBlock tells whether the line that head ends with begins with a keyword
// that opens a block, and has as many brackets closed as opened.
func (t *tree) opensBlock(head string) bool {
	const most = 50 // lines of a head
	start, open := len(head), 0
	for range most {
		end := max(start-1, 0)
		start = strings.LastIndexByte(head[:end], '\n') + 1
		for _, brackets := range []string{"()", "[]", "{}"} {
			open += strings.Count(head[start:end], brackets[:1]) - strings.Count(head[start:end], brackets[1:])
		}
		if open >= 0 || start == 0 {
			break
		}
	}
	words := strings.Fields(strings.TrimSuffix(head[start:], ":"))
	return open == 0 && len(words) > 0 && listed(t.language.Keywords, words[0])
}

// opensBrace guesses, of text that does not parse, whether the brace after it
// opens a block: not after what wants a value.
func opensBrace(head string) bool {
	head = strings.TrimRight(head, " \t\r\n")
	for _, end := range []string{"=", ",", "(", "[", ":", "return", "import", "export"} {
		if strings.HasSuffix(head, end) && !strings.HasSuffix(head, "=>") {
			return false
		}
	}
	return head != ""
}

// nothingBelow tells whether the block that was opened at has nothing in it: its
// closer follows offset, or a line that is indented no further than its own.
func (t *tree) nothingBelow(at, offset int) bool {
	rest := t.content[offset:]
	code := strings.TrimLeft(rest, " \t\r\n")
	if code == "" {
		return true
	}
	skipped := rest[:len(rest)-len(code)]
	if !strings.Contains(skipped, "\n") {
		return code[0] == '}'
	}
	return t.indent(len(t.content)-len(code)) <= t.indent(at)
}
