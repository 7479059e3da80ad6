package fill

import (
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/model"
)

const (
	// debounce is how long nothing may be typed before a server is asked. In a burst
	// of keys only the last is worth a request.
	debounce = 60 * time.Millisecond
	// longest is how long a question waits at most, from its beginning.
	longest = 800 * time.Millisecond
	// hiccup is what is waited for at least: a server that usually answers at once is
	// now and then held up by something else on its machine.
	hiccup = 100 * time.Millisecond
	// streamBound ends a request that nobody waits for any more. What has been read
	// until then stays in the server's cache.
	streamBound = 15 * time.Second
)

// pace is how long a server takes. It never changes: learn returns another. The zero
// value knows nothing yet.
type pace struct {
	speed    prompt.Speed
	overhead time.Duration // from a request to its first text, without reading
	line     time.Duration // from the first text to the end of the line
	learned  bool
}

// learn returns the pace after one more answer of a line, for which the server was
// thought to read some tokens. Half of it is the new one's: what was long ago tells
// little about a machine that does other things too.
func (p pace) learn(r model.Report, fresh int, remote bool) pace {
	p.speed = p.speed.Learn(r)
	if r.FirstText <= 0 {
		return p
	}
	reading := r.Reading
	if reading <= 0 { // it does not tell, so what is expected of it goes by the same guess
		reading = p.reading(fresh, remote)
	}
	overhead, line := max(r.FirstText-reading, 0), max(r.Whole-r.FirstText, 0)
	if p.learned {
		overhead, line = (p.overhead+overhead)/2, (p.line+line)/2
	}
	p.overhead, p.line, p.learned = overhead, line, true
	return p
}

// deadline is how long a question waits for an answer for which the server reads some
// tokens: one and a half times what is expected, after the pause.
func (p pace) deadline(fresh int, remote bool) time.Duration {
	if !p.learned {
		return longest
	}
	expected := p.overhead + p.reading(fresh, remote) + p.line
	return min(debounce+max(expected*3/2, hiccup), longest)
}

func (p pace) reading(tokens int, remote bool) time.Duration {
	return time.Duration(float64(tokens) / p.speed.PerSecond(remote) * float64(time.Second))
}
