package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
	"github.com/inkling-lsp/inkling/model/wire"
)

// backend keeps a session's model server: the one that the settings name, once the
// user has agreed that their code goes there. Its methods may read the disk, so the
// read loop calls none.
type backend struct {
	session *session

	// mu guards what follows. It is held while a server is handed over, so that the one
	// named last is the one that stays.
	mu       sync.Mutex
	options  model.Options
	askFirst bool
	opening  context.CancelFunc // ends what opens a server that is not the one named any more; may be nil
	used     bool               // a server has been handed over
	consents map[string]consent // by host
}

// consent is what the user has said of a host in this session.
type consent uint8

const (
	unasked consent = iota
	asking
	allowed
	declined
)

func newBackend(s *session) *backend {
	return &backend{session: s, consents: make(map[string]consent)}
}

// configure takes what the settings say, and begins to open the server if it is
// another one.
func (b *backend) configure(o model.Options, askFirst bool) {
	o.Logger = b.session.log
	b.mu.Lock()
	defer b.mu.Unlock()
	if o == b.options && askFirst == b.askFirst {
		return
	}
	b.options, b.askFirst = o, askFirst
	b.begin()
}

// begin takes away the server that was named before, and opens the one that is, if the
// user agrees. The caller holds mu.
func (b *backend) begin() {
	if b.opening != nil {
		b.opening()
	}
	o := b.options
	host, remote := destination(o)
	switch {
	case o.Name == "":
		b.use(nil, condition{})
	case remote && b.askFirst && !b.agreed(host):
		b.use(nil, condition{normal, host + " is sent nothing without your yes; the embedded model answers"})
	default:
		b.use(nil, condition{normal, o.Name + " is being opened; the embedded model answers"})
		ctx, cancel := context.WithCancel(b.session.base)
		b.opening = cancel
		b.session.run("model server", func(context.Context) {
			defer cancel()
			b.open(ctx, o)
		})
	}
}

// open opens a server and hands it over, if it is still the one that is wanted. It may
// wait for the system's keyring, and so for the user.
func (b *backend) open(ctx context.Context, o model.Options) {
	opened, err := b.session.options.Open(ctx, o)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil && ctx.Err() != nil:
		opened.Close()
	case ctx.Err() != nil:
	case err != nil:
		b.session.log.Warn("the model server can't be used", "error", err)
		b.use(nil, condition{failed, err.Error() + "; the embedded model goes on"})
	default:
		b.session.log.Info("use a model server", "backend", o.Name, "address", backends.Address(o), "model", o.Model)
		b.use(opened, condition{})
	}
}

// use hands over a server, or none and why there is none though one is named. The
// caller holds mu.
func (b *backend) use(opened model.Backend, instead condition) {
	b.session.status.withoutServer(instead)
	if opened != nil || b.used {
		b.session.parts.server.Use(opened)
	}
	b.used = opened != nil
}

// agreed reports whether the user has allowed a host, and begins to ask if they have
// not been asked in this session. The caller holds mu.
func (b *backend) agreed(host string) bool {
	if b.consents[host] != unasked {
		return b.consents[host] == allowed
	}
	if memory := b.session.options.Consent; memory != nil {
		remembered, err := memory.HostAllowed(host)
		if err != nil {
			b.session.log.Warn("what the user has allowed can't be read; they are asked", "host", host, "error", err)
		}
		if remembered {
			b.consents[host] = allowed
			return true
		}
	}
	b.consents[host] = asking
	b.session.run("consent", func(ctx context.Context) { b.ask(ctx, host) })
	return false
}

const (
	allow  = "Allow"
	notNow = "Not now"
	// privacyPage says what is sent, and to whom.
	privacyPage = "https://github.com/inkling-lsp/inkling/blob/main/docs/privacy.md"
)

// ask asks the user, who may take their time, and remembers a yes.
func (b *backend) ask(ctx context.Context, host string) {
	answer := declined
	if b.question(ctx, host) == allow {
		answer = allowed
		if memory := b.session.options.Consent; memory != nil {
			if err := memory.AllowHost(host); err != nil {
				b.session.log.Warn("the user's yes is not remembered; they are asked again next time", "host", host, "error", err)
			}
		}
	}
	b.session.log.Info("the user was asked for consent", "host", host, "allowed", answer == allowed)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.consents[host] = answer
	if now, _ := destination(b.options); answer == allowed && now == host {
		b.begin()
	}
}

// question returns the title of the answer that the user picks, empty for none.
func (b *backend) question(ctx context.Context, host string) string {
	var raw json.RawMessage
	err := protocol.Call(ctx, b.session.conn, protocol.MethodWindowShowMessageRequest, &protocol.ShowMessageRequestParams{
		Type: protocol.MessageTypeInfo,
		Message: fmt.Sprintf("Inkling: the settings name a model server at %s. While you type, the text around the cursor and parts of "+
			"other files that you have open would be sent there, but no file whose name looks secret. %s says more.", host, privacyPage),
		Actions: []protocol.MessageActionItem{{Title: allow}, {Title: notNow}},
	}, &raw)
	if err != nil {
		b.session.log.Debug("the client can't ask for consent", "host", host, "error", err)
		return ""
	}
	var picked struct {
		Title string `json:"title"`
	}
	_ = json.Unmarshal(raw, &picked) // whatever else it is, it is no yes
	return picked.Title
}

// destination is where requests would go, and whether that may be another machine. A
// backend without an address starts its server here.
func destination(o model.Options) (host string, remote bool) {
	u, err := url.Parse(backends.Address(o))
	if err != nil {
		return "", true // nothing opens it
	}
	return backends.Host(o), u.Host != "" && !wire.Loopback(u.Hostname())
}
