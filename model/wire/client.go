package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/inkling-lsp/inkling/model"
)

// Client speaks to one server for one backend. It is safe for concurrent use.
type Client struct {
	name    string // the backend's
	model   string
	key     string
	base    *url.URL
	o       Options
	log     *slog.Logger
	http    *http.Client
	pool    *http.Transport
	gate    *gate
	breaker *breaker
}

// New returns a client for the server that o.URL names, and connects to nothing
// yet. name is the backend's.
func New(name string, o model.Options, limits Options) (*Client, error) {
	base, err := parse(o.URL)
	if err != nil {
		return nil, fmt.Errorf("backend %s: %w", name, err)
	}
	roots, err := trusted(o.CAFile)
	if err != nil {
		return nil, fmt.Errorf("backend %s: %w", name, err)
	}
	c := &Client{
		name: name, model: o.Model, key: string(o.Key), base: base, o: limits, log: o.Logger,
		gate: newGate(limits.Concurrent), breaker: newBreaker(limits.Failures, limits.Rest),
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.pool = &http.Transport{
		Proxy:                  http.ProxyFromEnvironment, // never for loopback
		DialContext:            dialer(limits),
		TLSHandshakeTimeout:    limits.Connect,
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    limits.Concurrent,
		IdleConnTimeout:        limits.Idle,
		DisableCompression:     true, // answers are small, and what unpacks has no size
		MaxResponseHeaderBytes: 64 << 10,
	}
	c.http = &http.Client{Transport: &transport{c, c.pool}}
	return c, nil
}

// HTTP is for the library of a service. Use it within Answer.
func (c *Client) HTTP() *http.Client { return c.http }

// URL is where the server is, without a slash at its end.
func (c *Client) URL() string { return c.base.String() }

// Remote says whether requests leave this machine.
func (c *Client) Remote() bool {
	return !Loopback(c.base.Hostname())
}

// Loopback says whether a host is this machine, by its name alone.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// Close ends idle connections.
func (c *Client) Close() { c.pool.CloseIdleConnections() }

// Ask asks about the server itself and reads the answer, JSON, into into. The
// request is a POST with body as JSON, or a GET if body is nil. It waits for no
// place at the gate.
func (c *Client) Ask(ctx context.Context, path string, body, into any) error {
	return c.AskBy(ctx, path, func(ctx context.Context) error {
		response, err := c.send(ctx, path, body)
		if err != nil {
			return err
		}
		defer response.Close()
		content, err := io.ReadAll(response)
		if err == nil {
			err = json.Unmarshal(content, into)
		}
		return err
	})
}

// AskBy asks about the server itself by a library, within the limits of Ask. path is
// for messages.
func (c *Client) AskBy(ctx context.Context, path string, ask func(ctx context.Context) error) error {
	limit := c.Errorf(model.TooSlow, "%s did not answer %s within %s", c.base.Host, path, c.o.Ask)
	ctx, cancel := context.WithTimeoutCause(ctx, c.o.Ask, limit)
	defer cancel()
	return c.permitted(ctx, func() (bool, error) {
		err := ask(ctx)
		return err == nil, err
	})
}

// Stream posts body as JSON and returns the response's body, of which no more than
// MaxAnswer can be read. Use it within Answer, and close it.
func (c *Client) Stream(ctx context.Context, path string, body any) (io.ReadCloser, error) {
	return c.send(ctx, path, body)
}

func (c *Client) send(ctx context.Context, path string, body any) (io.ReadCloser, error) {
	method, content := http.MethodGet, []byte(nil)
	if body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			return nil, err
		}
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(ctx, method, c.URL()+path, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	response, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	return response.Body, nil
}

// permitted calls f if the server may be asked, and keeps how it went. f says
// whether the server has answered anything.
func (c *Client) permitted(ctx context.Context, f func() (answered bool, err error)) error {
	if e := c.breaker.permit(c.name); e != nil {
		return e
	}
	answered, err := f()
	if err != nil {
		err = c.asError(ctx, err)
	}
	failure, _ := err.(*model.Error) //nolint:errorlint // asError returns it bare, or ctx's own
	c.breaker.record(failure, answered)
	return err
}

// parse reads the address of a server.
func parse(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(address, "/"))
	switch {
	case address == "":
		return nil, fmt.Errorf("the address of its server is missing: set url")
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		// The address may hold a password; it is not repeated.
		return nil, fmt.Errorf("its url is not an address such as http://127.0.0.1:8080")
	}
	return u, nil
}

// trusted are the system's certificates and those of a file, nil for the system's.
func trusted(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the certificates to trust: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate: it has to be a PEM file", file)
	}
	return pool, nil
}
