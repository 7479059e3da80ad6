package syntax

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
)

// Language is what the room knows of one programming language. The fields name
// node types of its grammar, several with spaces between them; * stands for any
// beginning. A language without some of them answers less.
type Language struct {
	Name    string // as people write it
	IDs     string // LSP's language identifiers
	Files   string // file names without a folder; *.x is an extension
	Scripts string // interpreters that a first line #! may name

	grammar grammar

	Functions  string // what a function is, named or not
	Methods    string // those functions that belong to a type
	Types      string // what declares a type
	Blocks     string // what holds statements; its children are statements
	Statements string // statements that are not in a block, a case's say
	Bodies     string // what holds members: with blocks, what ends a signature
	Comments   string
	Strings    string // literals of text, delimiters included
	Attributes string // what may stand between a doc comment and its declaration

	Symbols    map[string]Symbols // by the type of the node that declares
	Frames     string             // nodes around one declaration that belong to it: an export, a decorator
	Containers string             // other nodes whose children may declare symbols
	Imports    string             // nodes that import, where symbols may stand
	Import     string             // a query in them: @path @alias @name, @entry around each
	Binds      string             // what a bare import binds: "last /", the end of its path; "first .", the beginning

	// Locals is a query for what a function declares: @parameter, @receiver,
	// @local, @function, @type, @member and @method are names. Each is seen in the
	// innermost @scope that it is in; @function, @type and @method in the one
	// around that. None but @member and @method is seen before it is declared: by
	// itself, or by the @declaration that it is captured with.
	Locals string

	Opener     string         // what opens a block at the end of a line: { or :
	Keywords   string         // with the opener :, what such a line begins with
	Lexical    lexical.Reader // reads most outlines for the index without a tree; may be nil
	Docstrings bool           // a body may begin with a string that documents it

	tables func() (*tables, error)
}

// Symbols says how nodes of one type declare symbols.
type Symbols struct {
	Kind       Kind
	Name       string          // the field of the name; a/b is a field's field, a* any number of them, a+ several of it, :t a child of type t, . the node. Default: name
	Or         string          // the field whose end is the name where there is no Name: what a struct embeds
	Field      string          // the field whose type of node is looked up in Kinds
	Kinds      map[string]Kind // instead of Kind, for some types of that field
	With       string          // what one child has to be, of some types: a modifier
	Parameters string          // the name of those whose parameters may declare members beside them
	Owner      string          // the field that names the type it belongs to, where it does not stand inside it
}

// languages is written while the package is initialized and never after.
var languages []*Language

// register adds a language. A language's file calls it from a package variable:
// Go has no other way to find what a package's files declare, and a list of them
// would be a second file to touch.
func register(l Language) *Language {
	p := &l
	p.tables = sync.OnceValues(func() (*tables, error) { return newTables(p) })
	languages = append(languages, p)
	return p
}

// variant is l with the names, the grammar and the reader of v.
func (l *Language) variant(v Language) Language {
	all := *l
	all.Name, all.IDs, all.Files, all.Scripts, all.grammar = v.Name, v.IDs, v.Files, v.Scripts, v.grammar
	all.Lexical = v.Lexical
	return all
}

// Detect finds a document's language: by LSP's identifier, which people can set,
// else by the name of its file, else by its first line. Any may be empty.
func Detect(id, file, firstLine string) (*Language, bool) {
	name := path.Base(strings.ReplaceAll(file, `\`, "/"))
	for _, matches := range []func(*Language) bool{
		func(l *Language) bool { return id != "" && listed(l.IDs, id) },
		func(l *Language) bool { return file != "" && listed(l.Files, name) },
		func(l *Language) bool { return file != "" && listed(l.Files, strings.ToLower(name)) },
		func(l *Language) bool { return slices.ContainsFunc(interpreters(firstLine), l.runs) },
	} {
		if i := slices.IndexFunc(languages, matches); i >= 0 {
			return languages[i], true
		}
	}
	return nil, false
}

// Languages are all that are known, by name.
func Languages() []*Language {
	return slices.SortedFunc(slices.Values(languages), func(a, b *Language) int { return strings.Compare(a.Name, b.Name) })
}

// interpreters are the programs of a first line: #!/usr/bin/env python3.
func interpreters(firstLine string) []string {
	line, ok := strings.CutPrefix(firstLine, "#!")
	if !ok {
		return nil
	}
	words := strings.Fields(line)
	for i, w := range words {
		words[i] = strings.TrimRight(path.Base(w), "0123456789.")
	}
	return words
}

// binds is the name that an import of path makes known if it says no other.
func (l *Language) binds(path string) string {
	which, separator, ok := strings.Cut(l.Binds, " ")
	if !ok {
		return ""
	}
	parts := strings.Split(path, separator)
	if which == "first" {
		return parts[0]
	}
	return parts[len(parts)-1]
}

func (l *Language) runs(interpreter string) bool { return listed(l.Scripts, interpreter) }

// listed tells whether name is one of the words of list, or ends as one that
// begins with * does.
func listed(list, name string) bool {
	for word := range strings.FieldsSeq(list) {
		if end, ok := strings.CutPrefix(word, "*"); ok && strings.HasSuffix(name, end) || word == name {
			return true
		}
	}
	return false
}
