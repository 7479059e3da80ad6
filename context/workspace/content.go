package workspace

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	// sniffed is where a NUL byte means that a file is no text, in bytes from its
	// start; git looks at as many.
	sniffed = 8000

	// maxInvalid is the share of bytes that may be invalid UTF-8: a few accents of an
	// older encoding in the comments of a source file, not a file in that encoding.
	maxInvalid = 1.0 / 100

	// maxLine is the length in characters of the longest line of a file that a person
	// wrote; the embedded model is silent in a document beyond it.
	maxLine = 10_000

	// A file of more than minifiedSize characters whose lines have more than meanLine on
	// average has no lines to speak of. Prose with a line per paragraph stays below.
	minifiedSize = 2_000
	meanLine     = 500

	// head is how far the comments that say a file is generated are looked for, in
	// lines and in bytes.
	headLines = 30
	headBytes = 4096
)

// judge returns the text that content is, or why it is left out.
func judge(path string, content []byte) (string, Reason) {
	if bytes.IndexByte(content[:min(len(content), sniffed)], 0) >= 0 {
		return "", ReasonBinary
	}
	valid := utf8.Valid(content)
	if !valid && float64(invalidBytes(content)) > maxInvalid*float64(len(content)) {
		return "", ReasonBinary
	}
	if minified(content) {
		return "", ReasonMinified
	}
	if generated(path, content) {
		return "", ReasonGenerated
	}
	if !valid {
		content = bytes.ToValidUTF8(content, []byte(string(utf8.RuneError)))
	}
	return string(content), ""
}

func invalidBytes(content []byte) int {
	n := 0
	for len(content) > 0 {
		r, size := utf8.DecodeRune(content)
		if r == utf8.RuneError && size == 1 {
			n++
		}
		content = content[size:]
	}
	return n
}

func minified(content []byte) bool {
	lines := 0
	for rest := content; len(rest) > 0; lines++ {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			end = len(rest) - 1
		}
		// A file with lone carriage returns is one line only to this search.
		if end > maxLine && longestSegment(rest[:end]) > maxLine {
			return true
		}
		rest = rest[end+1:]
	}
	most := max(minifiedSize, meanLine*max(lines, 1+bytes.Count(content, []byte{'\r'})))
	return len(content) > most && utf8.RuneCount(content) > most
}

// longestSegment is the length of the longest part between carriage returns, in characters.
func longestSegment(line []byte) int {
	longest := 0
	for segment := range bytes.SplitSeq(line, []byte{'\r'}) {
		longest = max(longest, utf8.RuneCount(segment))
	}
	return longest
}

// goGenerated is the rule of `go help generate`.
var goGenerated = regexp.MustCompile(`^// Code generated .* DO NOT EDIT\.$`)

// generatedMark is what other generators write, in any case.
var generatedMark = regexp.MustCompile(`(?i)@generated\b|\bdo not (edit|modify)\b|\bdon't edit\b|\b(automatically|auto-?) ?generated\b`)

// generated reports whether the comments at the head of a file say that a program
// wrote it. Only comments count: a generator's own source has the words in strings.
func generated(path string, content []byte) bool {
	isGo := filepath.Ext(path) == ".go"
	for comment := range headComments(content) {
		if isGo && goGenerated.MatchString(comment) {
			return true
		}
		if !isGo && generatedMark.MatchString(comment) {
			return true
		}
	}
	return false
}

// headComments yields the lines of the comments before a file's first code. It
// knows the comment marks of no language but takes those of all: what matters is
// to stop at code.
func headComments(content []byte) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		n, end := 0, ""
		for line := range strings.Lines(string(content[:min(len(content), headBytes)])) {
			line = strings.TrimRight(line, "\r\n")
			trimmed := strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
			if n++; n > headLines {
				return
			}
			if end == "" {
				end = blockEnd(trimmed)
				if end == "" && trimmed != "" && !hasAnyPrefix(trimmed, lineComments) {
					return
				}
			}
			if !yield(line) {
				return
			}
			if end != "" && closes(trimmed, end) {
				end = ""
			}
		}
	}
}

var lineComments = []string{"//", "#", "--", ";", "%", "'", "\"", "*", "!", "@rem", "rem ", "<?", "{#", "{{!"}

// blockEnd returns what ends the block comment that a line opens; empty if none.
func blockEnd(line string) string {
	for _, block := range [][2]string{
		{"/*", "*/"}, {"<!--", "-->"}, {"(*", "*)"}, {"{-", "-}"}, {`"""`, `"""`}, {"'''", "'''"}, {"--[[", "]]"}, {"=begin", "=end"},
	} {
		if strings.HasPrefix(line, block[0]) {
			return block[1]
		}
	}
	return ""
}

// closes reports whether a line holds end after what opens the block.
func closes(line, end string) bool {
	if blockEnd(line) == end {
		line = line[len(end):]
	}
	return strings.Contains(line, end)
}

func hasAnyPrefix(line string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(strings.ToLower(line), p) {
			return true
		}
	}
	return false
}
