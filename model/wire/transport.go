package wire

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// errTooLong is a body or a line above its limit.
var errTooLong = errors.New("longer than the limit")

// maxFault is how much is read of a response that says what is wrong, in bytes.
const maxFault = 64 << 10

// A transport is what every request passes. A response that it returns is one
// that was asked for; everything else is an error, of the table in errors.go.
type transport struct {
	client *Client
	next   *http.Transport
}

// RoundTrip sends a request, again if that is safe.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	sent, err := body(r)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		response, begun, err := t.send(r, sent)
		t.client.log.DebugContext(r.Context(), "request", "backend", t.client.name,
			"method", r.Method, "path", r.URL.Path, "bytes", len(sent), "try", try, "ok", err == nil)
		if err == nil {
			return response, nil
		}
		wait := backoff(try)
		var e *model.Error
		switch {
		case try >= t.client.o.Retries || r.Context().Err() != nil:
			return nil, err
		case errors.As(err, &e) && e.Kind == model.Overloaded && e.RetryAfter > 0 && e.RetryAfter <= t.client.o.RetryWait:
			wait += e.RetryAfter
		case begun:
			return nil, err
		}
		if !pause(r.Context(), wait) {
			return nil, err
		}
	}
}

// send sends a request once. begun says that the server may have begun with it.
func (t *transport) send(r *http.Request, sent []byte) (response *http.Response, begun bool, err error) {
	var written atomic.Bool
	ctx := httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		WroteHeaders: func() { written.Store(true) },
	})
	request := r.Clone(ctx)
	if sent != nil {
		request.Body = io.NopCloser(bytes.NewReader(sent))
		request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(sent)), nil }
	}
	// A header with this name and no value is not sent. It tells the standard library
	// that what went into a kept connection just as the server closed it may be sent
	// again: an answer that nobody has read changes nothing.
	request.Header["Idempotency-Key"] = nil
	response, err = t.next.RoundTrip(request)
	if err != nil {
		return nil, written.Load(), err
	}
	if err := t.refusal(response, sent); err != nil {
		return nil, true, err
	}
	response.Body = &bounded{body: response.Body, left: t.client.o.MaxAnswer}
	return response, true, nil
}

// refusal is why a response is not the one that was asked for. It closes it.
func (t *transport) refusal(r *http.Response, sent []byte) error {
	c := t.client
	switch {
	case r.StatusCode >= 300 && r.StatusCode < 400:
		_ = r.Body.Close() // nothing in it is wanted
		where := "elsewhere"
		if to, err := r.Location(); err == nil {
			where = "to " + withoutUser(to)
		}
		return c.Errorf(model.BadAnswer, "%s redirects %s; nothing was sent there: name that address if it is the one you mean", c.base.Host, where)
	case r.StatusCode < 200 || r.StatusCode > 299:
		defer r.Body.Close()
		said, err := io.ReadAll(io.LimitReader(r.Body, maxFault))
		if err != nil {
			said = nil // the status says enough
		}
		return c.statusError(r, said, sent)
	case r.Header.Get("Content-Encoding") != "" && r.Header.Get("Content-Encoding") != "identity":
		// None was asked for, and a small one may unpack to anything.
		_ = r.Body.Close()
		return c.Errorf(model.BadAnswer, "%s answers compressed, which it was not asked to", c.base.Host)
	}
	return nil
}

// body reads what a request is to send, so that it can be sent again.
func body(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	defer r.Body.Close()
	sent, err := io.ReadAll(r.Body)
	if sent == nil {
		sent = []byte{}
	}
	return sent, err
}

// backoff is how long to wait before the next try: about 50 ms, then twice as long
// each time, by chance half or one and a half of it, so that editors that lost the
// same server do not come back all at once.
func backoff(try int) time.Duration {
	base := 50 * time.Millisecond << try
	return base/2 + rand.N(base)
}

// pause waits, unless that would outlast ctx.
func pause(ctx context.Context, wait time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= wait {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// bounded is a body of which no more than a number of bytes is read.
type bounded struct {
	body io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.body.Read(p)
	b.left -= int64(n)
	return n, err
}

func (b *bounded) Close() error { return b.body.Close() }

// dialer is how connections are made if the options say nothing else.
func dialer(o Options) func(ctx context.Context, network, address string) (net.Conn, error) {
	if o.Dial != nil {
		return o.Dial
	}
	return (&net.Dialer{Timeout: o.Connect, KeepAlive: 30 * time.Second}).DialContext
}
