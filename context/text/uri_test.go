package text

import (
	"path/filepath"
	"testing"
)

func TestParseURIMakesOneNameOfManySpellings(t *testing.T) {
	for want, spellings := range map[URI][]string{
		"file:///C:/x/y.go": {
			"file:///c%3A/x/y.go", "file:///C:/x/y.go", "file:///c%3a/x/y.go", "FILE:///C:/x/y.go", "file://localhost/c:/x/y.go",
			"file:/c:/x/y.go", "file:c:/x/y.go", "file://c:/x/y.go", `file://C:\x\y.go`, `c:\x\y.go`, "C:/x/y.go", "file:///c:%5Cx%5cy.go",
		},
		"file:///home/x/y.go": {
			"file:///home/x/y.go", "file://localhost/home/x/y.go", "file://LOCALHOST/home/x/y.go", "file:/home/x/y.go",
			"/home/x/y.go", "file:///home/x/%79%2Ego", "file:home/x/y.go",
		},
		"file:///%C3%A9%20%5Bid%5D@(1)+.tsx": {
			"file:///%c3%a9%20%5bid%5d%40%281%29%2B.tsx", "file:///é [id]@(1)+.tsx",
		},
		"file:///a%23b%3Fc%25":          {"file:///a#b?c%", "file:///a%23b%3fc%25"},
		"file:///%FF":                   {"file:///%ff", "file:///\xff"},
		"file://server/share/x":         {"file://SERVER/share/x", `\\server\share\x`},
		"file:////x":                    {"file:////x"},
		"file:///":                      {"file:///", "file://", "file:", "/"},
		"untitled:Untitled-1":           {"untitled:Untitled-1", "UNTITLED:Untitled-1"},
		"untitled:/x/%C3%A9":            {"untitled:/x/%c3%a9"},
		"git:/x.go?%7B%22ref%22%7D":     {"git:/x.go?%7b%22ref%22%7d"},
		"vscode-notebook-cell:/x#W0%3D": {"vscode-notebook-cell:/x#W0%3d"},
		"":                              {""},
		"no scheme":                     {"no scheme"},
		"1x:y":                          {"1x:y"},
		"x:100%":                        {"x:100%"},
	} {
		for _, raw := range spellings {
			if got := ParseURI(raw); got != want {
				t.Errorf("ParseURI(%q) = %q, want %q", raw, got, want)
			}
		}
	}
}

func TestFileURIAndPathAreInverse(t *testing.T) {
	for path, want := range map[string]URI{
		"/home/x/y.go":      "file:///home/x/y.go",
		"/a b/%20/#?é\xff":  "file:///a%20b/%2520/%23%3F%C3%A9%FF",
		`/back\slash`:       "file:///back%5Cslash",
		"//twice":           "file:////twice",
		"/home/c:/x":        "file:///home/c:/x",
		"/home/localhost/x": "file:///home/localhost/x",
	} {
		u := FileURI(path)
		if u != want {
			t.Errorf("FileURI(%q) = %q, want %q", path, u, want)
		}
		if filepath.Separator != '/' {
			continue // a path of Unix comes back with the separators of this system
		}
		if got, ok := u.Path(); !ok || got != path {
			t.Errorf("%q has path %q, %v, want %q", u, got, ok, path)
		}
	}
}

func TestPathIsOnlyForFilesOfThisMachine(t *testing.T) {
	if got, ok := FileURI(`c:\x y\z`).Path(); !ok || got != filepath.FromSlash("C:/x y/z") {
		t.Errorf("a path of Windows comes back as %q, %v", got, ok)
	}
	for _, u := range []URI{"", "untitled:1", "git:/x", "file:/x", "file://", "x"} {
		if got, ok := u.Path(); ok {
			t.Errorf("%q has path %q", u, got)
		}
	}
	if got, ok := FileURI(`\\server\share\x`).Path(); ok != (filepath.Separator == '\\') {
		t.Errorf("a file of another machine has path %q, %v", got, ok)
	}
}
