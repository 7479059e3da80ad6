package lexer

import (
	"path"
	"strings"
)

// languages are those with a table of their own; a new one goes here.
var languages = []*Language{
	golang, python, rust, java,
	typescript, typescriptReact, javascript, javascriptReact,
}

var byID, byExtension = index()

// For chooses the lexer by LSP language identifier, else by the file's name,
// else the general one; it is never nil.
func For(language, name string) *Language {
	if l, ok := byID[language]; ok {
		return l
	}
	if l, ok := byExtension[strings.ToLower(path.Ext(name))]; ok {
		return l
	}
	if l, ok := byID[strings.ToLower(path.Base(name))]; ok { // Makefile, Dockerfile
		return l
	}
	return plainText
}

func index() (ids, extensions map[string]*Language) {
	ids, extensions = map[string]*Language{}, map[string]*Language{}
	for _, list := range [][]*Language{generalLanguages, languages} {
		for _, l := range list {
			for _, id := range strings.Fields(l.ids) {
				ids[id] = l
			}
			for _, e := range strings.Fields(l.extensions) {
				extensions[e] = l
			}
		}
	}
	return ids, extensions
}
