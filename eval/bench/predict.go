package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

const (
	askedFiles = 20
	askedInOne = 100
	askedBytes = 4000 // a file of at least so many
)

// predict measures keys at random places of files that are spread over the
// million lines. The model has seen the document before the key, as it has in an
// editor.
func predict(ctx context.Context, b *bench) ([]Row, error) {
	root, err := b.millionLines(ctx, "written", written)
	if err != nil {
		return nil, err
	}
	files, lines, err := learnable(ctx, root)
	if err != nil {
		return nil, err
	}
	model := local.New(local.DefaultOptions())
	var learned []local.File
	for _, f := range files {
		learned = append(learned, local.File{URI: text.FileURI(f.path), Content: f.content})
	}
	if err := model.Learn(ctx, learned); err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(1, 0))
	var took []time.Duration
	learned = slices.DeleteFunc(learned, func(f local.File) bool { return len(f.Content) < askedBytes })
	for i := range askedFiles {
		if err := askIn(ctx, model, learned[i*len(learned)/askedFiles], random, &took); err != nil {
			return nil, err
		}
	}
	p50, p99 := percentile(took, 50), percentile(took, 99)
	return []Row{{
		fmt.Sprintf("embedded model, one suggestion, %d lines indexed", lines), "p50 ≤0.3 ms, p99 ≤1 ms",
		fmt.Sprintf("p50 %s, p99 %s of %d keys that found something", ms(p50), ms(p99), len(took)),
		verdict(p50 <= 300*time.Microsecond && p99 <= time.Millisecond),
	}}, nil
}

// askIn deletes the rest of a line and types the last character before it again.
func askIn(ctx context.Context, m *local.Model, f local.File, random *rand.Rand, took *[]time.Duration) error {
	saved := text.NewSnapshot(f.URI, "go", 0, f.Content)
	m.Open(saved)
	defer m.Close(f.URI)
	for range askedInOne {
		cursor := random.IntN(len(f.Content)-1) + 1
		for !utf8.RuneStart(f.Content[cursor]) {
			cursor--
		}
		end := cursor + max(0, strings.IndexByte(f.Content[cursor:], '\n'))
		key, size := utf8.DecodeLastRuneInString(f.Content[:cursor])
		at := cursor - size
		before, err := saved.Apply(saved.Version()+1, []text.Change{{Range: text.Range{Start: at, End: end}}})
		if err != nil {
			return err
		}
		m.Change(before)
		if _, err := m.Predict(ctx, local.Query{Snapshot: before, Offset: at}); err != nil {
			return err
		}
		start := time.Now()
		now, err := before.Apply(before.Version()+1, []text.Change{{Range: text.Range{Start: at, End: at}, New: string(key)}})
		if err != nil {
			return err
		}
		m.Change(now)
		p, err := m.Predict(ctx, local.Query{Snapshot: now, Offset: cursor})
		if err != nil {
			return err
		}
		if p.Silence == "" { // a key in a comment costs nothing, and would flatter
			*took = append(*took, time.Since(start))
		}
	}
	return nil
}
