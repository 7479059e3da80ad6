package lexer

// Named returns the language of a Name; ok is false if there is none.
func Named(name string) (l *Language, ok bool) {
	l, ok = byName[name]
	return l, ok
}

var byName = func() map[string]*Language {
	named := make(map[string]*Language)
	for _, list := range [][]*Language{generalLanguages, languages} {
		for _, l := range list {
			named[l.Name] = l
		}
	}
	return named
}()
