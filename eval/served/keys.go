package served

import (
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/eval"
)

// key is one keystroke: text that it inserts, or a backspace.
type key struct {
	text   string
	back   bool
	before time.Duration // since the last one
}

// How people type, as far as this measures: gaps between keys are log-normal, they
// think after a line's end and an opening parenthesis, and some keys are mistakes
// that the next one takes back.
const (
	medianGap           = 150 * time.Millisecond
	gapSpread           = 0.5 // of the gap's logarithm
	leastGap, mostGap   = 30 * time.Millisecond, 1500 * time.Millisecond
	leastPause, moreFor = time.Second, 2 * time.Second
	mistakes            = 0.08 // of the keys
)

// keys are the keystrokes that write the first lines of a passage, the same for the
// same seed. A new line comes with its indentation, as editors give it.
func keys(p eval.Passage, lines int, seed uint64) []key {
	random := rand.New(rand.NewPCG(seed, 1))
	gap := func() time.Duration {
		g := float64(medianGap) * math.Exp(gapSpread*random.NormFloat64())
		return min(max(time.Duration(g), leastGap), mostGap)
	}
	var all []key
	pause := false
	press := func(k key) {
		k.before = gap()
		if pause {
			k.before += leastPause + time.Duration(random.Int64N(int64(moreFor)))
		}
		all = append(all, k)
		pause = !k.back && (strings.HasPrefix(k.text, "\n") || k.text == "(")
	}
	lines = min(lines, len(p.Lines))
	for n, line := range p.Lines[:lines] {
		for _, r := range strings.TrimSpace(line) {
			if random.Float64() < mistakes {
				press(key{text: string(rune('a' + random.IntN(26)))})
				press(key{back: true})
			}
			press(key{text: string(r)})
		}
		if n+1 < lines {
			press(key{text: "\n" + indentation(p.Lines[n+1])})
		}
	}
	return all
}

func indentation(line string) string {
	if strings.TrimSpace(line) == "" {
		return ""
	}
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}
