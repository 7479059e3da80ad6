package served

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	Log          io.Writer    // what the servers say, and how far the run is
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

// errNoWeights says what a section lacks.
var errNoWeights = errors.New("needs a model: name the file of its weights (make bench-prompt WEIGHTS=FILE REPOS=\"name=clone …\")")

// bench is a measurement under way.
type bench struct {
	options  Options
	book     *book
	pace     *pace
	passages []eval.Passage
}

// Run measures what the file lacks, and writes the table of what is in it.
func Run(ctx context.Context, w io.Writer, o Options) (err error) {
	b := &bench{options: o}
	if b.book, err = openBook(o.File); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.book.close()) }()
	var failed error
	for _, s := range sections {
		if !strings.Contains(s.name, o.Sections) {
			continue
		}
		err := errNoWeights
		if o.Weights != "" || !s.weights {
			err = s.measure(ctx, b)
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", s.name, err))
		}
	}
	return errors.Join(failed, writeTable(w, b.book.records))
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
