package eval

import (
	"strconv"
	"strings"
)

// diff is what a commit does to its first parent.
type diff struct {
	files   []fileDiff
	removed map[string]int // trimmed text of removed lines, in every kind of file
	added   int            // lines, in every kind of file
}

// fileDiff is what a commit does to one file. from is empty for a new file, to
// for a removed one; they differ for a rename.
type fileDiff struct {
	from, to         string
	fromBlob, toBlob string
	hunks            []hunk
}

// hunk replaces the old lines [old, oldEnd) by the new lines [new, newEnd); all
// count from zero.
type hunk struct {
	old, oldEnd int
	new, newEnd int
}

// parseDiff reads the output of git diff-tree -p -U0 --full-index. What it does
// not know, as binary files, has no hunks.
func parseDiff(out string) diff {
	d := diff{removed: make(map[string]int)}
	var f *fileDiff
	var minus, plus int // lines of the current hunk that are still to come
	for line := range strings.SplitSeq(out, "\n") {
		switch {
		case minus > 0 && strings.HasPrefix(line, "-"):
			minus--
			d.removed[strings.TrimSpace(line[1:])]++
		case plus > 0 && strings.HasPrefix(line, "+"):
			plus--
			d.added++
		case strings.HasPrefix(line, "diff --git "):
			d.files = append(d.files, fileDiff{})
			f = &d.files[len(d.files)-1]
		case f == nil:
		case strings.HasPrefix(line, "@@ "):
			h := parseHunk(line)
			f.hunks = append(f.hunks, h)
			minus, plus = h.oldEnd-h.old, h.newEnd-h.new
		default:
			f.header(line)
		}
	}
	return d
}

func (f *fileDiff) header(line string) {
	key, value, _ := strings.Cut(line, " ")
	switch key {
	case "index":
		blobs, _, _ := strings.Cut(value, " ")
		f.fromBlob, f.toBlob, _ = strings.Cut(blobs, "..")
	case "rename":
		switch side, path, _ := strings.Cut(value, " "); side {
		case "from":
			f.from = unquote(path)
		case "to":
			f.to = unquote(path)
		}
	case "---":
		if path, ok := strings.CutPrefix(unquote(value), "a/"); ok {
			f.from = path
		}
	case "+++":
		if path, ok := strings.CutPrefix(unquote(value), "b/"); ok {
			f.to = path
		}
	}
}

// parseHunk reads a header such as "@@ -12,0 +13,2 @@ func f() {".
func parseHunk(line string) hunk {
	f := strings.Fields(line)
	if len(f) < 3 {
		return hunk{}
	}
	var h hunk
	h.old, h.oldEnd = parseSpan(f[1])
	h.new, h.newEnd = parseSpan(f[2])
	return h
}

// parseSpan reads "-12,3". An empty span names the line that it comes after;
// what is no span is empty.
func parseSpan(s string) (from, to int) {
	start, count, several := strings.Cut(strings.TrimLeft(s, "-+"), ",")
	if !several {
		count = "1"
	}
	first, err := strconv.ParseUint(start, 10, 31)
	n, err2 := strconv.ParseUint(count, 10, 31)
	if err != nil || err2 != nil || first == 0 && n > 0 {
		return 0, 0
	}
	if n > 0 {
		first--
	}
	return int(first), int(first + n)
}

// unquote undoes what git does to paths with quotes or control characters. It
// also takes off the tab that git puts after a path with spaces.
func unquote(path string) string {
	path = strings.TrimSuffix(path, "\t")
	if s, err := strconv.Unquote(path); err == nil && strings.HasPrefix(path, `"`) {
		return s
	}
	return path
}
