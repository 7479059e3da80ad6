package main

import (
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

// open reads the document of t, from in if it is standard input. Then name is what
// the document is called, and may bring the place that t lacks.
func (t target) open(in io.Reader, name string) (*text.Snapshot, int, error) {
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
	content, err := read(path, name != "", in)
	if err != nil {
		return nil, 0, err
	}
	s := text.NewSnapshot(text.FileURI(path), "", 1, content)
	offset, err := t.offset(s)
	return s, offset, err
}

func read(path string, stdin bool, in io.Reader) (string, error) {
	if workspace.Secret(path) {
		return "", &failure{refused, fmt.Errorf("%s looks secret by its name: Inkling never reads such files", path), ""}
	}
	var content []byte
	var err error
	if stdin {
		content, err = io.ReadAll(in)
	} else {
		content, err = os.ReadFile(path)
	}
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", usagef("check the name; it is taken from the current folder", "there is no file %s", path)
	case err != nil:
		return "", usage(fmt.Errorf("read the document: %w", err), "")
	case !utf8.Valid(content):
		return "", usagef("Inkling completes UTF-8 text only", "%s is not UTF-8 text", path)
	}
	return string(content), nil
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
