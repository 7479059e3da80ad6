package fill

import (
	"fmt"
	"log/slog"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/model"
)

// report logs what is sent, by name and size.
func (s *Service) report(purpose string, v *server, d *document, r *prompt.Request, f model.FillRequest) {
	if !s.log.Enabled(v.base, level(v)) {
		return
	}
	tokens, parts := 0, make([]string, len(r.Parts))
	for i, p := range r.Parts {
		tokens += p.Tokens
		parts[i] = fmt.Sprintf("%s %s:%d-%d %d tokens", p.What, p.Path, p.First, p.Last, p.Tokens)
	}
	s.log.Log(v.base, level(v), "sent to a model server", "for", purpose, "backend", v.backend.Name(), "remote", v.traits.Remote,
		"document", d.path, "why", string(r.Change), "bytes", size(f.Prompt), "tokens", tokens, "unread", r.Fresh, "parts", parts)
}

// level is how loud the log is: what leaves the machine is said to whoever looks.
func level(v *server) slog.Level {
	if v.traits.Remote {
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

// size is a prompt's, in bytes.
func size(p model.Prompt) int {
	n := len(p.Raw) + len(p.Prefix) + len(p.Suffix)
	for _, m := range p.Messages {
		n += len(m.Text)
	}
	return n
}
