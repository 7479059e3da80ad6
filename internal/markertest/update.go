package markertest

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

// update rewrites what a test expects to what it sees.
type update struct {
	archive *txtar.Archive
	lines   []string // of the script
	changed bool
}

func newUpdate(archive *txtar.Archive) *update {
	last := len(archive.Files) - 1
	return &update{archive: archive, lines: strings.Split(string(archive.Files[last].Data), "\n")}
}

// accept takes what a step found different as what is wanted.
func (u *update) accept(s step, d *differenceError) error {
	u.changed = true
	if d.file == "" {
		_, comment, err := splitComment(u.lines[s.line])
		if err != nil {
			return err
		}
		u.lines[s.line] = strings.TrimSpace(d.step + " " + comment)
		return nil
	}
	if !strings.HasSuffix(d.data, "\n") || strings.Contains(d.data, "\r") || strings.Contains(d.data, "\n-- ") {
		return errors.New("this text can't be written by -update, change the file by hand; " + d.cause)
	}
	i := slices.IndexFunc(u.archive.Files, func(f txtar.File) bool { return f.Name == d.file })
	u.archive.Files[i].Data = []byte(d.data)
	return nil
}

// result is the test's new text.
func (u *update) result() []byte {
	last := len(u.archive.Files) - 1
	u.archive.Files[last].Data = []byte(strings.Join(u.lines, "\n"))
	return txtar.Format(u.archive)
}

// quote prefers the quotes that need no backslashes.
func quote(s string) string {
	if strings.ContainsAny(s, "\"\\") && strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}
