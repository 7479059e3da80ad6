package transport

import (
	"bytes"
	"encoding/json"

	"go.lsp.dev/jsonrpc2"
)

// ReadID reads a request's id, and gives the null id for anything else.
func ReadID(raw json.RawMessage) jsonrpc2.ID {
	var n int64
	if json.Unmarshal(raw, &n) == nil && string(raw) != "null" {
		return jsonrpc2.NewNumberID(n)
	}
	var s string
	if json.Unmarshal(raw, &s) == nil && string(raw) != "null" {
		return jsonrpc2.NewStringID(s)
	}
	return jsonrpc2.ID{}
}

// peekID finds the id among the first members of a message of which only the
// head is known.
func peekID(head []byte) jsonrpc2.ID {
	d := json.NewDecoder(bytes.NewReader(head))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return jsonrpc2.ID{}
	}
	for {
		key, err := d.Token()
		if err != nil {
			return jsonrpc2.ID{}
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return jsonrpc2.ID{}
		}
		if key == "id" {
			return ReadID(value)
		}
	}
}
