package script

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// parts reads the members of an interface or an object's type, from its brace to
// behind the one that closes it.
func (r *scriptReader) parts(owner string) bool { return r.braced(owner, ";,", r.partOf) }

// partOf reads a member of an interface.
func (r *scriptReader) partOf(owner string) bool {
	f := lexical.Found{Kind: outline.Property, Owner: owner, Start: r.At}
	_, ok := r.modifiers()
	if !ok {
		return false
	}
	if b := r.Peek(); r.Classes[b] != lexical.Letter && r.Classes[b] != lexical.Digit && b != '"' && b != '\'' || r.constructs() {
		r.At = f.Start
		_, ok := r.run(",", true)
		return ok
	}
	name, ok := r.name()
	if !ok {
		return false
	}
	at := r.Next()
	if at >= 0 && r.In[at] == '?' {
		r.At = at + 1
	}
	return r.typed(f, name)
}

// typed reads on behind the name of a member of an interface.
func (r *scriptReader) typed(f lexical.Found, name text.Range) (ok bool) {
	f.End = r.At
	at := r.Next()
	if at < 0 {
		return false
	}
	f.Doc = r.Docs.Take(f.Start)
	if r.In[at] == '(' || r.In[at] == '<' {
		f.Kind = outline.Method
		if r.At = at; !r.parameters() {
			return false
		}
		f.End = r.At
		at = r.Next()
	}
	if at >= 0 && r.In[at] == ':' {
		r.At = at + 1
		if f.End, ok = r.run(",", true); !ok {
			return false
		}
	}
	if r.At = f.End; !r.ends(true) {
		return false
	}
	f.Body = f.End
	r.add(f, name)
	return true
}

// constructs tells whether a signature of a constructor begins here.
func (r *scriptReader) constructs() bool {
	at := r.At
	defer func() { r.At = at }()
	return r.Word() == "new" && r.Tokens() && (r.Peek() == '(' || r.Peek() == '<')
}

// add adds what is called by a name that may be a number or a string, which may
// say its owner.
func (r *scriptReader) add(f lexical.Found, name text.Range) {
	piece := r.In[name.Start:name.End]
	if r.Classes[piece[0]] == lexical.Letter && !strings.Contains(piece, ".") {
		r.Declare(f, name)
		return
	}
	owner, called := outline.Split(f.Owner, outline.PlainName(piece))
	if outline.IsName(called) {
		r.Out.Symbols = append(r.Out.Symbols, outline.Symbol{
			Name: strings.Clone(called), Owner: strings.Clone(owner), Kind: f.Kind,
			Range: text.Range{Start: f.Start, End: f.End}, NameRange: name, Signature: r.Signature(f), Doc: f.Doc,
		})
	}
}
