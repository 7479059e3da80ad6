package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp/client"
)

const (
	typedFiles = 16
	typedLines = 20 // of each
)

// passage is a run of lines that was taken out of a file before the server knew it.
type passage struct {
	path   string
	rest   string // of the file, with an empty line in the place of the lines
	offset int    // of that line
	typed  string
}

// roundTrip types real lines into a server that has learned 100,000 others. A
// round trip begins before the change is sent and ends when the suggestions are
// read. A key that only continues what is on screen asks no model, so it is
// measured apart.
func roundTrip(ctx context.Context, b *bench) ([]Row, error) {
	files, err := firstLines(b.source, 100_000, written)
	if err != nil {
		return nil, err
	}
	root, err := b.makeWorkspace(ctx, "typing", nil)
	if err != nil {
		return nil, err
	}
	passages := takeOut(files, root)
	if _, err := b.makeWorkspace(ctx, "typing", files); err != nil {
		return nil, err
	}
	s, err := b.startServer(ctx, root)
	if err != nil {
		return nil, err
	}
	var asked, continued []time.Duration
	err = s.Learned(ctx)
	for _, p := range passages {
		if err == nil {
			err = p.typeInto(ctx, s.Client, &asked, &continued)
		}
	}
	_, endErr := s.end(ctx)
	if err := errors.Join(err, endErr); err != nil {
		return nil, err
	}
	measured := fmt.Sprintf("p50 %s, p95 %s, p99 %s of %d keys; %d more continue a suggestion: p50 %s",
		ms(percentile(asked, 50)), ms(percentile(asked, 95)), ms(percentile(asked, 99)), len(asked), len(continued), ms(percentile(continued, 50)))
	return []Row{{
		"inline completion round trip over stdio, embedded model, 100,000 lines learned", "p50 ≤1.5 ms, p99 ≤6 ms", measured,
		verdict(percentile(asked, 50) <= 1500*time.Microsecond && percentile(asked, 99) <= 6*time.Millisecond),
	}}, nil
}

// takeOut takes lines out of the middle of some of the files, evenly spread.
func takeOut(files []sourceFile, root string) (passages []passage) {
	step := len(files) / (2 * typedFiles)
	for i := 0; i < len(files) && len(passages) < typedFiles; i += step {
		lines := strings.Split(files[i].content, "\n")
		at := len(lines) / 2
		if at < 2*typedLines {
			continue
		}
		above := strings.Join(lines[:at], "\n") + "\n"
		p := passage{
			path:   filepath.Join(root, files[i].path),
			rest:   above + "\n" + strings.Join(lines[at+typedLines:], "\n"),
			offset: len(above),
			typed:  strings.Join(lines[at:at+typedLines], "\n"),
		}
		files[i].content = p.rest
		passages = append(passages, p)
	}
	return passages
}

// typeInto types the passage and asks after each key, as an editor does.
func (p passage) typeInto(ctx context.Context, c *client.Client, asked, continued *[]time.Duration) error {
	s := text.NewSnapshot(text.FileURI(p.path), "go", 1, p.rest)
	if err := c.Open(ctx, s); err != nil {
		return err
	}
	offset, shown := p.offset, ""
	for _, r := range p.typed {
		key := string(r)
		at := s.OffsetPosition(offset, c.Encoding())
		next, err := s.Apply(s.Version()+1, []text.Change{{Range: text.Range{Start: offset, End: offset}, New: key}})
		if err != nil {
			return err
		}
		s, offset = next, offset+len(key)
		cursor := s.OffsetPosition(offset, c.Encoding())
		start := time.Now()
		if err := c.Change(ctx, s.URI(), s.Version(), text.PositionRange{Start: at, End: at}, key); err != nil {
			return err
		}
		items, err := c.Complete(ctx, s.URI(), cursor, true)
		took := time.Since(start)
		if err != nil {
			return err
		}
		line := s.LineText(s.LineAt(offset))
		switch rest, ok := strings.CutPrefix(shown, key); {
		case ok && rest != "":
			*continued = append(*continued, took)
		case strings.HasPrefix(strings.TrimSpace(line), "//"): // costs nothing, and would flatter
		default:
			*asked = append(*asked, took)
		}
		shown = ""
		if len(items) > 0 {
			shown = items[0].Text
		}
	}
	return c.CloseDocument(ctx, s.URI())
}
