package workspace

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Read returns a file's text, or an *ExcludedError that says why it is left out
// (secret, lock file, minified, generated, binary, not a regular file, too large).
// The text is valid UTF-8.
//
// Read follows no link in the last step of path and never waits for another
// process. It does not know the roots: path must come from List, Filter or Watch,
// which follow none on the way down to it either.
func Read(path string) (string, error) {
	return reader{open: openRegular}.read(path)
}

type reader struct {
	open func(path string) (*os.File, error)
}

func (r reader) read(path string) (string, error) {
	path = filepath.Clean(path)
	if reason := nameReason(path); reason != "" {
		return "", &ExcludedError{Path: path, Reason: reason}
	}
	content, err := r.content(path)
	if err != nil {
		return "", err
	}
	text, reason := judge(path, content)
	if reason != "" {
		return "", &ExcludedError{Path: path, Reason: reason}
	}
	return text, nil
}

func (r reader) content(path string) ([]byte, error) {
	f, err := r.open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if info.Size() > MaxSize {
		return nil, &ExcludedError{Path: path, Reason: ReasonTooLarge}
	}
	// It may grow while it is read, and files of /proc say that they are empty.
	content := make([]byte, 0, info.Size()+1)
	for {
		n, err := f.Read(content[len(content):cap(content)])
		content = content[:len(content)+n]
		switch {
		case len(content) > MaxSize:
			return nil, &ExcludedError{Path: path, Reason: ReasonTooLarge}
		case errors.Is(err, io.EOF):
			return content, nil
		case err != nil:
			return nil, fmt.Errorf("read %s: %w", path, err)
		case len(content) == cap(content):
			content = append(content, 0)[:len(content)]
		}
	}
}

// readRegular returns the content of a small file of git's own, under the same
// guards as any other.
func readRegular(path string) ([]byte, error) {
	return reader{open: openRegular}.content(path)
}

// openRegular opens a regular file that is no link. It looks before it opens,
// since opening alone wakes up the writer of a pipe and may move a device, and it
// looks again at what it opened, since the path may have changed in between.
func openRegular(path string) (*os.File, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if !before.Mode().IsRegular() {
		return nil, &ExcludedError{Path: path, Reason: ReasonNotRegular}
	}
	return openSame(path, before)
}

// openSame opens path if it still is the regular file that was looked at before.
func openSame(path string, before os.FileInfo) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	after, err := f.Stat()
	if err != nil || !after.Mode().IsRegular() || !os.SameFile(before, after) {
		f.Close()
		return nil, &ExcludedError{Path: path, Reason: ReasonNotRegular}
	}
	return f, nil
}
