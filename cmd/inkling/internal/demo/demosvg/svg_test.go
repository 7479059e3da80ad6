package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/demo"
	"github.com/inkling-lsp/inkling/context/text"
)

// record makes a recording in which `a < b` is offered, and then taken.
func record(t *testing.T) *bytes.Buffer {
	t.Helper()
	var file bytes.Buffer
	r, err := demo.NewRecording(&file, &demo.Plain{Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []demo.Scene{
		{Path: "a.go", Snapshot: text.NewSnapshot("file:///a.go", "go", 1, "if "), Offset: 3},
		{Path: "a.go", Snapshot: text.NewSnapshot("file:///a.go", "go", 1, "if "), Offset: 3, Ghost: "a < b"},
		{Path: "a.go", Snapshot: text.NewSnapshot("file:///a.go", "go", 2, "if a < b"), Offset: 8, Taken: "a < b", Done: true},
	} {
		if err := r.Show(s, time.Second); err != nil {
			t.Fatal(err)
		}
	}
	return &file
}

func TestThePictureIsXMLAndStandsStillAtTheSuggestion(t *testing.T) {
	var out bytes.Buffer
	if err := convert(record(t), &out, 0, time.Minute); err != nil {
		t.Fatal(err)
	}
	visible := ""
	for d := xml.NewDecoder(strings.NewReader(out.String())); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "g" {
			continue
		}
		var row struct {
			Visibility string   `xml:"visibility,attr"`
			Text       []string `xml:"text"`
		}
		if err := d.DecodeElement(&row, &start); err != nil {
			t.Fatal(err)
		}
		if row.Visibility == "visible" {
			visible += strings.Join(row.Text, "|") + "\n"
		}
	}
	if want := "1|if|a|< b\n"; !strings.Contains(visible, want) {
		t.Errorf("standing still it shows\n%s\nwant the line %q", visible, want)
	}
}

func TestARowIsDrawnOnceForAsLongAsItStays(t *testing.T) {
	var out bytes.Buffer
	if err := convert(record(t), &out, 0, time.Minute); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), ">a.go</text>"); n != 1 {
		t.Errorf("the title is drawn %d times in three frames, want once", n)
	}
	if n := strings.Count(out.String(), ">if</text>"); n != 3 {
		t.Errorf("the typed line, which is another in each of three frames, is drawn %d times", n)
	}
}

func TestOnlyTheWantedTimeIsKept(t *testing.T) {
	var out bytes.Buffer
	if err := convert(record(t), &out, time.Second, 500*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), `class="good">a`) || !strings.Contains(out.String(), `class="ghost">&lt; b`) {
		t.Error("the picture is not the second frame alone")
	}
	if err := convert(record(t), io.Discard, time.Hour, time.Second); err == nil {
		t.Error("a picture of no frame was drawn")
	}
	if err := convert(strings.NewReader("{}"), io.Discard, 0, time.Hour); err == nil {
		t.Error("a picture of something else was drawn")
	}
}
