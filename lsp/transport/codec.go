package transport

import (
	"encoding/json"

	"go.lsp.dev/protocol"
)

// Codec is the library's own, which it does not export: raw messages pass as
// they are, the rest by the protocol's rules for unions.
type Codec struct{}

// Marshal implements jsonrpc2.Codec.
func (Codec) Marshal(v any) ([]byte, error) {
	if raw, ok := v.(json.RawMessage); ok {
		return raw, nil
	}
	return protocol.Marshal(v)
}

// Unmarshal implements jsonrpc2.Codec.
func (Codec) Unmarshal(data []byte, v any) error { return protocol.Unmarshal(data, v) }
