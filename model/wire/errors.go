package wire

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/inkling-lsp/inkling/model"
)

// kinds is what a status says. Statuses that are missing are BadRequest from 400
// on, and BadAnswer from 500 on.
var kinds = map[int]model.Kind{
	http.StatusUnauthorized:        model.Denied,
	http.StatusPaymentRequired:     model.Denied,
	http.StatusForbidden:           model.Denied,
	http.StatusProxyAuthRequired:   model.Denied,
	http.StatusNotFound:            model.NoModel,
	http.StatusMethodNotAllowed:    model.NoModel,
	http.StatusNotImplemented:      model.NoModel,
	http.StatusRequestTimeout:      model.TooSlow,
	http.StatusGatewayTimeout:      model.TooSlow,
	http.StatusTooManyRequests:     model.Overloaded,
	http.StatusServiceUnavailable:  model.Overloaded,
	529:                            model.Overloaded, // Anthropic's
	http.StatusBadGateway:          model.Unreachable,
	http.StatusInternalServerError: model.BadAnswer,
}

func kindOf(status int) model.Kind {
	if k, ok := kinds[status]; ok {
		return k
	}
	switch {
	case status >= 500:
		return model.BadAnswer
	case status >= 400:
		return model.BadRequest
	}
	return model.BadAnswer
}

// Errorf makes an error of the client's backend.
func (c *Client) Errorf(kind model.Kind, format string, args ...any) *model.Error {
	return &model.Error{Kind: kind, Backend: c.name, Says: fmt.Sprintf(format, args...)}
}

// Fault makes an error of what a server said is wrong in the middle of an answer:
// the value of its "error" member. sent is the request, which may be echoed in it.
func (c *Client) Fault(said json.RawMessage, sent []byte) *model.Error {
	message, status := readFault(said)
	kind := model.BadAnswer
	if status >= 400 {
		kind = kindOf(status)
	}
	return c.Errorf(kind, "the server broke its answer off%s", c.quote(message, sent))
}

// statusError makes an error of a response that is none.
func (c *Client) statusError(r *http.Response, body, sent []byte) *model.Error {
	message, _ := readFault(body)
	e := c.Errorf(kindOf(r.StatusCode), "%s says %d%s", c.base.Host, r.StatusCode, c.quote(message, sent))
	if e.Kind == model.Overloaded {
		e.RetryAfter = retryAfter(r.Header.Get("Retry-After"), time.Now())
	}
	return e
}

// asError is the table from every way in which a request may fail to an *Error, or
// to the caller's own end of ctx.
func (c *Client) asError(ctx context.Context, err error) error {
	var own *model.Error
	switch cause := context.Cause(ctx); {
	case cause != nil && errors.As(cause, &own):
		return own // a timer of ours, which is why the request broke
	case cause != nil:
		return ctx.Err()
	case errors.As(err, &own):
		return own
	}
	kind, says := describe(err)
	return &model.Error{Kind: kind, Backend: c.name, Says: strings.ReplaceAll(says, "HOST", c.base.Host), Err: err}
}

// describe says what broke; HOST stands for the server's.
func describe(err error) (model.Kind, string) {
	var (
		authority x509.UnknownAuthorityError
		hostname  x509.HostnameError
		invalid   x509.CertificateInvalidError
		op        *net.OpError
		dns       *net.DNSError
		timeout   interface{ Timeout() bool }
		syntax    *json.SyntaxError
		shape     *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &authority), errors.As(err, &hostname), errors.As(err, &invalid):
		return model.Unreachable, "the certificate of HOST is not trusted; if it is the one you mean, name its authority's PEM file"
	case errors.As(err, &dns):
		return model.Unreachable, "the name HOST is not known"
	case errors.As(err, &op) && op.Op == "dial" && op.Timeout():
		return model.Unreachable, "no connection to HOST in time"
	case errors.As(err, &op) && op.Op == "dial":
		return model.Unreachable, "nothing listens at HOST"
	case errors.Is(err, errTooLong):
		return model.BadAnswer, "an answer of HOST is longer than can be meant"
	case errors.As(err, &syntax), errors.As(err, &shape):
		return model.BadAnswer, "an answer of HOST is not the JSON that was expected"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return model.Unreachable, "HOST broke the connection off"
	case errors.As(err, &timeout) && timeout.Timeout():
		return model.TooSlow, "HOST did not answer in time"
	}
	return model.Unreachable, "the connection to HOST broke"
}

// readFault finds the message, and the status if there is one, in the shapes in
// which servers say what is wrong: {"error": {"message", "code"}}, {"error": "…"},
// {"message"}, {"detail"}, a string, or the members of error themselves.
func readFault(body []byte) (message string, status int) {
	var envelope struct {
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
		Detail  string          `json:"detail"`
		Code    json.RawMessage `json:"code"`
	}
	if json.Unmarshal(body, &message) == nil {
		return message, 0
	}
	// Members of other types than these are left empty, which is as good as absent.
	_ = json.Unmarshal(body, &envelope)
	if len(envelope.Error) > 0 {
		return readFault(envelope.Error)
	}
	status, _ = strconv.Atoi(string(envelope.Code))
	if envelope.Message == "" {
		envelope.Message = envelope.Detail
	}
	return envelope.Message, status
}

// The longest message of a server that is passed on, in bytes, and how many letters
// and digits of it in a row are known as an echo of the request.
const maxQuote, echo = 300, 12

// quote prepares a server's message for people, with a colon before it. Servers
// echo what they were sent; a message that does is left out whole.
func (c *Client) quote(message string, sent []byte) string {
	if c.key != "" && strings.Contains(message, c.key) || c.echoes(message, sent) {
		return ""
	}
	message = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, message)
	message = strings.TrimSpace(message)
	if len(message) > maxQuote {
		message = strings.ToValidUTF8(message[:maxQuote], "") + "…"
	}
	if message == "" {
		return ""
	}
	return ": " + message
}

// echoes says whether a message repeats a part of a text that was sent, other than
// the model's name.
func (c *Client) echoes(message string, sent []byte) bool {
	if c.model != "" {
		message = strings.ReplaceAll(message, c.model, "")
	}
	said, texts := plain(message), plain(textsIn(sent))
	for i := 0; i+echo <= len(said); i++ {
		if strings.Contains(texts, said[i:i+echo]) {
			return true
		}
	}
	return false
}

// textsIn returns the strings in a JSON text, but not its members' names.
func textsIn(sent []byte) string {
	var value any
	if json.Unmarshal(sent, &value) != nil {
		return string(sent)
	}
	var texts []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			texts = append(texts, v)
		case []any:
			for _, v := range v {
				walk(v)
			}
		case map[string]any:
			for _, v := range v {
				walk(v)
			}
		}
	}
	walk(value)
	return strings.Join(texts, "")
}

// plain leaves letters and digits, so that no quoting, wrapping or spacing hides
// that two texts are the same.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// retryAfter reads the header of that name: seconds, or a date. What can't be read
// is 0.
func retryAfter(header string, now time.Time) time.Duration {
	const longest = 24 * time.Hour // what is longer is not meant for a running editor
	if seconds, err := strconv.ParseFloat(strings.TrimSpace(header), 64); err == nil {
		if !(seconds > 0) {
			return 0
		}
		return time.Duration(min(seconds, longest.Seconds()) * float64(time.Second))
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(max(0, at.Sub(now)), longest)
	}
	return 0
}

// withoutUser is a URL's text without a name and password in it.
func withoutUser(u *url.URL) string {
	clean := *u
	clean.User, clean.RawQuery, clean.Fragment = nil, "", ""
	return clean.String()
}
