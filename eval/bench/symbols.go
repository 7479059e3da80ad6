package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/context/syntax"
	"github.com/inkling-lsp/inkling/eval"
)

// tagged are the languages that are compared, by universal-ctags's names, with
// its kinds that are definitions: the others are imports, packages and Rust's
// impl blocks.
var tagged = []struct{ language, extension, kinds string }{
	{"Go", ".go", "anonMember const func interface member methodSpec struct talias type var"},
	{"Python", ".py", "class function member variable"},
	{"TypeScript", ".ts", "constant generator alias class enumerator function enum interface method namespace property variable"},
	{"Rust", ".rs", "macro method enumerator function enum interface field module struct typedef variable"},
	{"Java", ".java", "annotation class enumConstant field enum interface method"},
}

// insides are the kinds of scopes whose definitions are neither top-level nor
// members.
const insides = "func function method generator member"

// symbols compares the outlines of context/syntax with universal-ctags: of Go on
// the distribution, of the other languages on the repositories that are given.
func symbols(ctx context.Context, b *bench) ([]Row, error) {
	if _, err := exec.LookPath("ctags"); err != nil { //nolint:nilerr // then the row says so
		return []Row{{"symbols against universal-ctags", "at least as many a second; ≥95 % found", "universal-ctags is not installed", NotMeasured}}, nil
	}
	var rows []Row
	for _, l := range tagged {
		dir, where := b.source, "Go's source"
		if l.language != "Go" {
			var err error
			if dir, where, err = b.checkOut(ctx, l.extension); err != nil {
				return nil, err
			}
		}
		if dir == "" {
			rows = append(rows, Row{l.language + " symbols against universal-ctags", "≥95 % found", `name repositories with such files: make bench REPOS="flask=DIR …"`, NotMeasured})
			continue
		}
		compared, err := compareTags(ctx, dir, l.language, l.extension, l.kinds)
		if err != nil {
			return nil, err
		}
		rows = append(rows, compared.rows(l.language+" symbols of "+where)...)
	}
	return rows, nil
}

// checkOut writes the files of an extension of all repositories into one folder,
// "" if there are none.
func (b *bench) checkOut(ctx context.Context, extension string) (dir, where string, err error) {
	var names []string
	dir = filepath.Join(b.dir, "tags"+extension)
	for _, r := range b.options.Repositories {
		files, err := eval.HeadFiles(ctx, r.Dir, func(path string) bool { return filepath.Ext(path) == extension })
		if err != nil {
			return "", "", err
		}
		for path, content := range files {
			full := filepath.Join(dir, r.Name, filepath.FromSlash(path))
			if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
				return "", "", fmt.Errorf("check out %s: %w", r.Name, err)
			}
			if err := os.WriteFile(full, []byte(content), 0o600); err != nil {
				return "", "", fmt.Errorf("check out %s: %w", r.Name, err)
			}
		}
		if len(files) > 0 {
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 {
		return "", "", nil
	}
	return dir, strings.Join(names, ", "), nil
}

// comparison is what both find in one folder; times are the median of some runs
// that take turns. Both read the files anew and keep what they find; ctags also
// starts a process, some 2 ms, and prints.
type comparison struct {
	tags, symbols       int
	defined, found      int             // definitions of ctags, and those of them that are symbols
	theirs, ours, alone []time.Duration // of ctags, which has one thread; of Processors workers; of one
	theirCPU, ourCPU    []time.Duration // of ctags; of one worker
}

const tagRuns = 3

func compareTags(ctx context.Context, dir, language, extension, kinds string) (*comparison, error) {
	c := &comparison{}
	var tags []tag
	var outlines map[string]outlined
	for range tagRuns {
		start := time.Now()
		out, cpu, err := ctags(ctx, dir, language)
		if err != nil {
			return nil, err
		}
		c.theirs, c.theirCPU = append(c.theirs, time.Since(start)), append(c.theirCPU, cpu)
		if tags, err = readTags(out); err != nil {
			return nil, err
		}
		start = time.Now()
		if outlines, err = outlineAll(dir, extension, Processors); err != nil {
			return nil, err
		}
		c.ours = append(c.ours, time.Since(start))
		wall, cpu, err := outlineAlone(dir, extension)
		if err != nil {
			return nil, err
		}
		c.alone, c.ourCPU = append(c.alone, wall), append(c.ourCPU, cpu)
	}
	c.count(tags, outlines, kinds)
	return c, nil
}

// count compares what both have found.
func (c *comparison) count(tags []tag, outlines map[string]outlined, kinds string) {
	c.tags = len(tags)
	for _, o := range outlines {
		c.symbols += len(o.Symbols)
	}
	for _, t := range tags {
		if !contains(kinds, t.kind) || contains(insides, t.scopeKind) || outlines[t.file].local(t) {
			continue
		}
		c.defined++
		if outlines[t.file].has(t) {
			c.found++
		}
	}
}

func (c *comparison) rows(what string) []Row {
	theirs := float64(c.tags) / percentile(c.theirs, 50).Seconds()
	ours := float64(c.symbols) / percentile(c.ours, 50).Seconds()
	alone := float64(c.symbols) / percentile(c.alone, 50).Seconds()
	found := 100 * float64(c.found) / float64(max(c.defined, 1))
	return []Row{
		{
			what + ", a second", "at least those of ctags",
			fmt.Sprintf("%.0f of %d with %d workers, ctags %.0f of %d: %.2f×", ours, c.symbols, Processors, theirs, c.tags, ours/theirs), verdict(ours >= theirs),
		},
		{
			"the same on one thread, which ctags has", "",
			fmt.Sprintf("%.0f: %.2f×; CPU %s, ctags %s", alone, alone/theirs, ms(percentile(c.ourCPU, 50)), ms(percentile(c.theirCPU, 50))), NoTarget,
		},
		{
			"the same: definitions of ctags found", "≥95 %",
			fmt.Sprintf("%.1f %% of %d", found, c.defined), verdict(c.defined > 0 && found >= 95),
		},
	}
}

// tag is a line of ctags's output. The line is from one.
type tag struct {
	file, kind, scopeKind, name string
	line                        int
}

func ctags(ctx context.Context, dir, language string) (output []byte, cpu time.Duration, err error) {
	cmd := exec.CommandContext(ctx, "ctags", "-x", "-u", "-R", "--_xformat=%F\t%n\t%K\t%p\t%N", "--languages="+language, dir)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, 0, fmt.Errorf("ctags (it has to be Universal Ctags): %w: %s", err, errs.Bytes())
	}
	return out.Bytes(), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

func readTags(output []byte) ([]tag, error) {
	var tags []tag
	for line := range strings.Lines(string(output)) {
		fields := strings.SplitN(strings.TrimRight(line, "\n"), "\t", 5)
		if len(fields) != 5 {
			return nil, fmt.Errorf("ctags printed %q", line)
		}
		n, err := strconv.Atoi(fields[1])
		if err != nil {
			return nil, fmt.Errorf("ctags printed %q: %w", line, err)
		}
		tags = append(tags, tag{strings.TrimSpace(fields[0]), strings.TrimSpace(fields[2]), strings.TrimSpace(fields[3]), strings.TrimSpace(fields[4]), n})
	}
	return tags, nil
}

// outlined is the outline of a file.
type outlined struct {
	syntax.Outline
	content string
}

// outlineAlone reads the files with one worker, and returns its CPU time too.
func outlineAlone(dir, extension string) (wall, cpu time.Duration, err error) {
	before, beforeErr := ownCPU()
	start := time.Now()
	_, err = outlineAll(dir, extension, 1)
	wall = time.Since(start)
	after, afterErr := ownCPU()
	return wall, after - before, errors.Join(err, beforeErr, afterErr)
}

// outlineAll reads the files of a folder with some workers.
func outlineAll(dir, extension string, workers int) (map[string]outlined, error) {
	l, ok := syntax.Detect("", extension, "")
	if !ok {
		return nil, fmt.Errorf("this build knows no language of %s files: it needs cgo", extension)
	}
	paths := make(chan string)
	var mu sync.Mutex
	var failed error
	files := make(map[string]outlined)
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for path := range paths {
				o, err := outlineFile(l, path)
				mu.Lock()
				files[path], failed = o, errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() && filepath.Ext(path) == extension {
			paths <- path
		}
		return err
	})
	close(paths)
	working.Wait()
	return files, errors.Join(err, failed)
}

// outlineFile leaves files out that are too large, as the index does.
func outlineFile(l *syntax.Language, path string) (outlined, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return outlined{}, err
	}
	o, err := syntax.ReadOutline(l, string(content))
	if errors.Is(err, syntax.ErrTooLarge) || errors.Is(err, syntax.ErrTooSlow) {
		err = nil
	}
	if err != nil {
		return outlined{}, fmt.Errorf("%s: %w", path, err)
	}
	return outlined{o, string(content)}, nil
}

// local tells whether t has no scope and yet an indented line: of what is in
// callbacks ctags says no scope, but it is neither top-level nor a member.
func (o outlined) local(t tag) bool {
	lines := strings.SplitN(o.content, "\n", t.line+1)
	return t.scopeKind == "" && t.line <= len(lines) && strings.HasPrefix(strings.ReplaceAll(lines[t.line-1], "\t", " "), " ")
}

// has tells whether one of the symbols is t: its name, and its line in it.
func (o outlined) has(t tag) bool {
	for _, s := range o.Symbols {
		if s.Name != t.name {
			continue
		}
		first := 1 + strings.Count(o.content[:s.Range.Start], "\n")
		last := first + strings.Count(o.content[s.Range.Start:s.Range.End], "\n")
		if first <= t.line && t.line <= last {
			return true
		}
	}
	return false
}

func contains(words, word string) bool {
	for w := range strings.FieldsSeq(words) {
		if w == word {
			return true
		}
	}
	return false
}
