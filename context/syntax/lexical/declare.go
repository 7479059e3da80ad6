package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// MaxDepth is how deep a reader follows declarations in declarations.
const MaxDepth = 12

// Found is a declaration that a reader has found.
type Found struct {
	Kind       outline.Kind
	Owner, Doc string
	Start, End int
	Body       int // where its signature ends
}

// Declare adds the symbols of a declaration, one for each name that is one.
func (s *Scanner) Declare(f Found, names ...text.Range) {
	signature := s.Signature(f)
	for _, name := range names {
		if !outline.IsName(s.In[name.Start:name.End]) {
			continue
		}
		s.Out.Symbols = append(s.Out.Symbols, outline.Symbol{
			Name: s.part(signature, f.Start, name), Owner: f.Owner, Kind: f.Kind,
			Range: text.Range{Start: f.Start, End: f.End}, NameRange: name, Signature: signature, Doc: f.Doc,
		})
	}
}

// Signature is that of a declaration.
func (s *Scanner) Signature(f Found) string {
	body := f.Body
	for body > f.Start && IsSpace(s.In[body-1]) {
		body--
	}
	return outline.Signature(s.In[f.Start:body])
}

// part is a piece of the text, taken from a signature that starts at start if it
// is there: then the two share their memory.
func (s *Scanner) part(signature string, start int, r text.Range) string {
	piece := s.In[r.Start:r.End]
	if at := r.Start - start; len(signature) >= at+len(piece) && signature[at:at+len(piece)] == piece {
		return signature[at : at+len(piece)]
	}
	return strings.Clone(piece)
}

// Frame is what stands around declarations: if it is one, it belongs to it.
type Frame struct{ Start, Before, Declared, First int }

// Count tells the frame that a declaration in it may have added symbols.
func (f *Frame) Count(s *Scanner) {
	if now := len(s.Out.Symbols); now > f.Before {
		if f.Declared++; f.Declared == 1 {
			f.First = f.Before
		}
		f.Before = now
	}
}

// Close ends the frame.
func (f *Frame) Close(s *Scanner, end int) {
	if f.Declared != 1 {
		return
	}
	symbol := &s.Out.Symbols[f.First]
	if head := s.In[f.Start:symbol.Range.Start]; !strings.ContainsAny(head, "\n(") {
		symbol.Signature = outline.Signature(head + symbol.Signature)
	}
	symbol.Range = text.Range{Start: f.Start, End: end}
}

// IsSpace tells whether b is white space.
func IsSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }
