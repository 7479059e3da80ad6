package lexer

import (
	"strings"
	"unicode/utf8"
)

var rust = newLanguage(spec{
	name:       "rust",
	ids:        "rust",
	extensions: ".rs",

	keywords: `as async await break const continue crate dyn else enum extern false fn for if impl in let loop
		match mod move mut pub ref return self Self static struct super trait true type union unsafe use where
		while yield
		Some None Ok Err Option Result Box Rc Arc Vec String Default Clone Copy Debug Iterator From Into
		bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize`,
	keptAfterDot: "await",
	operators:    `<<= >>= ..= ... :: -> => .. == != <= >= && || += -= *= /= %= &= |= ^= <<`,
	members:      ". ::",

	lineComments: "//",
	blockOpen:    "/*",
	blockClose:   "*/",
	nested:       true,

	literals: []literal{{quote: `"`, multiline: true}},
	prefixes: "rbc",
	numbers:  dotEnd,

	hook:      rustHook,
	hookBytes: "'#\"",
})

// rustHook cuts characters, lifetimes and labels, raw strings and raw
// identifiers; from at to i is a prefix of r, b and c.
func rustHook(l *Language, line string, at, i int) (piece, bool) {
	if line[i] == '\'' {
		return rustQuote(l, line, at, i)
	}
	if at == i || line[i-1] != 'r' {
		return piece{}, false
	}
	hashes := i
	for hashes < len(line) && line[hashes] == '#' {
		hashes++
	}
	if hashes == len(line) {
		return piece{}, false
	}
	if line[hashes] == '"' {
		end, s := rawEnd(line, hashes+1, hashes-i)
		return piece{end: end, kind: String, token: true, state: s, open: s.Inside()}, true
	}
	if i-at == 1 && hashes-i == 1 && isLetter(line[hashes]) {
		return piece{end: l.wordEnd(line, hashes), kind: Identifier, token: true}, true
	}
	return piece{}, false
}

// rawEnd looks for the quote and the hashes that end a raw string, from i on.
func rawEnd(line string, i, hashes int) (int, State) {
	for i < len(line) {
		quote := strings.IndexByte(line[i:], '"')
		if quote < 0 {
			break
		}
		i += quote + 1
		n := 0
		for n < hashes && i+n < len(line) && line[i+n] == '#' {
			n++
		}
		if n == hashes {
			return i + n, 0
		}
	}
	return len(line), newState(modeRaw, hashes)
}

// rustQuote tells 'a' from 'a: a character is one rune, or begins with a
// backslash.
func rustQuote(l *Language, line string, at, i int) (piece, bool) {
	rest := line[i+1:]
	if strings.HasPrefix(rest, `\`) {
		lit := literal{quote: "'"}
		end, found := lit.end(line, i+1)
		return piece{end: end, kind: String, token: true, open: found != closed}, true
	}
	_, size := utf8.DecodeRuneInString(rest)
	if size > 0 && strings.HasPrefix(rest[size:], "'") {
		return piece{end: i + 1 + size + 1, kind: String, token: true}, true
	}
	if end := l.wordEnd(line, i+1); at == i && end > i+1 && !isDigit(rest[0]) {
		return piece{end: end, kind: Keyword, token: true}, true
	}
	return piece{}, false
}
