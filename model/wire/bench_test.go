package wire

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

func client(b *testing.B, address string) *Client {
	b.Helper()
	c, err := New("scripted", model.Options{URL: address}, Defaults())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(c.Close)
	return c
}

func median(took []time.Duration) float64 {
	slices.Sort(took)
	return float64(took[len(took)/2].Microseconds())
}

// BenchmarkRequest is what a request costs on this side: a server that answers at
// once, on one connection over loopback, with 8 KB of prompt.
func BenchmarkRequest(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, "data: return\n\ndata: x\n\ndata: end\n\n")
	}))
	defer server.Close()
	c := client(b, server.URL)
	body := map[string]string{"prompt": strings.Repeat("return value, err\n", 8<<10/18)}
	var took []time.Duration
	for b.Loop() {
		begun := time.Now()
		_, err := c.Answer(b.Context(), Fill, func(string) bool { return true }, func(ctx context.Context, a *Answer) error {
			response, err := c.Stream(ctx, "/completion", body)
			if err != nil {
				return err
			}
			defer response.Close()
			for event, err := range c.Events(response) {
				if err != nil {
					return err
				}
				a.Text(string(event.Data))
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	b.ReportMetric(median(took), "p50-µs")
}

// BenchmarkCancel is the time from a context's end to the end of the connection, as
// the server sees it, over loopback.
func BenchmarkCancel(b *testing.B) {
	listener, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	closed := make(chan time.Time)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			r, err := http.ReadRequest(bufio.NewReader(conn))
			if err == nil {
				_, _ = io.Copy(io.Discard, r.Body)
				_, _ = io.WriteString(conn, ok+"data: a\n\n")
				_, _ = conn.Read(make([]byte, 1))
				closed <- time.Now()
			}
			_ = conn.Close()
		}
	}()
	c := client(b, "http://"+listener.Addr().String())
	var took []time.Duration
	for b.Loop() {
		var cancelled time.Time
		ctx, cancel := context.WithCancel(b.Context())
		_, _ = complete(ctx, c, Fill, func(string) bool {
			cancelled = time.Now()
			cancel()
			return true
		})
		took = append(took, (<-closed).Sub(cancelled))
	}
	slices.Sort(took)
	b.ReportMetric(median(took), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
