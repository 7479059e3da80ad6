package modeltest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Service is a kind of server, and how it speaks.
type Service struct {
	// New makes the backend.
	New func(o model.Options, limits wire.Options) (model.Backend, error)
	// Name and Model are what the configuration says.
	Name, Model string
	// URL is where it is said to be, if the backend goes by it; else it is on loopback.
	URL string
	// About answers requests about the server, JSON, by method and path. Others with
	// GET are answered that there is no such thing.
	About map[string]string
	// Head begins a streamed answer, Piece is a piece of it, and Tail ends it, with
	// what it cost. BareHead and Bare do so without.
	Head, BareHead string
	Piece          func(text string) string
	Tail, Bare     string
	// Told is what Tail tells.
	Told model.Report
	// Fault is how an error is said in the middle of a stream, of which Noise is what
	// may come while nothing happens, if there is such a thing.
	Fault, Noise string
	// Broken is a piece that is not what it should be.
	Broken string
	// Remote says that its requests leave the machine.
	Remote bool
}

// A script is what a server does with a connection after it has read a request.
type script func(c net.Conn, r *http.Request, body string)

const (
	ok     = "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n\r\n"
	status = "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
)

// server is a scripted server, and counts.
type server struct {
	service     Service
	script      script
	connections atomic.Int32
	requests    atomic.Int32 // for answers, not about the server
	elsewhere   atomic.Value // another address that was connected to
	running     sync.WaitGroup
}

// WithoutProxies keeps the proxies of the machine that tests from coming between.
// It has to be called before the first request of a process.
func WithoutProxies() { _ = os.Setenv("NO_PROXY", "*") }

func (s Service) address() string {
	if s.URL != "" {
		return s.URL
	}
	return "http://127.0.0.1:1"
}

func (s *server) dial(_ context.Context, _, address string) (net.Conn, error) {
	if "http://"+strings.TrimSuffix(address, ":80") != s.service.address() {
		s.elsewhere.Store(address)
	}
	s.connections.Add(1)
	ours, theirs := net.Pipe()
	s.running.Go(func() {
		defer func() { _ = ours.Close() }()
		s.serve(ours)
	})
	return theirs, nil
}

// serve answers the requests of a connection, until the client leaves or a script
// has written an answer that ends with the connection.
func (s *server) serve(c net.Conn) {
	in := bufio.NewReader(c)
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		about, known := s.service.About[r.Method+" "+r.URL.Path]
		if known {
			_, _ = fmt.Fprintf(c, status, 200, "OK", len(about), "", about)
			continue
		} else if r.Method == http.MethodGet {
			_, _ = fmt.Fprintf(c, status, 404, "Not Found", 2, "", "{}")
			continue
		}
		s.requests.Add(1)
		kept := &keeper{Conn: c}
		s.script(kept, r, string(body))
		if !kept.whole {
			return
		}
	}
}

// keeper notices an answer that has an end of its own.
type keeper struct {
	net.Conn
	whole bool
}

// whole writes an answer in chunks, after which the connection goes on. Each is
// written by itself, the end too, so that who leaves after the last word of the
// answer leaves before the end of the response.
func whole(service Service, pieces ...string) script {
	return func(c net.Conn, _ *http.Request, _ string) {
		_, err := fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n", service.kind())
		for _, part := range append(service.answer(service.Head, service.Tail, pieces...), "") {
			if err == nil {
				_, err = fmt.Fprintf(c, "%x\r\n%s\r\n", len(part), part)
			}
		}
		if k, is := c.(*keeper); is {
			k.whole = err == nil
		}
	}
}

// answer is a whole answer, part by part, without parts that are empty.
func (s Service) answer(head, tail string, pieces ...string) []string {
	var parts []string
	if head != "" {
		parts = append(parts, head)
	}
	for _, p := range pieces {
		parts = append(parts, s.Piece(p))
	}
	return append(parts, tail)
}

func (s Service) kind() string {
	if strings.HasPrefix(s.Tail, "{") {
		return "application/x-ndjson"
	}
	return "text/event-stream"
}

// says writes a text after the headers of a stream, and ends the connection.
func (s Service) says(text string) script {
	return func(c net.Conn, _ *http.Request, _ string) {
		_, _ = io.WriteString(c, s.headers()+text)
	}
}

func (s Service) headers() string { return fmt.Sprintf(ok, s.kind()) }

func fails(code int, header, body string) script {
	return func(c net.Conn, _ *http.Request, _ string) {
		_, _ = fmt.Fprintf(c, status, code, http.StatusText(code), len(body), header, body)
	}
}
