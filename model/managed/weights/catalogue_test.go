package weights

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestCatalogueIsWhole(t *testing.T) {
	seen := map[string]bool{}
	parameters := 0.0
	for _, e := range Catalogue() {
		if seen[e.Name] || !plain(e.Name) || e.Name != strings.ToLower(e.Name) {
			t.Errorf("%q is no name", e.Name)
		}
		seen[e.Name] = true
		if e.Licence == "" || e.Quantisation == "" || e.Read == "" || e.Context < 2048 || e.Bytes < 100e6 {
			t.Errorf("%s: something is missing: %+v", e.Name, e)
		}
		if e.Parameters < parameters {
			t.Errorf("%s has fewer parameters than the one before it", e.Name)
		}
		parameters = e.Parameters
		// A hash is that of one commit's file. What is not pinned may change, and then
		// the hub is asked.
		pinned := len(e.Revision) == 40 && strings.Contains(e.Read, e.Revision)
		if (e.SHA256 != "") != pinned || e.SHA256 != "" && !sha256Hex.MatchString(e.SHA256) {
			t.Errorf("%s: the hash %q of revision %q, read at %q", e.Name, e.SHA256, e.Revision, e.Read)
		}
		// Bits per parameter that a quantisation can have.
		if bits := float64(e.Bytes) * 8 / 1e9 / e.Parameters; bits < 4 || bits > 9 {
			t.Errorf("%s: %.1f bits for each parameter", e.Name, bits)
		}
		if u, err := url.Parse(e.Source()); err != nil || u.Host != "huggingface.co" {
			t.Errorf("%s: read at %q", e.Name, e.Source())
		}
	}
	if slices.ContainsFunc(Catalogue(), func(e Entry) bool { return e.Parameters == 3.09 }) {
		t.Error("Qwen2.5-Coder 3B may be used for research only")
	}
}

func TestPageOfModelsShowsTheCatalogue(t *testing.T) {
	page, err := os.ReadFile("../../../docs/models.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range Catalogue() {
		row := fmt.Sprintf("| `%s` | %.2f GB, %s | %.2f billion | %s |", e.Name, float64(e.Bytes)/1e9, e.Quantisation, e.Parameters, e.Licence)
		if !strings.Contains(string(page), row) {
			t.Errorf("docs/models.md lacks\n%s", row)
		}
	}
	if !strings.Contains(string(page), readOn) {
		t.Errorf("docs/models.md does not say that it was read on %s", readOn)
	}
}

func TestFindUnderstandsNamesAddressesAndPaths(t *testing.T) {
	for _, test := range []struct {
		what, hub  string
		name, want string // where, or the error
	}{
		{"starcoder2-3b", "", "starcoder2-3b", "https://huggingface.co/second-state/StarCoder2-3B-GGUF/resolve/main/starcoder2-3b-Q4_K_M.gguf"},
		{"StarCoder2-3B", "http://127.0.0.1:1/", "starcoder2-3b", "http://127.0.0.1:1/second-state/StarCoder2-3B-GGUF/resolve/main/starcoder2-3b-Q4_K_M.gguf"},
		{"https://host/a/b.gguf?download=true", "", "b", "https://host/a/b.gguf?download=true"},
		{"https://host/me/repo/blob/main/b.gguf", "", "b", "https://host/me/repo/resolve/main/b.gguf"},
		{"models/c.gguf", "", "c", "models/c.gguf"},
		{"c.gguf", "", "c", "c.gguf"},
		{"qwen-coder-1.5b", "", "", "did you mean qwen2.5-coder-"},
		{"https://host/a/b.safetensors", "", "", "does not name a .gguf file"},
		{"https://host/a/.gguf", "", "", "does not name a .gguf file"},
		{"https://host/a/b%3Ac.gguf", "", "", "does not name a .gguf file"},
	} {
		s, err := Find(test.what, test.hub)
		if test.name == "" {
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %+v, %v", test.what, s, err)
			}
		} else if err != nil || s.Name != test.name || s.Where != test.want {
			t.Errorf("%s: %+v, %v", test.what, s, err)
		}
	}
}
