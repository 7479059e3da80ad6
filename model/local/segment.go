package local

import (
	"fmt"
	"sort"
	"strings"

	"github.com/inkling-lsp/inkling/internal/background"
	"github.com/inkling-lsp/inkling/model/local/backsort"
	"github.com/inkling-lsp/inkling/model/local/lexer"
	"github.com/inkling-lsp/inkling/model/local/words"
)

// source is a text within a segment. It has a key and no name: which file has
// this text is said by the index, and may change.
type source struct {
	key        Key
	language   *lexer.Language
	start, end uint32 // places in the stream
	firstLine  uint32 // index into segment.lines of its first line with tokens
}

func (s *source) tokens() int { return int(s.end - s.start) }

// Segment is a sealed part of the index: it never changes. Per token it takes 4
// bytes for the id, 1 for the traits and up to 4 for each order: 15 to 17 in all.
type Segment struct {
	stream
	sources []source
	lines   []segmentLine
	words   words.Table
	orders  [levels][]uint32 // places by reversed context
}

// segmentLine is a line that has tokens.
type segmentLine struct {
	end    uint32 // the place of its newline
	number uint32 // in its document, from zero, and above 24 bits its indentation in columns
}

// sourceOf is the index of the source that holds place p.
func (s *Segment) sourceOf(p uint32) int { return sourceAt(s.sources, p) }

// lineOf is the index in lines of the line that holds place p.
func (s *Segment) lineOf(p uint32) int {
	return sort.Search(len(s.lines), func(i int) bool { return s.lines[i].end >= p })
}

// lineNumber is the line of place p in its document, from zero.
func (s *Segment) lineNumber(p uint32) int {
	i := s.lineOf(p)
	if i == len(s.lines) {
		return 0 // only in a damaged file: see check
	}
	return int(s.lines[i].number & (1<<24 - 1))
}

// indentStep is how much further right the line of place p stands than the one
// with tokens above it, in columns; ok is false if it is its document's first.
func (s *Segment) indentStep(src *source, p uint32) (step int, ok bool) {
	i := s.lineOf(p)
	if i == 0 || uint32(i) == src.firstLine || i == len(s.lines) {
		return 0, false
	}
	return int(s.lines[i].number>>24) - int(s.lines[i-1].number>>24), true
}

// segmentBuilder gathers documents and seals them.
type segmentBuilder struct {
	Segment
	collector *words.Collector
	tokens    []lexer.Token
	faults    []error // of files that could not be lexed
}

func newSegmentBuilder() *segmentBuilder {
	return &segmentBuilder{collector: words.NewCollector()}
}

// addFile lexes a file. One that the model would neither complete nor copy from
// becomes a source without tokens, so that it is known by its key like any other.
func (b *segmentBuilder) addFile(f File) {
	lang := lexer.For(f.Language, string(f.URI))
	start := b.begin()
	if len(f.Content) > MaxDocument || !b.addTextOf(f, lang) {
		b.truncate(start)
	}
	b.end(start, keyOf(lang, f.sum()), lang)
}

// addTextOf reports false if the text of f can't be lexed. A mistake in a lexer must
// not end the server: it costs the one file that shows it.
func (b *segmentBuilder) addTextOf(f File, lang *lexer.Language) (ok bool) {
	defer func() {
		if value := recover(); value != nil {
			ok = false
			b.faults = append(b.faults, fmt.Errorf("lex %s: panic: %v", f.URI, value))
		}
	}()
	return b.addText(lang, f.Content)
}

// addText reports false if a line is too long.
func (b *segmentBuilder) addText(lang *lexer.Language, content string) bool {
	var state lexer.State
	number := uint32(0)
	for rest := content; rest != ""; number++ {
		var line string
		line, rest = cutLine(rest)
		if overlong(line) {
			return false
		}
		b.tokens, state = lang.Line(b.tokens[:0], state, line)
		if len(b.tokens) > 0 {
			b.addLine(lang, line, number)
		}
	}
	return true
}

func (b *segmentBuilder) addLine(lang *lexer.Language, line string, number uint32) {
	first := len(b.ids)
	b.appendLine(lang, line, b.tokens)
	for i, t := range b.tokens {
		if !b.collector.Add(b.ids[first+i], line[t.Start:t.End]) {
			b.traits[first+i] |= opaque
		}
	}
	b.append(newline, trait(lexer.Operator))
	b.lines = append(b.lines, segmentLine{uint32(len(b.ids) - 1), number&(1<<24-1) | uint32(min(indentWidth(line), 255))<<24})
}

// addSource copies a document of another segment.
func (b *segmentBuilder) addSource(from *Segment, i int) {
	src := &from.sources[i]
	mark := b.begin()
	line := src.firstLine
	for p := src.start + 2; p < src.end; p++ {
		id, tr := from.ids[p], from.traits[p]
		if id == newline {
			b.lines = append(b.lines, segmentLine{uint32(len(b.ids)), from.lines[line].number})
			line++
		} else if tr&opaque == 0 {
			if word, ok := from.words.Text(id); !ok || !b.collector.Add(id, word) {
				tr |= opaque
			}
		}
		b.append(id, tr)
	}
	b.end(mark, src.key, src.language)
}

// begin starts a document; the source it returns holds where, for end and truncate.
func (b *segmentBuilder) begin() source {
	at := uint32(len(b.ids))
	b.append(separator, trait(lexer.Operator))
	b.append(newline, trait(lexer.Operator))
	return source{start: at, end: at, firstLine: uint32(len(b.lines))}
}

func (b *segmentBuilder) end(s source, key Key, lang *lexer.Language) {
	s.key, s.language = key, lang
	s.end = uint32(len(b.ids))
	b.sources = append(b.sources, s)
}

// truncate takes back all but the beginning of a document.
func (b *segmentBuilder) truncate(s source) {
	b.ids, b.traits, b.lines = b.ids[:s.start+2], b.traits[:s.start+2], b.lines[:s.firstLine]
}

// seal sorts what was gathered. The builder must not be used again.
func (b *segmentBuilder) seal(sorter *backsort.Sorter) *Segment {
	s := b.Segment
	s.ids, s.traits, s.lines = clip(s.ids), clip(s.traits), clip(s.lines)
	background.Yield()
	s.words = b.collector.Table()
	background.Yield()
	for l := range levels {
		s.orders[l] = s.sorted(sorter, l, l == exact)
	}
	return &s
}

// sorted returns the places in which a context can end, in the order of their
// contexts at level l. Places before a newline are left out unless all: nothing
// follows on their line.
func (s *stream) sorted(sorter *backsort.Sorter, l level, all bool) (places []uint32) {
	classes := sorter.Classes(len(s.ids))
	for i, id := range s.ids {
		classes[i] = l.class(id, s.traits[i])
		if i > 0 && (id > newline || all && id == newline && s.ids[i-1] > newline) {
			places = append(places, uint32(i))
		}
	}
	background.Yield()
	sorter.Sort(places)
	background.Yield()
	return clip(places)
}

// clip gives back what append reserved beyond the length.
func clip[E any](s []E) []E { return append(make([]E, 0, len(s)), s...) }

// cutLine splits off the first line, without its ending.
func cutLine(s string) (line, rest string) {
	i := strings.IndexByte(s, '\n')
	if i < 0 {
		i = len(s)
	}
	// A lone \r ends a line too; it is so rare that it is looked for only within one.
	if j := strings.IndexByte(s[:i], '\r'); j >= 0 {
		if j+1 < len(s) && s[j+1] == '\n' {
			return s[:j], s[j+2:]
		}
		return s[:j], s[j+1:]
	}
	if i == len(s) {
		return s, ""
	}
	return s[:i], s[i+1:]
}

// indentWidth is the width of a line's indentation, a tab counting 4 columns.
func indentWidth(line string) (columns int) {
	for i := range len(line) {
		switch line[i] {
		case '\t':
			columns += 4
		case ' ':
			columns++
		default:
			return columns
		}
	}
	return columns
}

// sourceAt is the index of the source that holds place p.
func sourceAt(sources []source, p uint32) int {
	return sort.Search(len(sources), func(i int) bool { return sources[i].end > p })
}
