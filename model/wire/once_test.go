package wire

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestValueIsAskedForOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, asked := NewOnce[int](&Client{}), 0
		ask := func(context.Context) (int, error) {
			asked++
			time.Sleep(time.Second)
			if asked == 1 {
				return 0, errors.New("not yet")
			}
			return asked, nil
		}
		results := make(chan int, 10)
		for range 10 {
			go func() {
				n, err := o.Get(t.Context(), ask)
				if err != nil {
					n = -1
				}
				results <- n
			}()
		}
		sum := 0
		for range 10 {
			sum += <-results
		}
		if asked != 2 || sum != -1+9*2 {
			t.Errorf("asked %d times, sum %d; want one error, and the rest one answer", asked, sum)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		<-o.turn // somebody is asking
		if _, err := o.Get(ctx, ask); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waits longer than its caller: %v", err)
		}
		o.turn <- struct{}{}
		o.client.faults.Add(1)
		if n, err := o.Get(t.Context(), ask); n != 3 || err != nil {
			t.Errorf("after a fault: %d, %v", n, err)
		}
	})
}

func TestValueIsAskedForAgainWhenTheServerMayBeAnother(t *testing.T) {
	for name, test := range map[string]struct {
		path    string
		wait    time.Duration
		script  string
		sure    bool // that it is still the same server
		visible bool // even to who does not look at connections
	}{
		"a kept connection":       {path: "/kept", script: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", sure: true},
		"an answer breaks off":    {path: "/kept", script: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{", visible: true},
		"the server closes later": {path: "/closed", script: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"},
		"it is idle for long":     {path: "/kept", script: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", wait: 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
				c, server := serve(t, says(good))
				often, seldom := NewOnce[int](c).EachConnection(), NewOnce[int](c)
				asked := [2]int{}
				get := func() {
					for i, o := range []*Once[int]{often, seldom} {
						_, err := o.Get(t.Context(), func(ctx context.Context) (int, error) {
							asked[i]++
							return 0, c.Ask(ctx, "/kept", nil, &struct{}{})
						})
						if err != nil {
							t.Fatal(err)
						}
					}
				}
				get()
				get()
				server.script = func(conn net.Conn, r *http.Request) {
					says(test.script)(conn, r)
					if strings.HasSuffix(test.script, "{") {
						_ = conn.Close()
					}
				}
				_ = c.Ask(t.Context(), test.path, nil, &struct{}{}) // may be meant to fail
				time.Sleep(test.wait)
				synctest.Wait()
				server.script = says(good)
				get()
				want := [2]int{2, 1}
				if test.sure {
					want[0] = 1
				}
				if test.visible {
					want[1] = 2
				}
				if asked != want {
					t.Errorf("asked %v times, want %v", asked, want)
				}
			})
		})
	}
}
