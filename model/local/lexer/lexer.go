package lexer

// Kind says what a token is.
type Kind uint8

// The kinds of tokens. White space and comments are not tokens.
const (
	Identifier Kind = iota
	Keyword
	String // a whole literal: string, character, template, regular expression
	Number
	Operator
)

// Token is a token's place in its line, in bytes, and its kind.
type Token struct {
	Start, End int32
	Kind       Kind
	// Open marks a string that its line does not close: the cursor may be inside
	// it, or it goes on below.
	Open bool
}

// Blocks says what shows a block's extent.
type Blocks uint8

// The ways to write a block.
const (
	Braces Blocks = iota
	Indentation
)

// Language is a lexer for one language; it is immutable.
type Language struct {
	// Name is LSP's identifier of the language, or a family's name
	// ("c-like", "text") if the general lexer serves it.
	Name string
	// Blocks says how the language writes a block.
	Blocks Blocks

	spec
	class           [256]class
	longer          [256][]string // operators of two bytes and more by first byte, longest first
	keywordSet      wordSet
	afterDot        wordSet
	memberSet       []string
	commentPrefixes []string
}

// Line appends the tokens of line, which has no line ending, to dst and returns
// the state after it. A line inside a comment or a string that began above has
// no tokens up to its end.
func (l *Language) Line(dst []Token, s State, line string) ([]Token, State) {
	dst, s, _ = l.scan(dst, s, line)
	return dst, s
}

// Place is where a cursor stands.
type Place uint8

// The places.
const (
	Code            Place = iota
	Comment               // in a line comment or a block comment
	InString              // in a string that began on the cursor's line
	MultilineString       // in a string that began above
)

// PlaceAt says where a cursor stands after prefix, the start of a line that
// starts in state s.
func (l *Language) PlaceAt(s State, prefix string) Place {
	var room [64]Token
	tokens, after, place := l.scan(room[:0], s, prefix)
	switch {
	case place != Code:
		return place
	case len(tokens) > 0 && tokens[len(tokens)-1].Open:
		return InString
	case after.Inside():
		return Comment
	}
	return Code
}

// Member says whether op makes the name after it a member of what is before it.
func (l *Language) Member(op string) bool {
	for _, m := range l.memberSet {
		if m == op {
			return true
		}
	}
	return false
}

// Opener says whether op opens a bracket.
func Opener(op string) bool { return op == "(" || op == "[" || op == "{" }

// Closer says whether op closes a bracket.
func Closer(op string) bool { return op == ")" || op == "]" || op == "}" }
