package wire

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestConnectionOfAFinishedAnswerIsKept(t *testing.T) {
	for name, test := range map[string]struct {
		after       script
		connections int32
		within      time.Duration
	}{
		"it ends":        {says("0\r\n\r\n"), 1, 0},
		"it hangs":       {hang(""), 3, 3 * 50 * time.Millisecond},
		"it never stops": {flood("", "5\r\n    \n\r\n"), 3, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := serve(t, func(conn net.Conn, r *http.Request) {
					_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n")
					test.after(conn, r)
				})
				begun := time.Now()
				for range 3 {
					_, err := c.Answer(t.Context(), Fill, func(string) bool { return true }, func(ctx context.Context, a *Answer) error {
						body, err := c.Stream(ctx, "/kept", struct{}{})
						if err != nil {
							return err
						}
						defer body.Close()
						for event, err := range c.Events(body) {
							if err != nil {
								return err
							}
							a.Text(string(event.Data))
							Drain(body)
							break
						}
						return nil
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				if n, took := server.connections.Load(), time.Since(begun); n != test.connections || took != test.within {
					t.Errorf("%d connections in %s, want %d in %s", n, took, test.connections, test.within)
				}
			})
		})
	}
}
