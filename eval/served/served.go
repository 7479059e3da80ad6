package served

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/eval"
)

// Options say what is measured, and with what.
type Options struct {
	Weights      string       // a GGUF file
	Program      string       // the llama-server
	Threads      int          // of it
	Server       string       // the inkling
	File         string       // of the measurements
	Repositories []Repository // whose lines are typed
	After        time.Time    // when those were written, so that the model can't have seen them
	Files        int          // of them, each with four places
	Documents    int          // that are typed into
	Seed         uint64       // of the keys
	Sections     string       // only those whose name has this in it
	Log          io.Writer    // what the servers say
	Progress     io.Writer    // how far the run is, in lines
}

// section is a part of the table that is measured by itself.
type section struct {
	name    string
	weights bool // are needed
	measure func(context.Context, *bench) error
	rows    func([]Record) []Row
}

// sections are in the order of the table.
var sections = []section{
	{"quality", true, quality, qualityRows},
	{"reading", true, reading, readingRows},
	{"typing", true, typing, typingRows},
	{"requests", false, requests, requestRows},
	{"overhead", false, overhead, overheadRows},
}

// bench is a measurement under way.
type bench struct {
	options  Options
	book     *book
	passages []eval.Passage
	hurry    bool // keys are pressed without a pause
}

// Run measures what the file lacks, and writes the table of what is in it. What could
// not be measured is in the error.
func Run(ctx context.Context, w io.Writer, o Options) (err error) {
	chosen := slices.DeleteFunc(slices.Clone(sections), func(s section) bool { return !strings.Contains(s.name, o.Sections) })
	if len(chosen) == 0 {
		return fmt.Errorf("no rows are named %q; there are %s", o.Sections, names(sections))
	}
	b := &bench{options: o}
	if b.book, err = openBook(o.File); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.book.close()) }()
	failed := b.measure(ctx, chosen)
	return errors.Join(failed, writeTable(w, b.book.records))
}

func (b *bench) measure(ctx context.Context, chosen []section) (failed error) {
	var lacking []section
	for _, s := range chosen {
		if s.weights && b.options.Weights == "" {
			lacking = append(lacking, s)
			continue
		}
		if err := s.measure(ctx, b); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", s.name, err))
		}
		if ctx.Err() != nil {
			return failed
		}
	}
	if len(lacking) > 0 {
		failed = errors.Join(failed, fmt.Errorf("%s: name the weights of a model that fills in the middle, "+
			"and clones with lines that are newer than it: make bench-prompt WEIGHTS=FILE.gguf REPOS=\"caddy=../caddy …\"", names(lacking)))
	}
	return failed
}

func names(of []section) string {
	var all []string
	for _, s := range of {
		all = append(all, s.name)
	}
	return strings.Join(all, ", ")
}

// Print writes the table of what a file has so far.
func Print(w io.Writer, file string) error {
	records, err := readRecords(file)
	if err != nil {
		return err
	}
	return writeTable(w, records)
}

// choose chooses the passages once.
func (b *bench) choose(ctx context.Context) ([]eval.Passage, error) {
	if b.passages != nil {
		return b.passages, nil
	}
	var err error
	b.passages, err = choose(ctx, b.options.Repositories, b.options.After, b.options.Files)
	if err == nil && len(b.passages) == 0 {
		err = errors.New("no lines to ask: name clones with commits that are new enough as NAME=DIRECTORY")
	}
	return b.passages, err
}
