package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxSignature = 400
	maxDoc       = 200
	openers      = " {:=;," // what may stand between a signature and its body
)

func (k Kind) hasMembers() bool {
	switch k {
	case Class, Struct, Interface, Enum, Type, Module, Namespace:
		return true
	}
	return false
}

// member is what k is called inside a type.
func (k Kind) member() Kind {
	switch k {
	case Function:
		return Method
	case Variable:
		return Field
	}
	return k
}

// signature is text on one line, without what opens the body after it.
func signature(text string) string {
	const most = 2 * maxSignature // what white space collapses to less is cut anyway
	line := strings.Join(strings.Fields(cut(text, most)), " ")
	line = strings.TrimRight(cut(line, maxSignature), openers)
	return strings.Clone(strings.TrimRight(strings.TrimSuffix(line, "=>"), openers))
}

// cut shortens s to size bytes, between two characters.
func cut(s string, size int) string {
	if len(s) <= size {
		return s
	}
	for size > 0 && !utf8.RuneStart(s[size]) {
		size--
	}
	return s[:size]
}

// isName tells whether s can be the name of a symbol: a pattern can't. Names of
// operators can.
func isName(s string) bool {
	return s != "" && s != "_" && !strings.ContainsAny(s, "[]{}(), \t\r\n")
}

// plainName takes the quotes off a name: an object's key, a module's name.
func plainName(s string) string { return strings.Trim(s, "\"'`") }

// ownerName is the type that a receiver or a generic type names: T for
// (t *T[E]), Map for Map<K, V>.
func ownerName(s string) string {
	s = strings.Trim(s, "() \t\n")
	if i := strings.IndexAny(s, "[<"); i > 0 {
		s = s[:i]
	}
	if i := strings.LastIndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '*' || r == '&' }); i >= 0 {
		s = s[i+1:]
	}
	return s
}

// split takes the owner off a name that says it: A::b, a.b, a:b.
func split(owner, name string) (string, string) {
	i := strings.LastIndexAny(name, ".:")
	if i <= 0 || i == len(name)-1 {
		return owner, name
	}
	return join(owner, strings.ReplaceAll(strings.TrimRight(name[:i], ":"), "::", ".")), name[i+1:]
}

func join(owner, name string) string {
	if owner == "" {
		return name
	}
	return owner + "." + name
}

// docLine is the first line of documentation that has a word.
func docLine(comment string) string {
	for line := range strings.Lines(comment) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "//go:") || strings.HasPrefix(line, "#!") {
			continue
		}
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimPrefix(line, "<!"), "/*#!-;%{"))
		line = strings.TrimSpace(strings.TrimRight(strings.TrimSuffix(line, "-->"), "*/-%}"))
		line = strings.TrimSuffix(strings.TrimPrefix(line, "<summary>"), "</summary>")
		if strings.ContainsFunc(line, unicode.IsLetter) {
			return strings.Clone(cut(line, maxDoc))
		}
	}
	return ""
}
