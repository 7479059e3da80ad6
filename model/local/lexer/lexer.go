package lexer

// Kind says what a token is.
type Kind uint8

// The kinds of tokens. White space and comments are not tokens.
const (
	Identifier Kind = iota
	Keyword
	String
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

// State is what a line needs to know of the lines above it; the zero State is
// the start of a file. States compare with ==.
type State uint32

// Language is a lexer for one language; it is immutable.
type Language struct {
	Name string
}

// For chooses the lexer by LSP language identifier, else by the file's name,
// else the general one; it is never nil.
func For(language, path string) *Language {
	return &Language{Name: "text"}
}

// Line appends the tokens of line, which has no line ending, to dst and returns
// the state after it. A line inside a comment or a string that began above has
// no tokens up to its end.
func (l *Language) Line(dst []Token, s State, line string) ([]Token, State) {
	return dst, s
}

// Inside says whether a line that starts in state s starts inside a comment or
// a string that began above.
func (s State) Inside() bool { return s != 0 }
