package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// maxDepth is how deep a reader follows declarations in declarations.
const maxDepth = 12

// found is a declaration that a reader has found.
type found struct {
	kind       outline.Kind
	owner, doc string
	start, end int
	body       int // where its signature ends
}

// declare adds the symbols of a declaration, one for each name that is one.
func (s *scanner) declare(f found, names ...text.Range) {
	body := f.body
	for body > f.start && isSpace(s.in[body-1]) {
		body--
	}
	signature := outline.Signature(s.in[f.start:body])
	for _, name := range names {
		if !outline.IsName(s.in[name.Start:name.End]) {
			continue
		}
		s.out.Symbols = append(s.out.Symbols, outline.Symbol{
			Name: s.part(signature, f.start, name), Owner: f.owner, Kind: f.kind,
			Range: text.Range{Start: f.start, End: f.end}, NameRange: name, Signature: signature, Doc: f.doc,
		})
	}
}

// part is a piece of the text, taken from a signature that starts at start if it
// is there: then the two share their memory.
func (s *scanner) part(signature string, start int, r text.Range) string {
	piece := s.in[r.Start:r.End]
	if at := r.Start - start; len(signature) >= at+len(piece) && signature[at:at+len(piece)] == piece {
		return signature[at : at+len(piece)]
	}
	return strings.Clone(piece)
}

// frame is what stands around declarations: if it is one, it belongs to it.
type frame struct{ start, before, declared, first int }

// count tells the frame that a declaration in it may have added symbols.
func (f *frame) count(s *scanner) {
	if now := len(s.out.Symbols); now > f.before {
		if f.declared++; f.declared == 1 {
			f.first = f.before
		}
		f.before = now
	}
}

// close ends the frame.
func (f *frame) close(s *scanner, end int) {
	if f.declared != 1 {
		return
	}
	symbol := &s.out.Symbols[f.first]
	if head := s.in[f.start:symbol.Range.Start]; !strings.ContainsAny(head, "\n(") {
		symbol.Signature = outline.Signature(head + symbol.Signature)
	}
	symbol.Range = text.Range{Start: f.start, End: end}
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }
