package prompt

import (
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// Budget is how many tokens a prompt may have.
type Budget struct {
	Cold int // that the server has to read while somebody waits
	Most int // in all, once it has grown while nobody did
}

const (
	// coldTime is what reading a prompt may cost while somebody waits, growTime what
	// reading a grown one costs while nobody does: after each jump of the cursor, so
	// that more would keep a small computer busy for little.
	coldTime, growTime = 3 * time.Second, 8 * time.Second
	// mostTokens bound prompts on servers that read quickly: more context than this
	// helps little in filling in a line.
	mostTokens = 4096
	// leastTokens let some lines in on any server, however slow.
	leastTokens = 192
	// A server whose speed is not known is taken for a small computer, or, if it is
	// remote, for a large one.
	localSpeed, remoteSpeed = 100, 1000 // tokens a second
)

// Speed is how fast a server reads prompts. The zero value knows nothing yet.
type Speed struct {
	tokens  float64
	seconds float64
}

// Learn returns the speed after one more report. Requests that read little say
// little: what they take is mostly overhead. But the least budget reads no more than
// its suffix, a third of it, at each new line: that has to be enough, or one slow answer
// would hold the budget down for as long as a document is typed into.
func (s Speed) Learn(r model.Report) Speed {
	const enough, fading = leastTokens / 6, 0.8
	read, took := r.TokensIn-max(r.TokensCached, 0), r.Reading
	if took <= 0 { // it does not tell; then until it began to write, which is longer
		took = r.FirstText
	}
	if r.TokensIn < 0 || read < enough || took <= 0 {
		return s
	}
	return Speed{fading*s.tokens + float64(read), fading*s.seconds + took.Seconds()}
}

// PerSecond is tokens a second.
func (s Speed) PerSecond(remote bool) float64 {
	switch {
	case s.seconds > 0:
		return s.tokens / s.seconds
	case remote:
		return remoteSpeed
	default:
		return localSpeed
	}
}

// Budget returns what prompts may have, so that an answer of so many tokens has room
// beside them.
func (s Speed) Budget(t model.Traits, answer int) Budget {
	speed := s.PerSecond(t.Remote)
	b := Budget{
		Cold: int(min(speed*coldTime.Seconds(), mostTokens)),
		Most: int(min(speed*growTime.Seconds(), mostTokens)),
	}
	b.Cold, b.Most = max(b.Cold, leastTokens), max(b.Most, leastTokens)
	if t.ContextTokens > 0 {
		// A window may be overfull by a quarter, and counts are estimates.
		room := max(t.ContextTokens-answer, 0) * 2 / 3
		b.Cold, b.Most = min(b.Cold, room), min(b.Most, room)
	}
	return b
}

// suffix is how much of a budget the text below gets, blocks how much other places
// get at most once the window has had size.
func (b Budget) suffix() int { return min(suffixTokens, b.Cold/3) }

func (b Budget) blocks(window int) int { return min(window, (b.Most-b.suffix())/2) }
