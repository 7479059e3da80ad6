package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/model/local"
)

// target is a place as a person writes it: FILE:LINE:COL, both from 1, the column
// in characters (Unicode code points), so that no column is inside a character.
type target struct {
	file         string // "-" is standard input
	line, column int
}

const targetHint = "write FILE:LINE:COL, such as main.go:12:8; both count from 1, the column in characters"

func (t *target) UnmarshalText(b []byte) error {
	s := string(b)
	if s == "-" {
		t.file = "-"
		return nil
	}
	rest, column, ok1 := cutLast(s)
	file, line, ok2 := cutLast(rest)
	if !ok1 || !ok2 || file == "" {
		return fmt.Errorf("%q names no place: %s", s, targetHint)
	}
	t.file, t.line, t.column = file, line, column
	return nil
}

// cutLast takes a number from 1 and the colon before it from the end of s.
func cutLast(s string) (rest string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return "", 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil && n > 0
}

// open reads the document of t until ctx ends, from in if it is standard input. Then name is what
// the document is called, and may bring the place that t lacks.
func (t target) open(ctx context.Context, in io.Reader, name string) (*text.Snapshot, int, error) {
	if (t.file == "-") != (name != "") {
		return nil, 0, usagef("write for example: inkling complete --stdin-filename main.go -:12:8 < main.go",
			"standard input (-) and --stdin-filename go together")
	}
	path := t.file
	if name != "" {
		path = name
		var named target
		if t.line == 0 && named.UnmarshalText([]byte(name)) == nil {
			path, t.line, t.column = named.file, named.line, named.column
		}
	}
	if t.line == 0 {
		return nil, 0, usagef(targetHint, "no line and column given for %s", path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, 0, fmt.Errorf("find %s: %w", path, err)
	}
	if name == "" {
		in = nil
	}
	content, err := read(ctx, path, in)
	if err != nil {
		return nil, 0, err
	}
	s := text.NewSnapshot(text.FileURI(path), "", 1, content)
	offset, err := t.offset(s)
	return s, offset, err
}

// read returns the text of in, or that of the file at path if in is nil.
func read(ctx context.Context, path string, in io.Reader) (string, error) {
	if workspace.Secret(path) {
		return "", &failure{code: refused, err: fmt.Errorf("%s looks secret by its name: Inkling never reads such files", path)}
	}
	content, err := readBeside(ctx, path, in)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, os.ErrNotExist):
		return "", usagef("check the name; it is taken from the current folder", "there is no file %s", path)
	case err != nil:
		return "", usage(fmt.Errorf("read the document: %w", err), "")
	case len(content) > local.MaxDocument:
		return "", usagef("Inkling leaves larger documents alone", "%s has more than %d bytes", path, local.MaxDocument)
	case !utf8.Valid(content):
		return "", usagef("Inkling completes UTF-8 text only", "%s is not UTF-8 text", path)
	}
	return string(content), nil
}

// readBeside reads one byte more than a document may have at most. It returns when
// ctx ends, though a read of a terminal or a pipe does not: that read is left to the
// end of the process, which is near.
func readBeside(ctx context.Context, path string, in io.Reader) ([]byte, error) {
	return beside(ctx, func() ([]byte, error) { return readStart(path, in) })
}

// beside returns what f does, or when ctx ends. Then f is left to the end of the
// process.
func beside[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type reading struct {
		content T
		err     error
	}
	done := make(chan reading, 1)
	go func() {
		content, err := f()
		done <- reading{content, err}
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case r := <-done:
		return r.content, r.err
	}
}

func readStart(path string, in io.Reader) ([]byte, error) {
	if in == nil {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, local.MaxDocument+1))
}

// offset is where t is in s, in bytes.
func (t target) offset(s *text.Snapshot) (int, error) {
	if t.line > s.Lines() {
		return 0, usagef("", "line %d is past the end: %s has %d", t.line, t.name(s), s.Lines())
	}
	line := s.Line(t.line - 1)
	if length := utf8.RuneCountInString(s.Slice(line)); t.column > length+1 {
		return 0, usagef("", "column %d is past the end: line %d of %s has %d characters, so that %d is the last place in it",
			t.column, t.line, t.name(s), length, length+1)
	}
	return s.PositionOffset(text.Position{Line: t.line - 1, Character: t.column - 1}, text.UTF32), nil
}

func (t target) name(s *text.Snapshot) string {
	path, _ := s.URI().Path()
	return filepath.Base(path)
}
