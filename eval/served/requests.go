package served

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/eval"
)

const (
	serverDelay = 250 * time.Millisecond
	rightShare  = 45 // percent of the answers, as the real model was measured to have
)

// requests types passages against a server that answers after a set time, whatever
// the machine. It is right about as often as a model of 1.5 billion parameters;
// what it says else is another line of the passage.
func requests(ctx context.Context, b *bench) error {
	var mu sync.Mutex
	var typed eval.Passage
	s, err := startScripted(serverDelay, func(prompt, begin string) string {
		mu.Lock()
		defer mu.Unlock()
		return guess(typed, prompt, begin)
	})
	if err != nil {
		return err
	}
	defer s.end()
	return b.typeAll(ctx, "requests", "", s.url, func(p eval.Passage) {
		mu.Lock()
		defer mu.Unlock()
		typed = p
	})
}

// guess is what the scripted model says: the rest of the line, or of another one.
func guess(p eval.Passage, prompt, begin string) string {
	typed := prompt[strings.LastIndexByte(prompt, '>')+1:] + begin
	h := fnv.New64a()
	h.Write([]byte(prompt))
	random := int(h.Sum64() % 10000)
	if random%100 < rightShare {
		for _, line := range p.Lines {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(line), strings.TrimLeft(typed, " \t")); ok && rest != "" {
				return rest
			}
		}
	}
	for i := range p.Lines {
		if other := strings.TrimSpace(p.Lines[(random/100+i)%len(p.Lines)]); other != "" {
			return other[len(other)/3:]
		}
	}
	return ""
}

// requestRows count the requests per key.
func requestRows(records []Record) []Row {
	what := "backend requests per 100 keystrokes, a server of 250 ms"
	d := documentsOf(records)
	if d.keys == 0 {
		return []Row{{what, "≤30", "not measured", unknown}}
	}
	return []Row{{what, "≤30", d.perKeys(), verdict(true, d.rate() <= 30)}}
}

// documents are what typing has cost.
type documents struct {
	number, keys       int
	fills, warms       int
	read               int // tokens, of all requests but the first of each document
	total              int // tokens of their prompts
	left               int // requests that the client has left
	fillRead, fillSize []int
	firsts             []float64 // ms from request to first text, of fills whose answer began
	cold               []float64 // ms
	silent             int       // documents in which no first suggestion came
}

func documentsOf(records []Record) (d documents) {
	finished := make(map[string]bool)
	for _, r := range records {
		if r.Layout == "document" {
			finished[r.File] = true
			d.number++
			d.keys += r.Keys
			if r.FirstMS > 0 {
				d.cold = append(d.cold, r.FirstMS)
			} else {
				d.silent++
			}
		}
	}
	for _, r := range records {
		if r.Layout == "document" || !finished[r.File] {
			continue
		}
		d = d.plus(r, strings.HasSuffix(r.Place, "#0"))
	}
	return d
}

func (d documents) plus(r Record, first bool) documents {
	if r.Layout == warm {
		d.warms++
	} else {
		d.fills++
	}
	if r.Fault != "" {
		d.left++
	}
	if first {
		return d
	}
	d.read += r.Read()
	d.total += r.TokensIn
	if r.Layout == "fill" && r.TokensIn > 0 {
		d.fillRead = append(d.fillRead, r.Read())
		d.fillSize = append(d.fillSize, r.TokensIn)
		if r.FirstMS > 0 {
			d.firsts = append(d.firsts, r.FirstMS)
		}
	}
	return d
}

func (d documents) rate() float64 { return 100 * float64(d.fills+d.warms) / float64(d.keys) }

func (d documents) perKeys() string {
	return fmt.Sprintf("%.1f (%d for words, %d sent ahead, for %d keys in %d documents; %d of them left unfinished)",
		d.rate(), d.fills, d.warms, d.keys, d.number, d.left)
}

// typingRows say what the model server had to read while people typed.
func typingRows(records []Record) []Row {
	rows := []Row{
		{"tokens read for all requests but the first of a document, per keystroke", "mean ≤5", "not measured", unknown},
		{"tokens read for a word's request, typing", "p50 ≤2, p99 ≤200", "not measured", unknown},
		{"prompt tokens served from the cache, typing", "≥97 %", "not measured", unknown},
		{"backend requests per 100 keystrokes, the real model", "≤30", "not measured", unknown},
		{"cold open of a file to the first suggestion of the backend", "≤6 s", "not measured", unknown},
	}
	d := documentsOf(records)
	if d.keys == 0 || len(d.fillRead) == 0 {
		return rows
	}
	enough := d.keys >= 1000
	perKey := float64(d.read) / float64(d.keys)
	rows[0].Measured, rows[0].Met = fmt.Sprintf("%.2f (%d tokens for %d keys in %d documents)", perKey, d.read, d.keys, d.number), verdict(enough, perKey <= 5)
	p50, p99 := percentile(d.fillRead, 50), percentile(d.fillRead, 99)
	rows[1].Measured = fmt.Sprintf("p50 %d, p95 %d, p99 %d of %d requests with prompts of %d tokens (p50; p10 %d); to the first text p50 %.0f ms, p95 %.0f ms",
		p50, percentile(d.fillRead, 95), p99, len(d.fillRead), percentile(d.fillSize, 50), percentile(d.fillSize, 10), percentile(d.firsts, 50), percentile(d.firsts, 95))
	rows[1].Met = verdict(enough, p50 <= 2 && p99 <= 200)
	share := 1 - float64(d.read)/float64(d.total)
	rows[2].Measured, rows[2].Met = fmt.Sprintf("%.1f %% of %d tokens", 100*share, d.total), verdict(enough, share >= .97)
	rows[3].Measured, rows[3].Met = d.perKeys(), verdict(enough, d.rate() <= 30)
	if len(d.cold) > 0 {
		worst := percentile(d.cold, 100) / 1000
		rows[4].Measured = fmt.Sprintf("p50 %.1f s, at most %.1f s of %d documents; in %d the model had nothing to say", percentile(d.cold, 50)/1000, worst, len(d.cold), d.silent)
		rows[4].Met = verdict(true, worst <= 6)
	}
	return rows
}
