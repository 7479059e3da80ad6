package wire

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/inkling-lsp/inkling/model"
)

const proxyHost = "proxy.test:3128"

// behindProxy has all tests of this package run behind a proxy, which the standard
// library reads from the environment once: at the first request of a process.
func behindProxy() {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY"} {
		_ = os.Unsetenv(strings.ToLower(name))
		_ = os.Setenv(name, "http://"+proxyHost)
	}
	_ = os.Unsetenv("NO_PROXY")
	_ = os.Unsetenv("no_proxy")
}

func TestOnlyWhatLeavesTheMachineGoesThroughTheProxy(t *testing.T) {
	for address, through := range map[string]string{
		"http://127.0.0.1:1":         "",
		"http://127.9.9.9:1":         "",
		"http://[::1]:1":             "",
		"http://localhost:1":         "",
		"http://evil.localhost:1":    "POST http://evil.localhost:1/x",
		"http://models.test":         "POST http://models.test/x",
		"http://192.168.1.2:8080":    "POST http://192.168.1.2:8080/x",
		"https://models.test":        "CONNECT //models.test:443",
		"https://127.0.0.1.nip.test": "CONNECT //127.0.0.1.nip.test:443",
	} {
		t.Run(address, func(t *testing.T) {
			var dialed atomic.Value
			server := &server{}
			first := make(chan string, 1)
			server.script = func(c net.Conn, r *http.Request) {
				select {
				case first <- r.Method + " " + r.URL.String():
				default:
				}
				_, _ = io.WriteString(c, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
			}
			o := Defaults()
			o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				dialed.Store(address)
				return server.dial(ctx, network, address)
			}
			c, err := New("scripted", model.Options{URL: address, Key: secret}, o)
			if err != nil {
				t.Fatal(err)
			}
			err = c.Ask(t.Context(), "/x", struct{}{}, &struct{}{})
			c.Close()
			server.running.Wait()

			var e *model.Error
			if !errors.As(err, &e) {
				t.Errorf("refused, but: %v", err)
			}
			want, host := through, proxyHost
			if through == "" {
				want, host = "POST /x", strings.TrimPrefix(address, "http://")
			}
			if got := <-first; got != want || dialed.Load() != host {
				t.Errorf("%s was connected to, and read %q; want %s, %q", dialed.Load(), got, host, want)
			}
			if c.Remote() != (through != "") {
				t.Errorf("remote: %v, but through the proxy: %q", c.Remote(), through)
			}
		})
	}
}
