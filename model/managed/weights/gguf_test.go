package weights

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/internal/llamatest"
)

func TestHeaderSaysWhatAFileHolds(t *testing.T) {
	path := llamatest.Write(t, t.TempDir(), llamatest.Qwen)
	h, err := ReadHeader(path)
	if err != nil || h.Architecture != "qwen2" || h.Name != "qwen-tiny" || h.Context != 32768 || h.tensors == 0 || h.Parameters < 50e-6 || h.Parameters > 1e-3 {
		t.Fatalf("%+v, %v", h, err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		content []byte
		want    string
	}{
		"a page":       {[]byte("<!doctype html>"), "not a GGUF file"},
		"nothing":      {nil, "not a GGUF file"},
		"half":         {content[:len(content)/2], "cut off"},
		"a header":     {content[:200], "cut off or broken"},
		"a bad number": {append([]byte("GGUF\x03\x00\x00\x00"), bytes.Repeat([]byte{0xff}, 64)...), "which can't be"},
		"version 9":    {append([]byte("GGUF\x09\x00\x00\x00"), make([]byte, 16)...), "version 9"},
	} {
		broken := filepath.Join(t.TempDir(), "broken.gguf")
		if err := os.WriteFile(broken, test.content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadHeader(broken); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func FuzzHeaderOfAnything(f *testing.F) {
	content, err := os.ReadFile(llamatest.Write(f, f.TempDir(), llamatest.Plain))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content[:4096])
	f.Add([]byte("GGUF\x03\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		h, err := parseHeader(bytes.NewReader(content))
		if err == nil && (h.Context < 0 || h.Parts < 0 || len(h.Name) > 256) {
			t.Errorf("%+v", h)
		}
	})
}
