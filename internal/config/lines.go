package config

import (
	"bytes"

	"github.com/pelletier/go-toml/v2/unstable"
)

// lines tells in which line of a TOML file each key stands, from 1. Of long keys it
// knows the beginning.
func lines(content []byte) map[string]int {
	l := liner{found: make(map[string]int), content: content, line: 1}
	l.parser.Reset(content)
	section := ""
	for l.parser.NextExpression() {
		switch e := l.parser.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			section = l.note("", e)
		case unstable.KeyValue:
			l.noteValue(section, e, 0)
		}
	}
	return l.found
}

// liner walks through a file from its start to its end.
type liner struct {
	parser  unstable.Parser
	found   map[string]int
	content []byte
	offset  int // in bytes; line is that of it
	line    int
}

// deepest is how many steps a key has at most, sections and switches included. A
// file may have keys of any depth, but no setting does.
const deepest = 4

func (l *liner) noteValue(section string, e *unstable.Node, depth int) {
	key := l.note(section, e)
	if v := e.Value(); v.Kind == unstable.InlineTable && depth < deepest {
		for children := v.Children(); children.Next(); {
			if child := children.Node(); child.Kind == unstable.KeyValue {
				l.noteValue(key, child, depth+1)
			}
		}
	}
}

// note notes the line of an expression's key and of its beginnings, and returns
// the key.
func (l *liner) note(section string, e *unstable.Node) string {
	key := section
	steps := e.Key()
	for n := 0; n < deepest && steps.Next(); n++ {
		step := steps.Node()
		line := l.lineOf(int(step.Raw.Offset))
		if key = join(key, string(step.Data)); l.found[key] == 0 {
			l.found[key] = line
		}
	}
	return key
}

// lineOf is for offsets that do not fall. The parser's own way counts from the start
// of the file each time.
func (l *liner) lineOf(offset int) int {
	if offset > l.offset {
		l.line += bytes.Count(l.content[l.offset:offset], []byte("\n"))
		l.offset = offset
	}
	return l.line
}
