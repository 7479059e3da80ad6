package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
)

const (
	starts        = 11
	documentLines = 5000
)

// start measures processes from their start, on the workspace of a million lines,
// which is being learned all the while.
func start(ctx context.Context, b *bench) ([]Row, error) {
	root, err := b.millionLines(ctx, "written", written)
	if err != nil {
		return nil, err
	}
	document, offset, err := b.longDocument(root)
	if err != nil {
		return nil, err
	}
	var ready, first []time.Duration
	for range starts {
		s, err := b.startServer(ctx, root)
		if err != nil {
			return nil, err
		}
		took, err := firstSuggestion(ctx, s, document, offset)
		_, endErr := s.end(ctx)
		if err := errors.Join(err, endErr); err != nil {
			return nil, err
		}
		ready, first = append(ready, s.ready), append(first, took)
	}
	return []Row{
		{"process start to first suggestion from an open 5,000-line document", "≤250 ms", spread(first, ms), verdict(percentile(first, 50) <= 250*time.Millisecond)},
		{"process start to the answer of `initialize`", "≤50 ms", spread(ready, ms), verdict(percentile(ready, 50) <= 50*time.Millisecond)},
	}, nil
}

// firstSuggestion opens a document and asks until there is something to show.
func firstSuggestion(ctx context.Context, s *server, document *text.Snapshot, offset int) (time.Duration, error) {
	const patience = 10 * time.Second
	if err := s.Open(ctx, document); err != nil {
		return 0, err
	}
	for time.Since(s.started) < patience {
		items, err := s.Complete(ctx, document.URI(), document.OffsetPosition(offset, s.Encoding()), true)
		if err != nil {
			return 0, err
		}
		if len(items) > 0 {
			return time.Since(s.started), nil
		}
	}
	return 0, fmt.Errorf("no suggestion within %v in %s", patience, document.URI())
}

// longDocument is a document of 5,000 lines that is not on disk: the first of the
// first file that has as many. Of its commonest line of code, the occurrence in
// the middle has yet to be typed from its middle on.
func (b *bench) longDocument(root string) (document *text.Snapshot, offset int, err error) {
	files, err := firstLines(b.source, 1_000_000, written)
	if err != nil {
		return nil, 0, err
	}
	for _, f := range files {
		lines := strings.Split(f.content, "\n")
		if len(lines) < documentLines {
			continue
		}
		lines = lines[:documentLines]
		line, at := commonest(lines)
		above := strings.Join(lines[:at], "\n") + "\n" + line[:(len(line)+1)/2]
		below := "\n" + strings.Join(lines[at+1:], "\n")
		uri := text.FileURI(filepath.Join(root, filepath.Dir(f.path), "not_saved_yet.go"))
		return text.NewSnapshot(uri, "go", 1, above+below), len(above), nil
	}
	return nil, 0, fmt.Errorf("no file in %s has %d lines", b.source, documentLines)
}

// commonest is the code that most lines have, and the middle one of them.
func commonest(lines []string) (line string, at int) {
	const least = 15 // characters, so that it is not a bare return
	places := make(map[string][]int)
	for i, l := range lines {
		code := strings.TrimSpace(l)
		if len(code) < least || strings.HasPrefix(code, "//") {
			continue
		}
		if places[l] = append(places[l], i); len(places[l]) > len(places[line]) {
			line = l
		}
	}
	return line, places[line][len(places[line])/2]
}

// spread prints the median and the worst of some values.
func spread[T cmp.Ordered](values []T, format func(T) string) string {
	return fmt.Sprintf("%s; worst of %d %s", format(percentile(values, 50)), len(values), format(percentile(values, 100)))
}
