package lexer_test

import (
	"testing"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

func TestForGoesByIdentifierThenByName(t *testing.T) {
	for _, c := range []struct{ language, name, want string }{
		{"go", "", "go"},
		{"python", "x.txt", "python"},
		{"typescriptreact", "x.ts", "typescriptreact"},
		{"javascriptreact", "", "javascriptreact"},
		{"", "dir/x.go", "go"},
		{"", "x.pyi", "python"},
		{"", "x.mts", "typescript"},
		{"", "x.cts", "typescript"},
		{"", "x.tsx", "typescriptreact"},
		{"", "x.cjs", "javascript"},
		{"", "x.mjs", "javascript"},
		{"", "x.jsx", "javascriptreact"},
		{"", "x.rs", "rust"},
		{"", "X.JAVA", "java"},
		{"unheard-of", "x.rs", "rust"},
		{"shellscript", "x.rs", "hash-like"},
		{"", "Makefile", "hash-like"},
		{"", "x.kt", "c-like"},
		{"", "x.yaml", "yaml"},
		{"plaintext", "x", "text"},
		{"", "", "text"},
		{"", ".go", "go"},
		{"", "C:\\dir\\x.go", "go"},
	} {
		if got := lexer.For(c.language, c.name).Name; got != c.want {
			t.Errorf("For(%q, %q) is %s, want %s", c.language, c.name, got, c.want)
		}
	}
}

func TestNoTwoLanguagesClaimOneName(t *testing.T) {
	if claimed := lexer.ClaimedTwice(); len(claimed) > 0 {
		t.Errorf("claimed by two languages: %v", claimed)
	}
}

func TestFactsAboutLanguages(t *testing.T) {
	for _, c := range []struct {
		name    string
		blocks  lexer.Blocks
		members []string
		others  []string
	}{
		{"go", lexer.Braces, []string{"."}, []string{"::", "->", "...", ""}},
		{"python", lexer.Indentation, []string{"."}, []string{"->", ":"}},
		{"typescript", lexer.Braces, []string{".", "?."}, []string{"::", "=>"}},
		{"rust", lexer.Braces, []string{".", "::"}, []string{"->", "..", ":"}},
		{"java", lexer.Braces, []string{".", "::"}, []string{"->"}},
		{"cpp", lexer.Braces, []string{".", "->", "::"}, []string{":"}},
		{"yaml", lexer.Indentation, []string{"."}, []string{":"}},
	} {
		l := lexer.For(c.name, "")
		if l.Blocks != c.blocks {
			t.Errorf("%s: blocks are %d, want %d", c.name, l.Blocks, c.blocks)
		}
		for _, op := range c.members {
			if !l.Member(op) {
				t.Errorf("%s: %q makes no member", c.name, op)
			}
		}
		for _, op := range c.others {
			if l.Member(op) {
				t.Errorf("%s: %q makes a member", c.name, op)
			}
		}
	}
}

func TestBrackets(t *testing.T) {
	for _, pair := range []string{"()", "[]", "{}"} {
		open, closing := pair[:1], pair[1:]
		if !lexer.Opener(open) || lexer.Closer(open) || lexer.Opener(closing) || !lexer.Closer(closing) {
			t.Errorf("%s are not an opener and a closer", pair)
		}
	}
	if lexer.Opener("<") || lexer.Closer(">") || lexer.Opener("") || lexer.Closer("") {
		t.Error("more than brackets open or close")
	}
}
