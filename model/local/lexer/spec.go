package lexer

import (
	"slices"
	"strings"
)

// spec is what a language's file states. Lists are words between spaces.
type spec struct {
	name       string
	ids        string // LSP language identifiers
	extensions string // of files, with the dot
	blocks     Blocks

	keywords     string
	keptAfterDot string // keywords that are keywords after a dot too
	letters      string // bytes that words have beside letters, digits and _
	operators    string // those of two bytes and more
	members      string

	lineComments          string
	hashNeedsSpace        bool // # starts a comment only after white space
	blockOpen, blockClose string
	nested                bool // block comments nest

	literals []literal
	prefixes string // bytes that make up the prefix of a literal
	numbers  numberForm

	// hook cuts what the table can't say; nil if there is none. It is asked at
	// each byte of hookBytes that starts no comment, and after a short word of
	// prefixes that # follows; at is the word's start, i the place of the byte.
	hook      func(l *Language, line string, at, i int) (piece, bool)
	hookBytes string
}

// piece is what a special byte turned out to start: a token, or, if token is
// false, a comment.
type piece struct {
	end   int
	state State // after it, not zero only if it goes on below
	kind  Kind
	token bool
	open  bool
	// toEnd marks a comment up to the line's end.
	toEnd bool
}

// class is what a byte may start.
type class uint8

// The classes. The first two make up words, so that one comparison tells.
const (
	letter class = iota
	digit
	space
	single   // an operator of one byte
	operator // an operator of one byte or more
	special  // perhaps a comment, a literal or what the hook knows
	wide     // a byte of a rune that is not ASCII
)

func newLanguage(s spec) *Language {
	l := &Language{
		Name:            s.name,
		Blocks:          s.blocks,
		spec:            s,
		keywordSet:      newWordSet(s.keywords),
		afterDot:        newWordSet(s.keptAfterDot),
		memberSet:       strings.Fields(s.members),
		commentPrefixes: strings.Fields(s.lineComments),
	}
	for _, op := range strings.Fields(s.operators) {
		l.longer[op[0]] = append(l.longer[op[0]], op)
	}
	for _, ops := range l.longer {
		slices.SortFunc(ops, func(a, b string) int { return len(b) - len(a) })
	}
	for b := range l.class {
		l.class[b] = l.classify(byte(b))
	}
	return l
}

func (l *Language) classify(b byte) class {
	starts := func(s string) bool { return s != "" && s[0] == b }
	switch {
	case b >= 0x80:
		return wide
	case isLetter(b) || strings.IndexByte(l.letters, b) >= 0:
		return letter
	case isDigit(b):
		return digit
	case isSpace(b):
		return space
	case strings.IndexByte(l.hookBytes, b) >= 0,
		slices.ContainsFunc(l.commentPrefixes, starts),
		starts(l.blockOpen),
		slices.ContainsFunc(l.literals, func(lit literal) bool { return starts(lit.quote) }):
		return special
	case len(l.longer[b]) > 0, b == '.':
		return operator
	}
	return single
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' || b == '_' }
func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isSpace(b byte) bool  { return b == ' ' || '\t' <= b && b <= '\r' }

// wordSet is a set of words, asked at every identifier of the workspace: a hash
// of length, first and last byte leaves about one word to compare, where a map
// would read every byte twice.
type wordSet struct {
	bounds [257]uint8 // words[bounds[h]:bounds[h+1]] have the hash h
	words  []string
}

func newWordSet(list string) wordSet {
	var w wordSet
	w.words = strings.Fields(list)
	slices.SortFunc(w.words, func(a, b string) int { return int(wordHash(a)) - int(wordHash(b)) })
	for h, i := 0, 0; h <= 256; h++ {
		for i < len(w.words) && int(wordHash(w.words[i])) < h {
			i++
		}
		w.bounds[h] = uint8(i)
	}
	return w
}

func (w *wordSet) has(word string) bool {
	h := int(wordHash(word))
	for _, k := range w.words[w.bounds[h]:w.bounds[h+1]] {
		if k == word {
			return true
		}
	}
	return false
}

func wordHash(word string) uint8 {
	return uint8(len(word))*29 + word[0]*7 + word[len(word)-1]*13
}
