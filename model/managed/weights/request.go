package weights

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// known is what is known about a part, and kept beside it.
type known struct {
	Where string `json:"where"`
	// Bytes is how long the whole file is; 0 if the server does not say.
	Bytes int64 `json:"bytes"`
	// ETag is the file's, of the server that sends it, for If-Range.
	ETag string `json:"etag,omitempty"`
	// SHA256 is what the hub says of it before it sends elsewhere for it.
	SHA256 string `json:"sha256,omitempty"`
}

// RefusedError is why the file is not there for us.
type RefusedError struct {
	Status  int // of HTTP; 0 if it was not that
	says    string
	passing bool // another try may go better
}

func (e *RefusedError) Error() string { return e.says }

// resume looks at what an earlier pull has left.
func (p *pull) resume() {
	content, err := os.ReadFile(p.note)
	if err != nil || json.Unmarshal(content, &p.known) != nil || p.known.Where != p.source.Where {
		p.known = known{}
		return
	}
	if info, err := os.Stat(p.path); err == nil {
		p.have = info.Size()
	}
}

// request asks for what is missing and writes it. It returns nil when all is there.
func (p *pull) request(ctx context.Context) error {
	if p.have > 0 && p.have == p.known.Bytes {
		return nil // all had come, but was not yet looked at
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stalled := time.AfterFunc(p.o.Stall, func() { cancel(fmt.Errorf("nothing has come for %v", p.o.Stall)) })
	defer stalled.Stop()
	response, hub, err := p.follow(ctx)
	if err != nil {
		return cause(ctx, err)
	}
	defer response.Body.Close()
	flag, err := p.accept(response, hub)
	if err != nil {
		return err
	}
	return cause(ctx, p.write(ctx, &watched{response.Body, stalled, p.o.Stall}, flag))
}

// cause is why ctx ended, if that is why err is.
func cause(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// watched moves a timer with each byte.
type watched struct {
	io.Reader
	timer *time.Timer
	after time.Duration
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.Reader.Read(b)
	w.timer.Reset(w.after)
	return n, err
}

// said is what the hub tells of a file in the answer that sends elsewhere for it.
type said struct {
	sha256 string
	bytes  int64
}

var sha256Hex = regexp.MustCompile(`^"?([0-9a-fA-F]{64})"?$`)

// follow asks for the file, wherever that leads. The token goes to the host that was
// named, and an address without encryption is not followed from one with it.
func (p *pull) follow(ctx context.Context) (*http.Response, said, error) {
	at, err := url.Parse(p.source.Where)
	if err != nil {
		return nil, said{}, &RefusedError{says: "it is no address: " + err.Error()}
	}
	first := *at
	var hub said
	for range 10 {
		response, err := p.ask(ctx, at, at.Scheme == first.Scheme && at.Host == first.Host)
		if err != nil {
			return nil, hub, err
		}
		if m := sha256Hex.FindStringSubmatch(response.Header.Get("X-Linked-Etag")); m != nil && hub.sha256 == "" {
			hub.sha256 = strings.ToLower(m[1])
			hub.bytes, _ = strconv.ParseInt(response.Header.Get("X-Linked-Size"), 10, 64) // 0 if it is not told
		}
		to := elsewhere(response)
		if to == nil {
			return response, hub, nil
		}
		_ = response.Body.Close() // nothing in it is wanted
		if at.Scheme == "https" && to.Scheme != "https" || to.Scheme != "https" && to.Scheme != "http" {
			return nil, hub, &RefusedError{says: at.Host + " sends to " + to.Scheme + "://" + to.Host + ", which is not encrypted"}
		}
		at = to
	}
	return nil, hub, &RefusedError{says: first.Host + " sends from one address to the next without end"}
}

// ask sends one request for what is missing.
func (p *pull) ask(ctx context.Context, at *url.URL, withToken bool) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept-Encoding", "identity")
	if p.o.Token != "" && withToken {
		request.Header.Set("Authorization", "Bearer "+p.o.Token)
	}
	if p.have > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", p.have))
		if strings.HasPrefix(p.known.ETag, `"`) { // a weak one says nothing about bytes
			request.Header.Set("If-Range", p.known.ETag)
		}
	}
	return p.o.Client.Do(request)
}

// elsewhere is where an answer sends to, nil if it does not.
func elsewhere(r *http.Response) *url.URL {
	if r.StatusCode < 300 || r.StatusCode > 399 {
		return nil
	}
	to, _ := r.Location() // nil without one
	return to
}

// accept looks whether an answer is the file, or the part of it that is missing, and
// says how to write it.
func (p *pull) accept(r *http.Response, hub said) (flag int, err error) {
	whole := r.ContentLength
	flag = os.O_TRUNC
	switch r.StatusCode {
	case http.StatusOK:
	case http.StatusPartialContent:
		var from int64
		if from, whole, err = contentRange(r.Header.Get("Content-Range")); err != nil || from != p.have {
			p.forget()
			return 0, fmt.Errorf("the server sends another part than it was asked for: %q", r.Header.Get("Content-Range"))
		}
		flag = os.O_APPEND
	case http.StatusRequestedRangeNotSatisfiable:
		p.forget()
		return 0, errors.New("the file has become shorter")
	default:
		return 0, refusal(r)
	}
	now := known{Where: p.source.Where, Bytes: max(0, whole), ETag: r.Header.Get("ETag"), SHA256: hub.sha256}
	if hub.bytes > 0 {
		now.Bytes = hub.bytes
	}
	if flag == os.O_APPEND && (now.SHA256 != p.known.SHA256 || now.ETag != p.known.ETag || now.Bytes != p.known.Bytes) {
		p.forget()
		return 0, errors.New("the file has changed since the pull began")
	}
	have := int64(0)
	if flag == os.O_APPEND {
		have = p.have
	}
	if err := enough(filepath.Dir(p.path), now.Bytes-have); err != nil {
		return 0, err
	}
	p.known = now
	return flag, p.remember()
}

// forget has the next request ask for the whole file.
func (p *pull) forget() { p.have, p.known = 0, known{} }

func (p *pull) remember() error {
	content, err := json.Marshal(p.known)
	if err == nil {
		err = os.WriteFile(p.note, content, 0o644)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errDisk, err)
	}
	return nil
}

// contentRange reads "bytes 100-199/200"; whole is 0 if it is not told.
func contentRange(header string) (from, whole int64, err error) {
	span, total, _ := strings.Cut(strings.TrimPrefix(header, "bytes "), "/")
	begin, _, _ := strings.Cut(span, "-")
	if from, err = strconv.ParseInt(begin, 10, 64); err != nil {
		return 0, 0, err
	}
	whole, _ = strconv.ParseInt(total, 10, 64) // "*" is not known
	return from, whole, nil
}

// refusal says what the status of an answer means for who wants a file.
func refusal(r *http.Response) error {
	e := &RefusedError{Status: r.StatusCode, says: r.Request.URL.Host + " answers " + r.Status}
	switch {
	case r.StatusCode == http.StatusUnauthorized || r.StatusCode == http.StatusForbidden:
		e.says += ": it wants a token (HF_TOKEN), or its licence to be accepted on its page first"
	case r.StatusCode == http.StatusNotFound || r.StatusCode == http.StatusGone:
		e.says += ": there is no such file"
	case r.StatusCode == http.StatusTooManyRequests || r.StatusCode >= 500:
		e.passing = true
	}
	return e
}

// verify proves that the part is the whole file that was meant, or takes it away.
func (p *pull) verify(ctx context.Context) (sum, checked string, err error) {
	f, err := os.Open(p.path)
	if err != nil {
		return "", "", err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, &until{ctx, f}); err != nil {
		return "", "", err
	}
	sum = hex.EncodeToString(hash.Sum(nil))
	want, checked := p.source.SHA256, "catalogue"
	if want == "" {
		want, checked = p.known.SHA256, "hub"
	}
	if want == "" {
		checked = ""
	}
	if want != "" && !strings.EqualFold(want, sum) {
		p.remove()
		return "", "", fmt.Errorf("what has come is not what the %s says: its SHA-256 is %s, not %s; it was removed", checked, sum, want)
	}
	if _, err := ReadHeader(p.path); err != nil {
		p.remove()
		return "", "", fmt.Errorf("what has come is of no use and was removed: %w", err)
	}
	return sum, checked, nil
}

func (p *pull) remove() {
	_, _ = os.Remove(p.path), os.Remove(p.note) // what stays is found and looked at again
}

// until reads as long as ctx lasts.
type until struct {
	ctx  context.Context //nolint:containedctx // lives for one call
	from io.Reader
}

func (u *until) Read(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.from.Read(b)
}
