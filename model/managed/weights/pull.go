package weights

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Options say how to pull.
type Options struct {
	// Token is sent to the host that the address names, and to no other.
	Token string
	// Progress hears now and then how far it has come, in bytes; of is 0 if not known.
	Progress func(have, of int64)
	// Client makes the requests; nil is one that trusts what the system does and goes
	// through the proxy that the environment names. It follows no redirects.
	Client *http.Client
	// Stall is how long no byte may come before a connection is given up; 0 is 30 s.
	Stall time.Duration
	// Pause is how long to wait before the first new try, twice as long before each
	// further one; 0 is a second.
	Pause time.Duration
}

// Result is what was pulled.
type Result struct {
	Pulled
	SHA256 string // of the whole file
	// Checked says what the hash was compared with: "catalogue", "hub" or, if there
	// was nothing, "".
	Checked string
	Already bool // it was there before
}

// Pull puts the weights of a source into the store. When ctx ends, or the connection
// breaks too often, what has come stays, and the next Pull goes on from there.
func (s Store) Pull(ctx context.Context, source Source, o Options) (Result, error) {
	if !plain(source.Name) {
		return Result{}, fmt.Errorf("%q can't be the name of a file", source.Name)
	}
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return Result{}, fmt.Errorf("make a folder for the weights: %w", err)
	}
	lock, err := s.lock(source.Name)
	if err != nil {
		return Result{}, err
	}
	defer lock.Release()
	path := s.file(source.Name, suffix)
	if info, err := os.Stat(path); err == nil {
		return Result{Pulled: Pulled{source.Name, path, info.Size(), true}, Already: true}, nil
	}
	if o.Progress == nil {
		o.Progress = func(int64, int64) {}
	}
	p := &pull{source: source, o: o.withDefaults(), path: s.file(source.Name, partSuffix), note: s.file(source.Name, noteSuffix)}
	if err := p.fetch(ctx); err != nil {
		return Result{}, fmt.Errorf("pull %s: %w", source.Name, err)
	}
	sum, checked, err := p.verify(ctx)
	if err != nil {
		return Result{}, fmt.Errorf("pull %s: %w", source.Name, err)
	}
	if err := p.place(path); err != nil {
		return Result{}, fmt.Errorf("pull %s: %w", source.Name, err)
	}
	return Result{Pulled: Pulled{source.Name, path, p.have, true}, SHA256: sum, Checked: checked}, nil
}

// tries in a row without a single byte end a pull.
const tries = 5

// pull is one on its way.
type pull struct {
	source     Source
	o          Options
	path, note string // of the part, and of what is known about it
	known      known
	have       int64 // bytes in the part
}

func (p *pull) fetch(ctx context.Context) error {
	if !strings.Contains(p.source.Where, "://") {
		return p.copyLocal(ctx)
	}
	p.resume()
	pause := p.o.Pause
	for failed := 0; ; {
		before := p.have
		err := p.request(ctx)
		var refused *RefusedError
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("interrupted; the %d bytes that have come are kept, and pulling again goes on from there: %w", p.have, ctx.Err())
		case errors.As(err, &refused) && !refused.passing, errors.Is(err, errDisk), errors.Is(err, ErrNotGGUF):
			return err
		}
		if failed++; p.have > before {
			failed, pause = 1, p.o.Pause
		}
		if failed >= tries {
			return fmt.Errorf("%w; the %d bytes that have come are kept, and pulling again goes on from there", err, p.have)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause *= 2
	}
}

// copyLocal takes a file of this machine: by a link where that can be, which costs
// nothing.
func (p *pull) copyLocal(ctx context.Context) error {
	if _, err := ReadHeader(p.source.Where); err != nil {
		return err
	}
	from, err := os.Open(p.source.Where)
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return err
	}
	p.known = known{Where: p.source.Where, Bytes: info.Size()}
	p.have = 0
	_ = os.Remove(p.path) // a part is of no use here
	resolved, err := filepath.EvalSymlinks(p.source.Where)
	if err == nil && os.Link(resolved, p.path) == nil {
		p.have = info.Size()
		return nil
	}
	if err := enough(filepath.Dir(p.path), info.Size()); err != nil {
		return err
	}
	return p.write(ctx, from, os.O_TRUNC)
}

// write appends to the part what comes. flag is os.O_APPEND or os.O_TRUNC.
func (p *pull) write(ctx context.Context, from io.Reader, flag int) (err error) {
	to, err := os.OpenFile(p.path, os.O_CREATE|os.O_WRONLY|flag, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if e := to.Close(); err == nil {
			err = e
		}
	}()
	if flag == os.O_TRUNC {
		p.have = 0
	}
	buffer := make([]byte, 256<<10)
	for {
		n, err := from.Read(buffer)
		if p.have == 0 && n >= 4 && string(buffer[:4]) != "GGUF" {
			return fmt.Errorf("%s: %w", p.source.Where, ErrNotGGUF)
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return fmt.Errorf("%w: %w", errDisk, err)
			}
			p.have += int64(n)
			p.o.Progress(p.have, p.known.Bytes)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, io.EOF):
			if p.known.Bytes > 0 && p.have != p.known.Bytes {
				return fmt.Errorf("%d of %d bytes have come", p.have, p.known.Bytes)
			}
			return nil
		case err != nil:
			return err
		}
	}
}

// place puts a part that was proven whole under its name.
func (p *pull) place(path string) error {
	f, err := os.OpenFile(p.path, os.O_RDWR, 0)
	if err == nil {
		err = f.Sync()
		if e := f.Close(); err == nil {
			err = e
		}
	}
	if err != nil && !errors.Is(err, os.ErrPermission) { // a link to a file that may only be read is on the disk
		return err
	}
	if err := os.Rename(p.path, path); err != nil {
		return err
	}
	_ = os.Remove(p.note) // one that is left is of no part, and not looked at
	return nil
}

var errDisk = errors.New("the disk does not take it")

// spare is what a pull leaves free on the disk, in bytes.
const spare = 256 << 20

// enough looks whether a folder's disk has room for as many more bytes.
func enough(dir string, bytes int64) error {
	free, ok := freeBytes(dir)
	if ok && bytes > 0 && free < bytes+spare {
		return fmt.Errorf("%w: %.1f GB are needed in %s, and %.1f GB are free there", errDisk, float64(bytes+spare)/1e9, dir, float64(free)/1e9)
	}
	return nil
}

func (o Options) withDefaults() Options {
	if o.Client == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.DisableKeepAlives = true // there is but one request to each host
		o.Client = &http.Client{Transport: transport}
	}
	client := *o.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	o.Client = &client
	if o.Stall == 0 {
		o.Stall = 30 * time.Second
	}
	if o.Pause == 0 {
		o.Pause = time.Second
	}
	return o
}
