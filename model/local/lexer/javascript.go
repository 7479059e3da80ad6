package lexer

import "strings"

var (
	javascript = scripted(spec{
		name:       "javascript",
		ids:        "javascript",
		extensions: ".js .mjs .cjs",
	})
	javascriptReact = scripted(spec{
		name:       "javascriptreact",
		ids:        "javascriptreact",
		extensions: ".jsx",
	})
	typescript = scripted(spec{
		name:       "typescript",
		ids:        "typescript",
		extensions: ".ts .mts .cts",
	})
	typescriptReact = scripted(spec{
		name:       "typescriptreact",
		ids:        "typescriptreact",
		extensions: ".tsx",
	})
)

// scripted completes the spec of a dialect. All of them know TypeScript's words
// and all tolerate JSX: in .js files both are met, and a name that is wrongly
// kept as it is costs less than one wrongly replaced.
func scripted(s spec) *Language {
	s.keywords = `break case catch class const continue debugger default delete do else enum export extends
		finally for function if import in instanceof let new of return static super switch this throw try typeof
		var void while with yield async await from as get set
		true false null undefined NaN Infinity
		abstract asserts declare implements infer interface is keyof module namespace override private
		protected public readonly satisfies type unique
		any bigint boolean never number object string symbol unknown
		Array Error Map Object Partial Promise Record Set console document module require window`
	s.operators = `>>>= ... === !== **= <<= >>= &&= ||= ??= => == != <= >= && || ?? ?. ++ -- += -= *= /= %= &= |= ^= << **`
	s.members = ". ?."
	s.lineComments = "// #!" // a hash-bang line has its like nowhere else
	s.blockOpen, s.blockClose = "/*", "*/"
	s.letters = "$"
	s.literals = []literal{
		{quote: `"`, wraps: true},
		{quote: "'", wraps: true, notAfterWord: true}, // JSX text has apostrophes
	}
	s.numbers = dotStart | dotEnd
	s.hook, s.hookBytes = scriptHook, "`/#"
	return newLanguage(s)
}

// scriptHook cuts template literals, regular expressions and private names.
func scriptHook(l *Language, line string, _, i int) (piece, bool) {
	switch line[i] {
	case '`':
		if n := proseBackticks(line, i); n > 0 {
			return piece{end: i + n, kind: Operator, token: true}, true
		}
		end, s := templateEnd(line, i+1, stack{templates: 1})
		return piece{end: end, kind: String, token: true, state: s, open: s.Inside()}, true
	case '/':
		if end, ok := regexpEnd(line, i); ok {
			return piece{end: end, kind: String, token: true}, true
		}
	case '#':
		if i+1 < len(line) && isLetter(line[i+1]) {
			return piece{end: l.wordEnd(line, i+1), kind: Identifier, token: true}, true
		}
	}
	return piece{}, false
}

// proseBackticks counts the backticks at i that are JSX text about Markdown: no
// code has three, nor a backslash before one. A template opened by mistake would
// swallow the file up to the next.
func proseBackticks(line string, i int) int {
	switch {
	case strings.HasPrefix(line[i:], "```"):
		return 3
	case i > 0 && line[i-1] == '\\':
		return 1
	}
	return 0
}

// maxRegexp bounds, in bytes, how far a slash is looked ahead and back of, so
// that a minified line costs linear time.
const maxRegexp = 500

// regexpEnd is the end of the regular expression that starts at i, if one may
// start there and its line closes it.
func regexpEnd(line string, i int) (int, bool) {
	if !regexpMayStart(line[max(0, i-maxRegexp):i]) {
		return 0, false
	}
	inSet := false
	for k := i + 1; k < min(len(line), i+maxRegexp); k++ {
		switch c := line[k]; {
		case c == '\\':
			k++
		case c == '[':
			inSet = true
		case c == ']':
			inSet = false
		case c == '/' && !inSet:
			for k++; k < len(line) && isLetter(line[k]); k++ { // flags
			}
			return k, true
		}
	}
	return 0, false
}

// regexpMayStart says whether a slash after before starts an operand; else it
// divides. After a closing parenthesis or brace it nearly always divides, or
// ends a JSX element: what comes after < is the latter.
func regexpMayStart(before string) bool {
	trimmed := strings.TrimRight(before, " \t")
	if trimmed == "" {
		return true
	}
	switch c := trimmed[len(trimmed)-1]; {
	case c == '<' && len(trimmed) == len(before):
		return false
	case strings.IndexByte(")]}\"'`.", c) >= 0:
		return false
	case strings.HasSuffix(trimmed, "*/"):
		return regexpMayStart(trimmed[:max(0, strings.LastIndex(trimmed, "/*"))])
	case c == '/':
		return false
	case c >= 0x80:
		return false
	case !isLetter(c) && !isDigit(c) && c != '$':
		return true
	}
	start := len(trimmed)
	for start > 0 && (isLetter(trimmed[start-1]) || isDigit(trimmed[start-1]) || trimmed[start-1] == '$') {
		start--
	}
	return !afterDot(trimmed, start) && operandFollows.has(trimmed[start:])
}

// operandFollows are the words after which a slash can't divide.
var operandFollows = newWordSet(`await case delete do else export default in instanceof new of return throw typeof void yield`)
