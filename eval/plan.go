package eval

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"
)

// The sizes beyond which a commit is an import or a reformatting, not writing.
// It is learned, and no line of it is asked.
const (
	maxCommitFiles = 60
	maxCommitLines = 3000
)

// maxLineTokens leaves out lines that are data.
const maxLineTokens = 60

// Task is what is asked about a line.
type Task string

const (
	// Mid asks for the rest of a line at the start of one of its tokens, at
	// least one typed and at least one left; lines of three tokens and more.
	Mid Task = "mid"
	// Next asks for a whole line: nothing of it is there but its indentation.
	Next Task = "next"
	// Char asks for the rest of a line at any of its characters, mostly in the
	// middle of a name.
	Char Task = "char"
)

// plan is what a replay does, decided before the model sees anything.
type plan struct {
	base    string // the commit whose tree is learned first
	commits []plannedCommit
	lines   int // that could have been asked
}

type plannedCommit struct {
	id    string
	files []plannedFile
}

type plannedFile struct {
	fileDiff
	language string
	chosen   []int // lines of the new text, in order
}

// choice is a line that may be asked.
type choice struct {
	order        uint64
	commit, file int
	line         int
}

// planReplay reads the last n commits and chooses at most limit of their lines.
func planReplay(ctx context.Context, r *repository, n, limit int) (*plan, error) {
	base, ids, err := r.commits(ctx, n)
	if err != nil {
		return nil, err
	}
	p := &plan{base: base}
	var choices []choice
	parent := base
	for i, id := range ids {
		d, err := r.diff(ctx, parent, id)
		if err != nil {
			return nil, err
		}
		parent = id
		c := plannedCommit{id: id, files: codeFiles(d)}
		p.commits = append(p.commits, c)
		if len(d.files) > maxCommitFiles || d.added > maxCommitLines {
			continue
		}
		for j, f := range c.files {
			lines, err := r.writtenLines(f, d.removed)
			if err != nil {
				return nil, err
			}
			for _, line := range lines {
				choices = append(choices, choice{hash(id, f.to, uint64(line)), i, j, line})
			}
		}
	}
	p.choose(choices, limit)
	return p, nil
}

// choose takes at most limit of choices, by their hashes.
func (p *plan) choose(choices []choice, limit int) {
	p.lines = len(choices)
	slices.SortFunc(choices, func(a, b choice) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.commit, b.commit), cmp.Compare(a.file, b.file), a.line-b.line)
	})
	for _, c := range choices[:min(limit, len(choices))] {
		f := &p.commits[c.commit].files[c.file]
		f.chosen = append(f.chosen, c.line)
	}
	for _, c := range p.commits {
		for _, f := range c.files {
			slices.Sort(f.chosen)
		}
	}
}

// codeFiles are the files of d that the measure is about. A file that was or
// becomes one of them is.
func codeFiles(d diff) []plannedFile {
	var files []plannedFile
	for _, f := range d.files {
		if language(f.from) == "" && language(f.to) == "" || f.from == "" && f.to == "" {
			continue
		}
		files = append(files, plannedFile{fileDiff: f, language: cmp.Or(language(f.to), language(f.from))})
	}
	return files
}

// writtenLines are the added lines of a file that somebody may have typed: code,
// and not moved here from elsewhere.
func (r *repository) writtenLines(f plannedFile, removed map[string]int) ([]int, error) {
	if language(f.to) == "" || len(f.hunks) == 0 {
		return nil, nil
	}
	content, err := r.blob(f.toBlob)
	if errors.Is(err, errMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !written(content) {
		return nil, nil
	}
	s := newSource(f.language, f.to, content)
	var lines []int
	for _, h := range f.hunks {
		for n := h.new; n < min(h.newEnd, len(s.lines)); n++ {
			l := s.lines[n]
			if l.code() && len(l.tokens) < maxLineTokens && removed[strings.TrimSpace(l.text)] == 0 {
				lines = append(lines, n)
			}
		}
	}
	return lines, nil
}

// cursor is a place in a line at which a task is asked.
type cursor struct {
	task   Task
	offset int // bytes in the line
}

// cursors chooses where a line is asked, by hash: at one place for mid or next,
// and at one character. Half of the lines of three tokens and more are asked in
// the middle; shorter ones, which have no middle, are always a next line.
func cursors(commit, file string, line int, l sourceLine) []cursor {
	h := hash(commit, file, uint64(line)|1<<40)
	var places []cursor
	if n := len(l.tokens); n >= 3 && h&1 == 0 {
		border := 1 + int(h>>8%uint64(n-1))
		places = append(places, cursor{Mid, int(l.tokens[border].Start)})
	} else {
		places = append(places, cursor{Next, l.start()})
	}
	if inner := l.end() - l.start() - 1; inner > 0 {
		at := l.start() + 1 + int(hash(commit, file, uint64(line)|1<<41)%uint64(inner))
		for at < l.end() && !utf8.RuneStart(l.text[at]) {
			at++
		}
		if at < l.end() {
			places = append(places, cursor{Char, at})
		}
	}
	return places
}

// hash spreads places evenly and the same everywhere.
func hash(commit, file string, n uint64) uint64 {
	h := fnv.New64a()
	h.Write([]byte(commit))
	h.Write([]byte(file))
	h.Write(binary.LittleEndian.AppendUint64(nil, n))
	v := h.Sum64() // FNV mixes its last bytes badly: finish as splitmix64 does
	v = (v ^ v>>30) * 0xbf58476d1ce4e5b9
	v = (v ^ v>>27) * 0x94d049bb133111eb
	return v ^ v>>31
}
