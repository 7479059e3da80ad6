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
	root, passages, err := b.typing(ctx)
	if err != nil {
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

// typing is a workspace of 100,000 lines, and others that are to be typed there.
func (b *bench) typing(ctx context.Context) (root string, passages []passage, err error) {
	files, err := firstLines(b.source, 100_000, written)
	if err != nil {
		return "", nil, err
	}
	root = filepath.Join(b.dir, "typing")
	passages = takeOut(files, root)
	_, err = b.makeWorkspace(ctx, "typing", files)
	return root, passages, err
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
	t, err := p.open(ctx, c)
	if err != nil {
		return err
	}
	shown := ""
	for _, r := range p.typed {
		key := string(r)
		start := time.Now()
		if err := t.press(ctx, key); err != nil {
			return err
		}
		items, err := t.ask(ctx)
		took := time.Since(start)
		if err != nil {
			return err
		}
		switch rest, ok := strings.CutPrefix(shown, key); {
		case ok && rest != "":
			*continued = append(*continued, took)
		case t.inComment():
		default:
			*asked = append(*asked, took)
		}
		shown = ""
		if len(items) > 0 {
			shown = items[0].Text
		}
	}
	return t.close(ctx)
}

// typist types into one document.
type typist struct {
	client   *client.Client
	snapshot *text.Snapshot
	offset   int // of the cursor
}

// open opens the document of a passage, with the cursor where it was.
func (p passage) open(ctx context.Context, c *client.Client) (*typist, error) {
	t := &typist{c, text.NewSnapshot(text.FileURI(p.path), "go", 1, p.rest), p.offset}
	return t, c.Open(ctx, t.snapshot)
}

func (t *typist) press(ctx context.Context, key string) error {
	s := t.snapshot
	at := t.cursor()
	next, err := s.Apply(s.Version()+1, []text.Change{{Range: text.Range{Start: t.offset, End: t.offset}, New: key}})
	if err != nil {
		return err
	}
	t.snapshot, t.offset = next, t.offset+len(key)
	return t.client.Change(ctx, next.URI(), next.Version(), text.PositionRange{Start: at, End: at}, key)
}

func (t *typist) ask(ctx context.Context) ([]client.Item, error) {
	return t.client.Complete(ctx, t.snapshot.URI(), t.cursor(), true)
}

// inComment reports whether the cursor's line is a comment: an answer there costs
// nothing, and would flatter.
func (t *typist) inComment() bool {
	line := t.snapshot.LineText(t.snapshot.LineAt(t.offset))
	return strings.HasPrefix(strings.TrimSpace(line), "//")
}

func (t *typist) cursor() text.Position {
	return t.snapshot.OffsetPosition(t.offset, t.client.Encoding())
}

func (t *typist) close(ctx context.Context) error {
	return t.client.CloseDocument(ctx, t.snapshot.URI())
}
