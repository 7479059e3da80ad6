package local

import (
	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// wordID names a token's text by a 32-bit hash, so that streams of different
// segments compare without a shared vocabulary, and a segment can be kept on
// disk as it is. A million lines of Go have some 300,000 different tokens, of
// which about ten pairs share a hash: the second text of a pair is marked opaque
// and never offered.
type wordID = uint32

const (
	separator wordID = iota // before each document
	newline                 // ends each line that holds tokens
	anyName                 // the class of abstracted identifiers
	anyString
	anyNumber
	firstWord wordID = 16 // smaller ids are not hashes
)

// trait is what a stream knows of a token besides its text.
type trait uint8

const (
	kindMask trait = 0b111  // lexer.Kind
	spaced   trait = 1 << 3 // white space stands before it
	kept     trait = 1 << 4 // a member, or what is called: keeps its name at level locals
	opaque   trait = 1 << 5 // its text is not stored
)

func (t trait) kind() lexer.Kind { return lexer.Kind(t & kindMask) }

// level is how much of a token counts when contexts are compared.
type level uint8

const (
	exact  level = iota // all of it
	locals              // names but for members and calls, strings and numbers count by class
	names               // every name counts by class
	levels
)

// class is what a token counts as at level l.
func (l level) class(id wordID, t trait) wordID {
	if l == exact || id < firstWord {
		return id
	}
	switch t.kind() {
	case lexer.Identifier:
		if l == locals && t&kept != 0 {
			return id
		}
		return anyName
	case lexer.String:
		return anyString
	case lexer.Number:
		return anyNumber
	}
	return id
}

// wordHash is 64-bit FNV-1a folded to 32 bits.
func wordHash(s string) wordID {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return max(uint32(h^h>>32), firstWord)
}

// stream is a sequence of tokens: for each document a separator, a newline, and
// then its tokens with a newline after each line that has any.
type stream struct {
	ids    []wordID
	traits []trait
}

func (s *stream) append(id wordID, t trait) {
	s.ids = append(s.ids, id)
	s.traits = append(s.traits, t)
}

// appendLine appends the tokens of a line, without a newline.
func (s *stream) appendLine(lang *lexer.Language, line string, tokens []lexer.Token) {
	end := int32(0)
	for i, t := range tokens {
		word := line[t.Start:t.End]
		tr := trait(t.Kind)
		if t.Start > end {
			tr |= spaced
		}
		if t.Kind == lexer.Identifier && keepsName(lang, line, tokens, i) {
			tr |= kept
		}
		s.append(wordHash(word), tr)
		end = t.End
	}
}

func keepsName(lang *lexer.Language, line string, tokens []lexer.Token, i int) bool {
	if i > 0 && tokens[i-1].Kind == lexer.Operator && lang.Member(line[tokens[i-1].Start:tokens[i-1].End]) {
		return true
	}
	return i+1 < len(tokens) && line[tokens[i+1].Start:tokens[i+1].End] == "("
}

// lineEnd is the place of the newline at or after p, at most limit tokens away;
// ok is false if there is none so near.
func (s *stream) lineEnd(p, limit int) (end int, ok bool) {
	for end = p; end < len(s.ids) && end-p <= limit; end++ {
		if s.ids[end] <= newline {
			return end, true
		}
	}
	return end, false
}

// lineStart is the place of the first token of p's line.
func (s *stream) lineStart(p int) int {
	for p > 0 && s.ids[p-1] > newline {
		p--
	}
	return p
}
