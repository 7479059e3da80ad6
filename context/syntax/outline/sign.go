package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long the strings of a symbol may be, in bytes.
const (
	MaxSignature = 400
	MaxDoc       = 200
)

const openers = " {:=;," // what may stand between a signature and its body

// HasMembers tells whether what is declared inside of k belongs to it.
func (k Kind) HasMembers() bool {
	switch k {
	case Class, Struct, Interface, Enum, Type, Module, Namespace:
		return true
	}
	return false
}

// Member is what k is called inside a type.
func (k Kind) Member() Kind {
	switch k {
	case Function:
		return Method
	case Variable:
		return Field
	}
	return k
}

// Signature is text on one line, without what opens the body after it.
func Signature(text string) string {
	const most = 2 * MaxSignature // what white space collapses to less is cut anyway
	line := strings.TrimRight(Cut(collapse(Cut(text, most)), MaxSignature), openers)
	return strings.Clone(strings.TrimRight(strings.TrimSuffix(line, "=>"), openers))
}

// collapse makes each run of white space one blank, and none at the ends. Most
// signatures are on one line already.
func collapse(s string) string {
	blank := true
	for i := range len(s) {
		b := s[i]
		if b >= utf8.RuneSelf || b < ' ' || b == ' ' && blank {
			return strings.Join(strings.Fields(s), " ")
		}
		blank = b == ' '
	}
	return strings.TrimRight(s, " ")
}

// Cut shortens s to size bytes, between two characters.
func Cut(s string, size int) string {
	if len(s) <= size {
		return s
	}
	for size > 0 && !utf8.RuneStart(s[size]) {
		size--
	}
	return s[:size]
}

// IsName tells whether s can be the name of a symbol: a pattern can't. Names of
// operators can.
func IsName(s string) bool {
	return s != "" && s != "_" && !strings.ContainsAny(s, "[]{}(), \t\r\n")
}

// PlainName takes the quotes off a name: an object's key, a module's name.
func PlainName(s string) string { return strings.Trim(s, "\"'`") }

// OwnerName is the type that a receiver or a generic type names: T for
// (t *T[E]), Map for Map<K, V>.
func OwnerName(s string) string {
	s = strings.Trim(s, "() \t\n")
	if i := strings.IndexAny(s, "[<"); i > 0 {
		s = s[:i]
	}
	if i := strings.LastIndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '*' || r == '&' }); i >= 0 {
		s = s[i+1:]
	}
	return s
}

// Split takes the owner off a name that says it: A::b, a.b, a:b.
func Split(owner, name string) (string, string) {
	i := strings.LastIndexAny(name, ".:")
	if i <= 0 || i == len(name)-1 {
		return owner, name
	}
	return Join(owner, strings.ReplaceAll(strings.TrimRight(name[:i], ":"), "::", ".")), name[i+1:]
}

// Join is the name of what is in owner, which may be empty.
func Join(owner, name string) string {
	if owner == "" {
		return name
	}
	return owner + "." + name
}

// DocLine is the first line of documentation that has a word.
func DocLine(comment string) string {
	for line := range strings.Lines(comment) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "//go:") || strings.HasPrefix(line, "#!") {
			continue
		}
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimPrefix(line, "<!"), "/*#!-;%{"))
		line = strings.TrimSpace(strings.TrimRight(strings.TrimSuffix(line, "-->"), "*/-%}"))
		line = strings.TrimSuffix(strings.TrimPrefix(line, "<summary>"), "</summary>")
		if strings.ContainsFunc(line, unicode.IsLetter) {
			return strings.Clone(Cut(line, MaxDoc))
		}
	}
	return ""
}

// ImportPath is the path of an import as it is written, without quotes.
func ImportPath(s string) string {
	return strings.Clone(strings.Join(strings.Fields(strings.Trim(s, "\"'`<>;")), " "))
}
