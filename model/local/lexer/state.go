package lexer

// State is what a line needs to know of the lines above it; the zero State is
// the start of a file. States compare with ==, within one Language.
//
// The low four bits are the mode, the rest is the mode's detail: how deep a
// comment is nested, how many # end a raw string, or a template's stack.
type State uint32

const (
	modeCode State = iota
	modeComment
	modeRaw
	modeTemplate
	modeLiteral // and above: the index in the language's literals

	modeBits = 4
	modeMask = 1<<modeBits - 1
)

// maxDetail bounds a count kept in a State: deeper nesting is as deep as this.
const maxDetail = 1<<20 - 1

func newState(mode State, detail int) State {
	return mode | State(min(detail, maxDetail))<<modeBits
}

func (s State) mode() State { return s & modeMask }
func (s State) detail() int { return int(s >> modeBits) }

// Inside says whether a line that starts in state s starts inside a comment or
// a string that began above.
func (s State) Inside() bool { return s != 0 }
