package llamatest

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	// The pipe of a server that has ended is read to its end, and no further.
	goleak.VerifyTestMain(m)
}

func TestServerLoadsWhatIsWrittenAndAnswersTheSameEachTime(t *testing.T) {
	answer := func() string {
		s := Start(t, Qwen)
		response, err := http.Post(s.URL+"/completion", "application/json",
			strings.NewReader(`{"prompt":"<|fim_prefix|>func f() {<|fim_suffix|>}<|fim_middle|>","n_predict":16,"temperature":0}`))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var into struct {
			Content string `json:"content"`
			Timings struct {
				N int `json:"prompt_n"`
			} `json:"timings"`
		}
		if err := json.NewDecoder(response.Body).Decode(&into); err != nil {
			t.Fatal(err)
		}
		// Each marker is one token, "func" is one, all else is bytes.
		if into.Timings.N != 3+1+len(" f() {")+len("}") {
			t.Errorf("the prompt is %d tokens", into.Timings.N)
		}
		return into.Content
	}
	first, second := answer(), answer()
	if first != second || len(first) < 16 {
		t.Errorf("%q, then %q", first, second)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestSameVocabularyGivesTheSameBytes(t *testing.T) {
	var files [][]byte
	for range 2 {
		content, err := os.ReadFile(Write(t, t.TempDir(), StarCoder))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, content)
	}
	if !slices.Equal(files[0], files[1]) {
		t.Error("two files differ")
	}
}
