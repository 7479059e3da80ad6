//go:build unix

package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
)

const fakeServerArg = "fake-server"

// serveFake is the smallest language server that offers an inline completion:
// it is what the harness is tried on. It offers the rest of line wherever
// the cursor stands right after "de", and knows nothing of the document but its
// last change.
func serveFake(in io.Reader, out io.Writer) error {
	const line = "defer s.mu.Unlock()"
	reader := textproto.NewReader(bufio.NewReader(in))
	document := ""
	for {
		var message fakeMessage
		if err := readMessage(reader, &message); err != nil {
			return err
		}
		var result any
		switch message.Method {
		case "initialize":
			result = map[string]any{"capabilities": map[string]any{
				"positionEncoding": "utf-8", "textDocumentSync": 1, "inlineCompletionProvider": true,
			}}
		case "textDocument/didOpen":
			if err := writeMessage(out, map[string]any{"jsonrpc": "2.0", "method": "inkling/learned", "params": map[string]any{}}); err != nil {
				return err
			}
			document = message.Params.TextDocument.Text
		case "textDocument/didChange":
			document = message.Params.ContentChanges[0].Text
		case "textDocument/inlineCompletion":
			at := message.Params.Position
			before := strings.Split(document, "\n")[at.Line][:at.Character]
			items := []any{}
			if strings.TrimSpace(before) == "de" {
				items = append(items, map[string]any{"insertText": strings.TrimPrefix(line, "de"), "range": map[string]any{"start": at, "end": at}})
			}
			result = map[string]any{"items": items}
		case "exit":
			return nil
		}
		if message.ID == nil {
			continue
		}
		if err := writeMessage(out, map[string]any{"jsonrpc": "2.0", "id": message.ID, "result": result}); err != nil {
			return err
		}
	}
}

func writeMessage(out io.Writer, message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

type fakeMessage struct {
	ID     json.RawMessage
	Method string
	Params struct {
		TextDocument   struct{ Text string }
		ContentChanges []struct{ Text string }
		Position       struct {
			Line      int `json:"line"`
			Character int `json:"character"`
		}
	}
}

func readMessage(reader *textproto.Reader, message *fakeMessage) error {
	header, err := reader.ReadMIMEHeader()
	if err != nil {
		return err
	}
	length, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return err
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(reader.R, body); err != nil {
		return err
	}
	return json.Unmarshal(body, message)
}
