package house

// long are the files and functions that are longer than the rule, and why each
// reads better whole. An entry that is no longer needed fails the test.
var long = Exceptions{
	"context/syntax/lexical/script.scriptReader.run":      "one switch over the class of a byte: each case changes whether a value may end there",
	"context/syntax/lexical/script.scriptReader.other":    "one switch over the class of a byte, as run",
	"context/syntax/lexical/script.scriptReader.declares": "one table of the words that declare, and of what follows them",
	"context/syntax/lexical/script.scriptReader.value":    "the ways to write a function or a class as a value, side by side",
	"model/local/lexer.Language.scan":                     "one switch over the class of a byte; the whole workspace passes through it at start-up, so its common cases are not calls",
}

// rows are files that are each a row of a table, by how their paths begin. They do
// not count to the size of their package: it has as many as there are things.
var rows = Exceptions{
	"context/syntax/lang_": "each language is one file, and whoever adds one must not have to split the room",
}
