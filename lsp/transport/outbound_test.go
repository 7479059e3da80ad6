package transport

import (
	"log/slog"
	"net"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestClientThatNeverReadsEndsItsSession(t *testing.T) { // hazard 11 of package lsp
	server, client := net.Pipe()
	t.Cleanup(func() { _ = client.Close() })
	ended := make(chan error, 1)
	o := newOutbound(server, slog.New(slog.DiscardHandler), func(err error) { ended <- err })
	for range maxOutbound>>20 + 1 {
		o.send(make([]byte, 1<<20))
	}
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "does not read") {
		t.Errorf("the session ended with %v", err)
	}
	_ = server.Close()
	if !o.wait() {
		t.Error("the writer is left behind")
	}
}
