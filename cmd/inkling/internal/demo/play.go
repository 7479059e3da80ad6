package demo

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp/client"
)

// How long a person needs to see what happened.
const (
	holdKey   = 70 * time.Millisecond
	holdGhost = 250 * time.Millisecond // a new suggestion
	holdRight = 700 * time.Millisecond // one that will be taken
	holdDone  = 400 * time.Millisecond // a line is complete
)

// Scene is what there is to see at one moment.
type Scene struct {
	Path     string
	Snapshot *text.Snapshot
	Offset   int           // of the cursor, in bytes
	Ghost    string        // offered at the cursor; empty if nothing is
	Right    bool          // the ghost is all that is left of the line
	Taken    string        // what was taken with the last key; empty if it was a letter
	Done     bool          // the line is complete
	Took     time.Duration // the last answer
	Figures  Figures       // so far
}

// player types passages.
type player struct {
	server  Server
	view    View
	figures Figures

	path   string
	doc    *text.Snapshot
	offset int
	ghost  string // as last seen, to tell a new suggestion from the rest of one
}

func (p *player) play(ctx context.Context, from passage) error {
	p.path = from.path
	p.doc = text.NewSnapshot(text.FileURI(from.file), languageID(from.path), 1, from.content)
	if err := p.server.Open(ctx, p.doc); err != nil {
		return err
	}
	p.offset = p.doc.Line(from.line - 1).End
	p.figures.Files++
	for _, line := range from.lines {
		if err := p.typeLine(ctx, from.ending, line); err != nil {
			return err
		}
	}
	return nil
}

// typeLine begins a line below the cursor and types it: Enter and the editor's
// indentation, then letters, or Tab as soon as the rest of the line is offered.
func (p *player) typeLine(ctx context.Context, ending, line string) error {
	code := strings.TrimLeft(line, " \t")
	p.figures.Lines++
	p.figures.Characters += utf8.RuneCountInString(code)
	key := ending + line[:len(line)-len(code)]
	p.ghost = ""
	for {
		begin := time.Now()
		if err := p.replace(ctx, text.Range{Start: p.offset, End: p.offset}, key); err != nil {
			return err
		}
		item, ghost, err := p.ask(ctx)
		if err != nil {
			return err
		}
		took := time.Since(begin)
		p.figures.Keystrokes++
		p.figures.Answers = append(p.figures.Answers, took)
		if ghost != "" && ghost == code {
			return p.take(ctx, *item, Scene{Ghost: ghost, Right: true, Took: took})
		}
		if err := p.see(Scene{Ghost: ghost, Done: code == "", Took: took}); err != nil || code == "" {
			return err
		}
		_, size := utf8.DecodeRuneInString(code)
		key, code = code[:size], code[size:]
	}
}

// ask returns the first item and what of it the user would see after the cursor.
func (p *player) ask(ctx context.Context) (*client.Item, string, error) {
	items, err := p.server.Complete(ctx, p.doc.URI(), p.position(p.offset), true)
	if err != nil || len(items) == 0 {
		return nil, "", err
	}
	r := p.bytes(items[0].Range)
	if r.Start > p.offset {
		return nil, "", nil
	}
	ghost, ok := strings.CutPrefix(items[0].Text, p.doc.Slice(text.Range{Start: r.Start, End: p.offset}))
	if !ok {
		return nil, "", nil // an editor would not show it
	}
	return &items[0], ghost, nil
}

// take shows a suggestion that is right, and presses Tab.
func (p *player) take(ctx context.Context, item client.Item, offer Scene) error {
	if err := p.see(offer); err != nil {
		return err
	}
	p.figures.Right++
	p.figures.Keystrokes++
	p.figures.Accepted += utf8.RuneCountInString(offer.Ghost)
	if err := p.replace(ctx, p.bytes(item.Range), item.Text); err != nil {
		return err
	}
	if err := p.server.Accept(ctx, item); err != nil {
		return err
	}
	return p.see(Scene{Done: true, Taken: offer.Ghost, Took: offer.Took})
}

// replace changes the document, here and at the server, and puts the cursor
// behind what is new.
func (p *player) replace(ctx context.Context, r text.Range, insert string) error {
	next, err := p.doc.Apply(p.doc.Version()+1, []text.Change{{Range: r, New: insert}})
	if err != nil {
		return fmt.Errorf("type: %w", err)
	}
	positions := text.PositionRange{Start: p.position(r.Start), End: p.position(r.End)}
	p.doc, p.offset = next, r.Start+len(insert)
	return p.server.Change(ctx, next.URI(), next.Version(), positions, insert)
}

// see completes a scene, counts its suggestion if it is a new one, and shows it.
func (p *player) see(s Scene) error {
	fresh := s.Ghost != "" && !strings.HasSuffix(p.ghost, s.Ghost)
	if fresh {
		p.figures.Suggestions++
	}
	p.ghost = s.Ghost
	s.Path, s.Snapshot, s.Offset, s.Figures = p.path, p.doc, p.offset, p.figures
	hold := holdKey
	switch {
	case s.Right:
		hold = holdRight
	case s.Done:
		hold = holdDone
	case fresh:
		hold = holdGhost
	}
	return p.view.Show(s, hold)
}

func (p *player) position(offset int) text.Position {
	return p.doc.OffsetPosition(offset, p.server.Encoding())
}

func (p *player) bytes(r text.PositionRange) text.Range {
	e := p.server.Encoding()
	return text.Range{Start: p.doc.PositionOffset(r.Start, e), End: p.doc.PositionOffset(r.End, e)}
}

// languageID is LSP's name for the language of a file.
func languageID(path string) string {
	ext := strings.TrimPrefix(filepath.Ext(path), ".")
	names := map[string]string{
		"py": "python", "rs": "rust", "js": "javascript", "mjs": "javascript", "jsx": "javascriptreact", "ts": "typescript",
		"tsx": "typescriptreact", "h": "c", "cc": "cpp", "cs": "csharp", "kt": "kotlin", "rb": "ruby",
	}
	if name, ok := names[ext]; ok {
		return name
	}
	return ext
}
