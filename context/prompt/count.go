package prompt

import (
	"context"
	"hash/maphash"
	"strings"
	"sync"

	"github.com/inkling-lsp/inkling/model"
)

// Count is how many tokens a text of a language, by LSP's identifier, has. It is
// called for each key and must not wait.
type Count func(language, text string) int

// bytesPerToken is what tokens have on average. Measured with cl100k on up to 60
// files a language, of 1,000 to 200,000 bytes, from the Go distribution, Python's
// and Node's libraries, and Debian's /usr (docs/decisions/0025). It is for servers
// that count no tokens, and until they have.
var bytesPerToken = map[string]float64{
	"go": 3.1, "python": 3.6, "rust": 4.3, "java": 4.4, "c": 3.3, "cpp": 3.5,
	"typescript": 4.1, "typescriptreact": 4.1, "javascript": 3.3, "javascriptreact": 3.3,
	"html": 3.3, "css": 3.3, "lua": 3.4, "shellscript": 3.2, "perl": 2.1,
	"json": 4.5, "yaml": 3.9, "markdown": 3.9,
}

// otherBytesPerToken is below what most languages have: rather too short a prompt
// than one that the server refuses.
const otherBytesPerToken = 3

// Estimate counts tokens by the length of a text alone.
func Estimate(language, text string) int {
	per, ok := bytesPerToken[language]
	if !ok {
		per = otherBytesPerToken
	}
	return estimate(per, text)
}

func estimate(per float64, text string) int {
	if text == "" {
		return 0
	}
	return 1 + int(float64(len(text))/per)
}

// maxLines bounds what a Counter remembers: two documents of this length.
const maxLines = 1 << 15

// Counter counts tokens by a server's tokenizer, line by line: each line once, and
// never while somebody waits. Lines that the server has not counted yet are
// estimated by those that it has. It is safe for concurrent use; the zero value
// estimates.
//
// The sum over lines is above what the whole text has, by 1 to 3 %, since line ends
// merge with what follows them.
type Counter struct {
	mu    sync.Mutex
	known map[uint64]int // by the hash of a line and its ending
	// asked and counted are the bytes and the tokens of the lines that the server has
	// counted, by language.
	asked, counted map[string]int
	wanted         []line // that are not known, in the order in which they were met
	waiting        map[uint64]bool
}

type line struct {
	hash           uint64
	language, text string
}

var seed = maphash.MakeSeed()

// Count implements the type of this name.
func (c *Counter) Count(language, text string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	tokens, unknown := 0, 0
	for l := range strings.SplitAfterSeq(text, "\n") {
		hash := maphash.String(seed, l)
		if n, ok := c.known[hash]; ok {
			tokens += n
			continue
		}
		unknown += len(l)
		c.want(line{hash, language, l})
	}
	if unknown > 0 {
		tokens += 1 + int(float64(unknown)/c.per(language))
	}
	return tokens
}

func (c *Counter) want(l line) {
	if l.text == "" || c.waiting[l.hash] || len(c.wanted) >= maxLines {
		return
	}
	if c.waiting == nil {
		c.waiting = map[uint64]bool{}
	}
	c.waiting[l.hash] = true
	l.text = strings.Clone(l.text) // it outlives its document
	c.wanted = append(c.wanted, l)
}

// per is bytes per token, as the server has counted a thousand of them or more.
func (c *Counter) per(language string) float64 {
	if c.counted[language] >= 1000 {
		return float64(c.asked[language]) / float64(c.counted[language])
	}
	if per, ok := bytesPerToken[language]; ok {
		return per
	}
	return otherBytesPerToken
}

// Learn has a server count lines that were estimated so far, most at a time, those
// first that were met first. more says that there are others. It is to be called
// while the server has nothing else to do.
func (c *Counter) Learn(ctx context.Context, t model.Tokenizer, most int) (more bool, err error) {
	c.mu.Lock()
	batch := c.wanted[:min(most, len(c.wanted))]
	c.mu.Unlock()
	if len(batch) == 0 {
		return false, nil
	}
	texts := make([]string, len(batch))
	for i, l := range batch {
		texts[i] = l.text
	}
	counts, err := t.Count(ctx, texts)
	if err != nil {
		return true, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, l := range batch[:min(len(batch), len(counts))] {
		c.learn(l, counts[i])
	}
	return len(c.wanted) > 0, nil
}

func (c *Counter) learn(l line, tokens int) {
	if !c.waiting[l.hash] {
		return // somebody else has learned it meanwhile
	}
	if c.known == nil || len(c.known) >= maxLines {
		c.known = map[uint64]int{} // it is quickly asked again, where it still matters
	}
	if c.asked == nil {
		c.asked, c.counted = map[string]int{}, map[string]int{}
	}
	delete(c.waiting, l.hash)
	c.wanted = c.wanted[1:]
	c.known[l.hash] = tokens
	c.asked[l.language] += len(l.text)
	c.counted[l.language] += tokens
}
