package lsp

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/lsp/lenient"
)

// What a client tells of a suggestion. LSP has no words for it, so these are
// Copilot's, which some clients speak already, and one that Copilot lacks. An
// item comes back as it was sent, and is known by its command.
const (
	didShowMethod            = "textDocument/didShowCompletion"
	didPartiallyAcceptMethod = "textDocument/didPartiallyAcceptCompletion"
	didRejectMethod          = "textDocument/didRejectCompletion"
)

func (s *session) didShow(params json.RawMessage) error {
	f, err := readFeedback(params)
	if err == nil {
		s.parts.engine.Shown(f.id)
	}
	return err
}

func (s *session) didPartiallyAccept(params json.RawMessage) error {
	f, err := readFeedback(params)
	if err != nil {
		return err
	}
	if f.text == "" {
		return errors.New("the item has no text, so how much of it was accepted can't be told")
	}
	s.parts.engine.Accepted(f.id, utf16Prefix(f.text, f.accepted))
	return nil
}

func (s *session) didReject(params json.RawMessage) error {
	f, err := readFeedback(params)
	if err == nil {
		s.parts.engine.Rejected(f.id)
	}
	return err
}

// feedback is what the parameters of these notifications hold.
type feedback struct {
	id       completion.ID
	text     string // that the item inserts
	accepted int    // of text since it was shown, in UTF-16 units
}

func readFeedback(params json.RawMessage) (feedback, error) {
	var f feedback
	var command string
	var arguments []json.RawMessage
	r := lenient.New(params)
	r.Walk(func(path string) {
		switch path {
		case ".item.insertText", ".item.insertText.value":
			r.Text(&f.text)
		case ".item.command.command":
			r.Text(&command)
		case ".item.command.arguments":
			for range r.Elements {
				arguments = append(arguments, r.Raw())
			}
		case ".acceptedLength":
			r.Number(&f.accepted)
		}
	})
	if command != acceptedCommand || len(arguments) == 0 {
		return f, fmt.Errorf("its item does not have the command %s, so it is none of this server's", acceptedCommand)
	}
	if err := json.Unmarshal(arguments[0], &f.id); err != nil {
		return f, fmt.Errorf("the first argument of its item's command is no id: %w", err)
	}
	return f, nil
}

// utf16Prefix is how many bytes of s its first units of UTF-16 take. A unit that
// is half a character is left out.
func utf16Prefix(s string, units int) int {
	for i, r := range s {
		if units -= utf16.RuneLen(r); units < 0 {
			return i
		}
		if units == 0 {
			_, size := utf8.DecodeRuneInString(s[i:])
			return i + size
		}
	}
	return len(s)
}
