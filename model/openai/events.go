package openai

import (
	"bytes"
	"encoding/json"

	"github.com/inkling-lsp/inkling/model/wire"
)

// framed is how an event is written for go-openai, which takes the stream of OpenAI
// and little else: a comment before an error hides the error from it, and an error
// inside a chunk is none to it. So errors are found here, and comments do not come
// through.
func framed(c *wire.Client, sent []byte) func(wire.Event) ([]byte, error) {
	return func(event wire.Event) ([]byte, error) {
		if err := fault(c, event.Data, sent); err != nil {
			return nil, err
		}
		return line(event.Data), nil
	}
}

// line is an event as the library reads it. It takes a line that begins with an
// error's name for an error, even if there is none: the space keeps it from that.
func line(data []byte) []byte {
	data = bytes.ReplaceAll(data, []byte("\n"), []byte(" "))
	return append(append([]byte("data: "), bytes.Replace(data, []byte("{"), []byte("{ "), 1)...), "\n\n"...)
}

// fault is what an event says is wrong.
func fault(c *wire.Client, data, sent []byte) error {
	if !bytes.Contains(data, []byte(`"error"`)) {
		return nil
	}
	var chunk struct {
		Error json.RawMessage `json:"error"`
	}
	_ = json.Unmarshal(data, &chunk) // what is no JSON is the next reader's affair
	if len(chunk.Error) == 0 || string(chunk.Error) == "null" {
		return nil
	}
	return c.Fault(chunk.Error, sent)
}
