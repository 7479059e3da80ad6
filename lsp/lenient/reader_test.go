package lenient

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestReaderReadsTextsAsTheStandardLibraryDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Surrogate halves and escapes of all kinds, cut at random.
		raw := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{
			`a`, `\n`, `\"`, `\\`, `\/`, `\u0041`, `\ud83d`, `\ude00`, `\u00e9`, `é`, `😀`, `\b\f\r\t`, ` `,
		})).Draw(t, "parts"), "")
		var want, got string
		if err := json.Unmarshal([]byte(`"`+raw+`"`), &want); err != nil {
			t.Fatal(err)
		}
		r := New([]byte(`"` + raw + `"`))
		if r.Text(&got); got != want || r.i != len(r.b) {
			t.Errorf("read %q as %q, want %q", raw, got, want)
		}
	})
}

func TestReaderKeepsBytesThatAreNoUTF8(t *testing.T) {
	for _, raw := range []string{"caf\xe9", "\\n\xff\xfe\\t"} {
		var got string
		New([]byte(`"` + raw + `"`)).Text(&got)
		if want := strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(raw); got != want {
			t.Errorf("read %q, want %q", got, want)
		}
	}
}

func TestReaderCutsNumbers(t *testing.T) {
	for raw, want := range map[string]int{
		`0`: 0, `17`: 17, `-3`: 0, `2.0`: 2, `2.9`: 2, `1e3`: 1000, `99999999999`: 1<<31 - 1, `1e99`: 1<<31 - 1, `1e999`: 1<<31 - 1,
		`2147483647`: 1<<31 - 1, `2147483648`: 1<<31 - 1, `null`: 5, `"7"`: 5, `{}`: 5,
	} {
		got := 5
		if New([]byte(raw)).Number(&got); got != want {
			t.Errorf("read %s as %d, want %d", raw, got, want)
		}
	}
}
