package workspace

import (
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// ignores are the rules in force in one folder: those of its own .gitignore, of
// the ones above it, and of .git/info/exclude. It is immutable.
type ignores struct {
	layers []layer // later ones win
}

// layer is one ignore file.
type layer struct {
	folder string // where its rules start, as in names; "." for the top
	rules  []rule // later ones win
}

// rule is one line of an ignore file.
type rule struct {
	glob        string // for doublestar; plain text if plain
	other       string // another glob that does as well; empty if there is none
	plain       bool
	negated     bool
	foldersOnly bool
	anchored    bool // matches the whole path from the layer's folder, not the last name
}

// with returns g and the rules of an ignore file in folder, which must be in or
// below the folders of g.
func (g ignores) with(folder, content string) ignores {
	l := layer{folder: folder, rules: parseRules(content)}
	if len(l.rules) == 0 {
		return g
	}
	return ignores{layers: append(g.layers[:len(g.layers):len(g.layers)], l)}
}

// ignored reports whether a name is left out, given that the folders above it are
// not: what is under an ignored folder can't be taken back.
func (g ignores) ignored(name string, isFolder bool) bool {
	for i := len(g.layers) - 1; i >= 0; i-- {
		l := g.layers[i]
		rel := name
		if l.folder != "." {
			rel = strings.TrimPrefix(name, l.folder+"/")
		}
		for j := len(l.rules) - 1; j >= 0; j-- {
			if l.rules[j].matches(rel, isFolder) {
				return !l.rules[j].negated
			}
		}
	}
	return false
}

func (r rule) matches(rel string, isFolder bool) bool {
	if r.foldersOnly && !isFolder {
		return false
	}
	if !r.anchored {
		rel = path.Base(rel)
	}
	if r.plain {
		return rel == r.glob
	}
	return doublestar.MatchUnvalidated(r.glob, rel) || r.other != "" && doublestar.MatchUnvalidated(r.other, rel)
}

func parseRules(content string) []rule {
	var rules []rule
	content = strings.TrimPrefix(content, "\ufeff")
	for line := range strings.SplitSeq(content, "\n") {
		if r, ok := parseRule(strings.TrimSuffix(line, "\r")); ok {
			rules = append(rules, r)
		}
	}
	return rules
}

// parseRule reads a line as gitignore(5) says; false if it holds no rule, or one
// that git can't match with either.
func parseRule(line string) (rule, bool) {
	if strings.HasPrefix(line, "#") {
		return rule{}, false
	}
	line = trimTrailingSpaces(line)
	var r rule
	line, r.negated = strings.CutPrefix(line, "!")
	line, r.foldersOnly = strings.CutSuffix(line, "/")
	r.anchored = strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if line == "" {
		return rule{}, false
	}
	if !strings.ContainsAny(line, `*?[\`) {
		r.glob, r.plain = line, true
		return r, true
	}
	line, r.other = gluedFolders(line)
	r.glob = translate(line)
	return r, r.glob != "" && doublestar.ValidatePattern(r.glob)
}

// gluedFolders rewrites ab**/c as git reads it. It compares what stands before the
// first wildcard by itself, so the rest, **/c, is a pattern that begins with **/ and
// matches at any depth: abc, and ab*/**/c. other is the second glob, if it is so.
func gluedFolders(line string) (glob, other string) {
	wild := strings.IndexAny(line, `*?[\`)
	if wild <= 0 || line[wild-1] == '/' {
		return line, ""
	}
	rest := strings.TrimLeft(line[wild:], "*")
	if len(line)-wild-len(rest) < 2 || !strings.HasPrefix(rest, "/") {
		return line, ""
	}
	return line[:wild] + "*/**" + rest, translate(line[:wild] + rest[1:])
}

// trimTrailingSpaces takes off the spaces at the end that no backslash keeps.
func trimTrailingSpaces(line string) string {
	trimmed := strings.TrimRight(line, " ")
	backslashes := len(trimmed) - len(strings.TrimRight(trimmed, `\`))
	if len(trimmed) < len(line) && backslashes%2 == 1 {
		trimmed += " "
	}
	return trimmed
}

// translate says in doublestar's language what a pattern means in git's; empty if
// git matches nothing with it. They differ in braces, which are letters to git, in
// `a/**`, which is not a itself to git, in runs of stars, and inside brackets.
func translate(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		switch c := pattern[i]; c {
		case '\\':
			if i+1 == len(pattern) {
				return ""
			}
			b.WriteString(pattern[i : i+2])
			i += 2
		case '{', '}':
			b.WriteByte('\\')
			b.WriteByte(c)
			i++
		case '*':
			n := len(pattern[i:]) - len(strings.TrimLeft(pattern[i:], "*"))
			b.WriteString("**"[:min(n, 2)])
			i += n
		case '[':
			class, n := translateClass(pattern[i:])
			if n == 0 {
				return ""
			}
			b.WriteString(class)
			i += n
		default:
			b.WriteByte(c)
			i++
		}
	}
	if glob := b.String(); strings.HasSuffix(glob, "/**") {
		return glob + "/*"
	}
	return b.String()
}

var classNames = strings.NewReplacer("[:alpha:]", "a-zA-Z", "[:digit:]", "0-9", "[:alnum:]", "a-zA-Z0-9",
	"[:lower:]", "a-z", "[:upper:]", "A-Z", "[:xdigit:]", "0-9a-fA-F", "[:space:]", " \t\r\v\f", "[:blank:]", " \t")

// translateClass translates the bracket expression at the start of s and returns
// the bytes it took; 0 if it does not end.
func translateClass(s string) (string, int) {
	start := 1
	if start < len(s) && (s[start] == '!' || s[start] == '^') {
		start++
	}
	for i := start; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case strings.HasPrefix(s[i:], "[:"):
			if end := strings.Index(s[i:], ":]"); end > 0 {
				i += end + 1
			}
		case s[i] == ']' && i > start: // right after the opening it is a letter
			inner := s[start:i]
			if inner[0] == ']' {
				inner = `\` + inner
			}
			return s[:start] + classNames.Replace(inner) + "]", i + 1
		}
	}
	return "", 0
}
