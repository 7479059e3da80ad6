package modeltest

import (
	"context"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// BenchmarkRequest is what a fill costs on this side, its service's library
// included: a server that answers at once, with 8 KB of prompt.
func BenchmarkRequest(b *testing.B) {
	all := services()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		s := all[name]
		b.Run(name, func(b *testing.B) {
			backend, traits := s.bench(b, whole(s, "return", " x"))
			r := model.FillRequest{Prompt: prompt(traits, strings.Repeat("x", 8<<10)), MaxTokens: 8}
			p50(b, func() time.Duration {
				begun := time.Now()
				if _, err := backend.Fill(b.Context(), r, func(string) bool { return true }); err != nil {
					b.Fatal(err)
				}
				return time.Since(begun)
			})
		})
	}
}

// BenchmarkCancel is the time from a context's end to the end of the connection, as
// the server sees it.
func BenchmarkCancel(b *testing.B) {
	all := services()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		s := all[name]
		b.Run(name, func(b *testing.B) {
			closed := make(chan time.Time, 1)
			backend, traits := s.bench(b, s.waits(closed))
			r := model.FillRequest{Prompt: prompt(traits, "x"), MaxTokens: 8}
			p50(b, func() time.Duration {
				var cancelled time.Time
				ctx, cancel := context.WithCancel(b.Context())
				defer cancel()
				_, _ = backend.Fill(ctx, r, func(string) bool {
					cancelled = time.Now()
					cancel()
					return true
				})
				return (<-closed).Sub(cancelled)
			})
		})
	}
}

// bench returns a backend of a server at the other end of a loopback connection.
func (s Service) bench(b *testing.B, script script) (model.Backend, model.Traits) {
	server := &server{service: s, script: script}
	listener, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = listener.Close() })
	go func() { _ = acceptAll(listener, server) }()
	limits := wire.Defaults()
	limits.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, listener.Addr().String())
	}
	backend, err := s.New(model.Options{Name: s.Name, URL: s.address(), Model: s.Model, Key: secret}, limits)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(backend.Close)
	traits, err := backend.Traits(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return backend, traits
}

func acceptAll(listener net.Listener, s *server) error {
	for {
		c, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			s.serve(c)
			_ = c.Close()
		}()
	}
}

func p50(b *testing.B, once func() time.Duration) {
	var took []time.Duration
	for b.Loop() {
		took = append(took, once())
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
