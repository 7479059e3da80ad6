package served

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/inkling-lsp/inkling/eval"
	"github.com/inkling-lsp/inkling/lsp/client"
)

const (
	typedLines = 30 // of a passage, or fewer if it has fewer: some five minutes of typing
	leastLines = 20
	// first is how long a first suggestion is waited for. A model that has nothing to
	// say at a place never makes one.
	firstWait = 20 * time.Second
	// look is how long somebody reads before the first key; a prompt may grow meanwhile.
	look = 15 * time.Second
	// rest is how long the last answer is waited for, settle how long the model server
	// has to end what it is at. Together they are too short for a prompt to grow.
	rest, settle = time.Second, 2 * time.Second
)

// typing types passages into a language server that has the model, in real time, and
// takes what it costs from what the model server says. Each document is typed into a
// server of its own, so that its first request is one.
func typing(ctx context.Context, b *bench) error {
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer s.end()
	return b.typeAll(ctx, "typing", s.traits.Model, s.url, func(eval.Passage) {})
}

// typeAll types the passages that were not typed into a server of the model at url.
// told hears of each beforehand.
func (b *bench) typeAll(ctx context.Context, section, model, url string, told func(eval.Passage)) error {
	passages, err := b.choose(ctx)
	if err != nil {
		return err
	}
	p, err := startProxy(url)
	if err != nil {
		return err
	}
	defer p.end()
	pace := newPace(section, b.options.Documents, b.options.Progress)
	for _, passage := range passages {
		if pace.done == b.options.Documents {
			break
		}
		if passage = fromCode(passage); len(passage.Lines) < leastLines {
			continue
		}
		document := Record{
			Section: section, Model: model, File: passage.Repository + "/" + passage.Path,
			Place: fmt.Sprintf("%.10s:%d", passage.Commit, passage.First+1), Language: groups[passage.Language], Layout: "document",
		}
		known := b.book.has(document)
		if !known {
			told(passage)
			if err := b.typeOne(ctx, document, p, passage); err != nil {
				return fmt.Errorf("%s: %w", document.File, err)
			}
		}
		pace.step(!known)
	}
	return nil
}

// fromCode leaves out the lines before the first of code: in a comment nothing is
// suggested.
func fromCode(p eval.Passage) eval.Passage {
	n := p.Code[0]
	for _, line := range p.Lines[:n] {
		p.Above += line + "\n"
	}
	p.First, p.Lines, p.Code = p.First+n, p.Lines[n:], nil
	return p
}

// typeOne types one passage and writes down each request, and then the document.
func (b *bench) typeOne(ctx context.Context, document Record, p *proxy, passage eval.Passage) (err error) {
	dir, err := os.MkdirTemp("", "inkling-bench-")
	if err != nil {
		return fmt.Errorf("make a workspace: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	p.take()
	c, t, err := b.open(ctx, dir, p.url, passage)
	if err != nil {
		return err
	}
	script := keys(passage, typedLines, b.options.Seed)
	cold, err := b.session(ctx, t, p, script)
	if err := errors.Join(err, c.Close(ctx)); err != nil {
		return err
	}
	for i, e := range p.take() {
		if err := b.book.add(e.record(document, i)); err != nil {
			return err
		}
	}
	document.Keys, document.FirstMS, document.At = len(script), inMS(cold), time.Now().UTC()
	return b.book.add(document)
}

// session opens a document, and types into it in real time: hurry makes tests of it.
func (b *bench) session(ctx context.Context, t *typist, p *proxy, script []key) (cold time.Duration, err error) {
	if b.hurry {
		for i := range script {
			script[i].before = 0
		}
	}
	pause := func(d time.Duration) {
		if err == nil && !b.hurry {
			err = wait(ctx, d)
		}
	}
	cold, err = t.first(ctx, p)
	pause(look)
	if err == nil {
		err = t.play(ctx, script)
	}
	pause(rest)
	err = errors.Join(err, t.end())
	pause(settle)
	return cold, err
}

// open starts a language server on a folder that has only the file of the passage,
// as it was before it was written, and opens that. So the embedded model knows
// little, and the model server has to be asked more than in a whole workspace.
func (b *bench) open(ctx context.Context, dir, url string, passage eval.Passage) (*client.Client, *typist, error) {
	root := filepath.Join(dir, passage.Repository)
	file := filepath.Join(root, filepath.FromSlash(passage.Path))
	content, offset := passage.Buffer(0, indentation(passage.Lines[0]))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, nil, fmt.Errorf("make a workspace: %w", err)
	}
	if err := os.WriteFile(file, []byte(passage.Above+passage.Below), 0o600); err != nil {
		return nil, nil, fmt.Errorf("make a workspace: %w", err)
	}
	env := append(os.Environ(), "INKLING_BACKEND=llamacpp", "INKLING_URL="+url, "INKLING_MODEL=",
		"INKLING_CACHE_DIR="+filepath.Join(dir, "cache"), "XDG_CONFIG_HOME="+filepath.Join(dir, "config"))
	c, err := client.Start(ctx, []string{b.options.Server, "lsp"}, client.Options{Roots: []string{root}, Env: env, Stderr: b.options.Log})
	if err != nil {
		return nil, nil, err
	}
	if err := c.Learned(ctx); err != nil {
		return nil, nil, errors.Join(err, c.Close(ctx))
	}
	t := newTypist(c, file, passage.Language, content, offset)
	return c, t, nil
}

// record is what is kept of an exchange.
func (e exchange) record(document Record, i int) Record {
	r := document
	r.Layout, r.Place = "fill", fmt.Sprintf("%s#%d", document.Place, i)
	if e.warm {
		r.Layout = warm
	}
	switch {
	case !e.started:
		r.Fault = "left before the server began"
	case !e.ended:
		r.Fault = "left"
	}
	r.TokensIn, r.Cached, r.Out, r.At = e.total, e.total-e.read, e.written, e.begun.UTC()
	r.FirstMS, r.WholeMS = inMS(e.first), inMS(e.whole)
	return r
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
