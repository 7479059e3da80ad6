package wire

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/inkling-lsp/inkling/model"
)

func TestReframedBodyIsWhatTheFrameMakesOfEvents(t *testing.T) {
	c := &Client{o: Options{MaxLine: 100}}
	wrong := errors.New("wrong")
	frame := func(e Event) ([]byte, error) {
		if string(e.Data) == "bad" {
			return nil, wrong
		}
		return append(bytes.ToUpper(e.Data), '|'), nil
	}
	for name, test := range map[string]struct {
		in, want string
		err      error
	}{
		"nothing":     {"", "", nil},
		"events":      {": x\n\ndata: a\n\nevent: y\ndata: b\n\n", "A|B|", nil},
		"an error":    {"data: a\n\ndata: bad\n\ndata: b\n\n", "A|", wrong},
		"a long line": {"data: a\n\ndata: " + strings.Repeat("x", 100), "A|", errTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.Reframe(io.NopCloser(strings.NewReader(test.in)), frame)
			got, err := io.ReadAll(iotest.OneByteReader(r))
			if string(got) != test.want || !errors.Is(err, test.err) {
				t.Errorf("%q, %v; want %q, %v", got, err, test.want, test.err)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	// Left in the middle, its reader ends too, as goleak finds.
	r := c.Reframe(io.NopCloser(strings.NewReader("data: a\n\ndata: b\n\n")), frame)
	if _, err := r.Read(make([]byte, 1)); err != nil {
		t.Error(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func TestMemberIsTakenForRefusedOnce(t *testing.T) {
	m := NewMember("temperature")
	for _, err := range []error{nil, io.EOF, &model.Error{Kind: model.BadRequest, Says: "no room"}, &model.Error{Kind: model.Denied, Says: "temperature"}} {
		if m.RefusedBy(err) || m.Refused() {
			t.Errorf("refused by %v", err)
		}
	}
	refusal := error(&model.Error{Kind: model.BadRequest, Says: "'temperature' is not taken"})
	if !m.RefusedBy(refusal) || !m.Refused() || m.RefusedBy(refusal) {
		t.Error("want it refused, and found out once")
	}
}
