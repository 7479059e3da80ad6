package wire

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func collect(seq iter.Seq2[Event, error]) (got []string, err error) {
	for e, err := range seq {
		if err != nil {
			return got, err
		}
		got = append(got, e.Name+"|"+string(e.Data))
	}
	return got, nil
}

func TestEventsTakeWhatServersSend(t *testing.T) {
	for name, test := range map[string]struct {
		in   string
		want []string
	}{
		"nothing":               {"", nil},
		"one":                   {"data: a\n\n", []string{"|a"}},
		"no space":              {"data:a\n\n", []string{"|a"}},
		"two lines of data":     {"data: a\ndata: b\n\n", []string{"|a\nb"}},
		"named":                 {"event: ping\ndata: {}\n\ndata: b\n\n", []string{"ping|{}", "|b"}},
		"carriage returns":      {"data: a\r\n\r\ndata: b\r\n\r\n", []string{"|a", "|b"}},
		"comments":              {": x\n\n:\n\ndata: a\n: y\ndata: b\n\n", []string{"|a\nb"}},
		"empty data":            {"data:\n\ndata: \n\nevent: x\n\ndata: a\n\n", []string{"|a"}},
		"the end":               {"data: a\n\ndata: [DONE]\n\ndata: b\n\n", []string{"|a"}},
		"the end without end":   {"data: a\n\ndata: [DONE]", []string{"|a"}},
		"a last line":           {"data: a\n\ndata: b", []string{"|a", "|b"}},
		"a bare error":          {"{\"error\":1}\n", []string{"|{\"error\":1}"}},
		"an old error":          {"error: {\"code\":1}\n\n", []string{"error|{\"code\":1}"}},
		"other fields":          {"id: 1\nretry: 5\nx\ndata: a\n\n", []string{"|a"}},
		"a byte order mark":     {"\xef\xbb\xbfdata: a\n\n", []string{"|a"}},
		"a name for one event":  {"event: x\n\ndata: a\n\n", []string{"|a"}},
		"spaces around":         {"data:   a  \n\n", []string{"|a"}},
		"empty lines and lines": {"\n\n\r\n\n  \n\ndata: a\n\n\n\n", []string{"|a"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := collect(events(strings.NewReader(test.in), 100))
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestLinesAreJSONTexts(t *testing.T) {
	c := &Client{o: Options{MaxLine: 100}}
	got, err := collect(c.Lines(strings.NewReader("{\"a\":1}\r\n\n  \n {\"b\":2}\n{\"c\":3}")))
	if want := []string{`|{"a":1}`, `|{"b":2}`, `|{"c":3}`}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestLongLinesAreWhole(t *testing.T) {
	first, second := strings.Repeat("x", 10_000), strings.Repeat("y", 20_000)
	c := &Client{o: Options{MaxLine: 30_000}}
	got, err := collect(c.Events(iotest.HalfReader(strings.NewReader("data: " + first + "\r\n\r\ndata: " + second + "\n\ndata: z"))))
	if err != nil || !slices.Equal(got, []string{"|" + first, "|" + second, "|z"}) {
		t.Errorf("%d events, %v", len(got), err)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	c := &Client{o: Options{MaxLine: 10}}
	for name, in := range map[string]string{
		"a line":          "data: " + strings.Repeat("x", 10),
		"a line in parts": "data: " + strings.Repeat("x", 10_000),
		"an event":        "data: xxx\ndata: xxx\ndata: xxx\ndata: xxx\n",
	} {
		if _, err := collect(c.Events(strings.NewReader(in))); !errors.Is(err, errTooLong) {
			t.Errorf("%s: %v", name, err)
		}
	}
	body := &bounded{body: io.NopCloser(strings.NewReader("123456")), left: 5}
	if got, err := io.ReadAll(body); string(got) != "12345" || !errors.Is(err, errTooLong) {
		t.Errorf("%q, %v", got, err)
	}
}

// FuzzEvents reads the same bytes whole and one by one, and compares with what is
// got by cutting the text up.
func FuzzEvents(f *testing.F) {
	for _, seed := range []string{"data: a\n\n", "event: x\r\ndata: a\r\ndata: b\n\n", "{\"a\":1}\n", ": x\n\ndata: [DONE]\n\ndata: b", "\xef\xbb\xbferror: 1\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		const limit, enough = 64, 1 << 10
		if len(in) > enough {
			return // what is found with more takes the fuzzer minutes to make small
		}
		whole, errWhole := collect(events(strings.NewReader(in), limit))
		single, errSingle := collect(events(iotest.OneByteReader(strings.NewReader(in)), limit))
		if !slices.Equal(whole, single) || (errWhole == nil) != (errSingle == nil) {
			t.Fatalf("whole %q %v, by bytes %q %v", whole, errWhole, single, errSingle)
		}
		if errWhole == nil {
			if want := plainEvents(in); !slices.Equal(whole, want) {
				t.Fatalf("got %q, want %q", whole, want)
			}
		}
	})
}

// plainEvents is the reader without streaming and limits.
func plainEvents(in string) (got []string) {
	in = strings.TrimPrefix(in, "\xef\xbb\xbf")
	var name string
	var data []string
	for _, line := range append(strings.Split(in, "\n"), "") {
		line = strings.TrimSuffix(line, "\r")
		field, value, found := strings.Cut(line, ":")
		switch {
		case line == "":
			text := strings.Join(data, "\n")
			text = string(bytes.TrimSpace([]byte(text)))
			if text == "[DONE]" {
				return got
			}
			if text != "" {
				got = append(got, name+"|"+text)
			}
			name, data = "", nil
		case line[0] == '{':
			data = append(data, line)
		case !found:
		case field == "data" || field == "error":
			if field == "error" {
				name = field
			}
			data = append(data, strings.TrimPrefix(value, " "))
		case field == "event":
			name = strings.TrimPrefix(value, " ")
		}
	}
	return got
}

// FuzzLines checks that nothing is lost, added or longer than its limit.
func FuzzLines(f *testing.F) {
	f.Add("a\nb\r\n\nc")
	f.Add(strings.Repeat("x", 100))
	f.Fuzz(func(t *testing.T, in string) {
		const limit, enough = 64, 1 << 10
		if len(in) > enough {
			return // what is found with more takes the fuzzer minutes to make small
		}
		var got []string
		for line, err := range lines(iotest.HalfReader(strings.NewReader(in)), limit) {
			if err != nil {
				if !errors.Is(err, errTooLong) || !slices.ContainsFunc(strings.SplitAfter(in, "\n"), func(l string) bool { return len(l) > limit }) {
					t.Fatalf("%v for %q", err, in)
				}
				return
			}
			got = append(got, string(line))
		}
		want := strings.Split(strings.TrimPrefix(in, "\xef\xbb\xbf"), "\n")
		if want[len(want)-1] == "" {
			want = want[:len(want)-1]
		}
		for i := range want {
			want[i] = strings.TrimSuffix(want[i], "\r")
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
