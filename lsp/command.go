package lsp

import (
	"context"
	"encoding/json"
	"fmt"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/completion"
)

// acceptedCommand tells that the user took a suggestion. Its arguments are the
// suggestion's id and how much of it was taken, in bytes of UTF-8.
const acceptedCommand = "inkling.accepted"

func accepted(g completion.Suggestion) protocol.Command {
	return protocol.Command{
		Title:   "Suggestion accepted",
		Command: acceptedCommand,
		Arguments: []protocol.LSPAny{
			protocol.LSPAny(fmt.Sprint(uint64(g.ID))),
			protocol.LSPAny(fmt.Sprint(len(g.Text))),
		},
	}
}

func (s *session) executeCommand(params json.RawMessage) (job, error) {
	var p protocol.ExecuteCommandParams
	if err := decode(params, &p); err != nil {
		return job{}, err
	}
	if p.Command != acceptedCommand {
		return job{}, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "this server has no command %q", p.Command)
	}
	var id completion.ID
	var taken int
	if len(p.Arguments) != 2 || json.Unmarshal(p.Arguments[0], &id) != nil || json.Unmarshal(p.Arguments[1], &taken) != nil || taken < 0 {
		return job{}, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s takes a suggestion's id and the number of bytes taken", acceptedCommand)
	}
	return job{run: func(context.Context) (any, error) {
		s.parts.engine.Accepted(id, taken)
		return nil, nil
	}}, nil
}
