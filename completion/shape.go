package completion

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

// indent gives a candidate the white space it must begin with.
func indent(c cursor, candidate string) string {
	if strings.TrimLeft(c.before, " \t") == "" {
		candidate = strings.TrimLeft(candidate, " \t")
		if c.before == "" && c.after == "" && candidate != "" {
			return indentation(c.Snapshot, c.line, candidate) + candidate
		}
		// The user, or the editor, has chosen an indentation: it stays.
		return candidate
	}
	if strings.HasSuffix(c.before, " ") || strings.HasSuffix(c.before, "\t") {
		return strings.TrimLeft(candidate, " \t")
	}
	return candidate
}

// joinAfter takes from the end of insertion what already follows the cursor, such
// as brackets that the editor closed by itself, and what would come after it: in
// "f(‸)", of "x);" or "x) {" only x fits. It fails if what remains does not fit
// before what follows.
func joinAfter(c cursor, insertion string) (string, bool) {
	if c.after == "" {
		return insertion, true
	}
	closers := onlyClosers(c.after)
	if kept, ok := cutAfter(c, insertion, closers, 0); ok || !closers {
		return kept, ok
	}
	return cutAfter(c, strings.TrimRight(insertion, " \t;,:{"), closers, 1)
}

// cutAfter cuts from the end of insertion the longest part of what follows the
// cursor that leaves something self-contained; least is the least length.
func cutAfter(c cursor, insertion string, closers bool, least int) (string, bool) {
	for k := min(len(c.after), len(insertion)); k >= least; k-- {
		if k < len(c.after) && !closers {
			return "", false // code follows that insertion does not know of
		}
		kept, ok := strings.CutSuffix(insertion, c.after[:k])
		if ok && selfContained(c.before, kept) {
			return kept, true
		}
	}
	return "", false
}

// indentationWindow is how many lines above the cursor say how a file indents.
const indentationWindow = 200

// indentation is the white space for a line that begins with candidate: that of
// the line above, one unit more after an opener, one less before a closer.
func indentation(s *text.Snapshot, line int, candidate string) string {
	unit, above, found := "", "", false
	deeper := "" // the indentation of the line below the one looked at
	for n := line - 1; n >= max(0, line-indentationWindow); n-- {
		content := strings.TrimRight(s.Slice(limited(s.Line(n))), " \t\r\n")
		if content == "" {
			continue
		}
		blank := leadingBlank(content)
		if !found {
			above, found = content, true
		} else if step, ok := strings.CutPrefix(deeper, blank); ok && step != "" && (unit == "" || len(step) < len(unit)) {
			unit = step
		}
		deeper = blank
	}
	if unit == "" {
		unit = usualUnit(s, above)
	}
	result := leadingBlank(above)
	if above != "" && strings.IndexByte("{([:", above[len(above)-1]) >= 0 {
		result += unit
	}
	if strings.IndexByte(")]}", candidate[0]) >= 0 {
		result = strings.TrimSuffix(result, unit)
	}
	return result
}

// usualUnit is one level of indentation where no line shows it.
func usualUnit(s *text.Snapshot, above string) string {
	if s.Language() == "go" || strings.HasSuffix(string(s.URI()), ".go") || strings.HasPrefix(above, "\t") {
		return "\t"
	}
	return "    "
}

func leadingBlank(line string) string {
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// limited keeps a minified line out of a look at its neighbourhood.
func limited(r text.Range) text.Range {
	r.End = min(r.End, r.Start+1000)
	return r
}
