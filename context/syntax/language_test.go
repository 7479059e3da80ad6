//go:build cgo

package syntax

import (
	"strings"
	"testing"
)

func TestLanguageIsDetected(t *testing.T) {
	for _, c := range []struct{ id, file, first, want string }{
		{"go", "", "", "Go"},
		{"typescriptreact", "a.ts", "", "TSX"}, // the client's word counts most
		{"unknown", "/a/b.py", "", "Python"},
		{"", `C:\x\Main.JAVA`, "", "Java"},
		{"", "a.h", "", "C"},
		{"", "dir/Dockerfile", "", "Dockerfile"},
		{"", "Makefile", "", ""},
		{"", "run", "#!/usr/bin/env python3.12", "Python"},
		{"", "run", "#! /bin/sh -e", "Bash"},
		{"", "run", "#!/usr/bin/env -S node --flag", "JavaScript"},
		{"", "run", "plain text", ""},
		{"", "", "", ""},
	} {
		name := ""
		if l, ok := Detect(c.id, c.file, c.first); ok {
			name = l.Name
		}
		if name != c.want {
			t.Errorf("%q %q %q is %q, want %q", c.id, c.file, c.first, name, c.want)
		}
	}
}

func TestLanguagesDoNotClaimTheSame(t *testing.T) {
	claims := map[string]string{}
	for _, l := range Languages() {
		for _, words := range []string{"id " + l.IDs, "file " + l.Files} {
			kind, rest, _ := strings.Cut(words, " ")
			for w := range strings.FieldsSeq(rest) {
				if other, taken := claims[kind+w]; taken {
					t.Errorf("%s and %s both claim the %s %s", other, l.Name, kind, w)
				}
				claims[kind+w] = l.Name
			}
		}
	}
}
