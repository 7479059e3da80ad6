package wire

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

func TestRefusalIsKeptForMinutes(t *testing.T) {
	for status, kind := range map[int]model.Kind{401: model.Denied, 403: model.Denied, 404: model.NoModel} {
		synctest.Test(t, func(t *testing.T) {
			down := false
			c, server := serve(t, fails(status, "", "{}"), func(o *Options) {
				dial := o.Dial
				o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
					if down {
						return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
					}
					return dial(ctx, network, address)
				}
			})
			ask := func(class Class) model.Kind {
				_, err := complete(t.Context(), c, class, func(string) bool { return true })
				var e *model.Error
				if errors.As(err, &e) {
					return e.Kind
				}
				return ""
			}
			expect := func(what string, requests int32) {
				t.Helper()
				if n := server.requests.Load(); n != requests {
					t.Errorf("%d, %s: %d requests, want %d", status, what, n, requests)
				}
			}
			for range 20 {
				if got := ask(Fill); got != kind {
					t.Errorf("%d: %s, want %s", status, got, kind)
				}
				time.Sleep(time.Second)
			}
			expect("word by word", 1)
			_ = ask(Chat)
			expect("another class", 2)
			time.Sleep(2 * time.Minute)
			_ = ask(Fill)
			expect("minutes later", 3)

			down = true
			_ = c.Ask(t.Context(), "/x", nil, &struct{}{})
			down = false
			server.running.Wait()
			server.script = says(ok + "data: a\n\ndata: end\n\n")
			if got := ask(Fill); got != "" {
				t.Errorf("%d: another server says yes, but: %s", status, got)
			}
			expect("another server", 4)
		})
	}
}
