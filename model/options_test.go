package model

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestKeysAreHiddenHoweverTheyAreWritten(t *testing.T) {
	o := Options{Name: "openai", Key: "sesame"}
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("open", "options", o, "key", o.Key, "pointer", &o)
	}
	encoded, err := json.Marshal([]any{o, o.Key, &o.Key})
	if err != nil {
		t.Fatal(err)
	}
	written := fmt.Sprintf("%v %+v %#v %s %q %x", o, o, o, o.Key, o.Key, o.Key) + log.String() + string(encoded)
	if strings.Contains(written, "sesame") || strings.Contains(written, fmt.Sprintf("%x", "sesame")) || strings.Count(written, hidden) < 8 {
		t.Errorf("written as %s", written)
	}
	if none := fmt.Sprint(Secret("")); none != "" {
		t.Errorf("no key is written as %s", none)
	}
}
