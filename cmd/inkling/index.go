package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/progress"
	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
	"github.com/inkling-lsp/inkling/context/workspace/symbols"
	"github.com/inkling-lsp/inkling/internal/config"
	"github.com/inkling-lsp/inkling/model/local"
)

type indexCommand struct {
	Dir     string `arg:"" optional:"" help:"The workspace to index. Default: the one around the current folder."`
	JSON    bool   `name:"json" help:"Print one JSON object."`
	Explain string `help:"Say why this file is learned or left out, and index nothing." placeholder:"FILE" xor:"what"`
	Clear   bool   `help:"Remove all that is kept of every workspace, and index nothing." xor:"what"`
	settingFlags
}

func (i *indexCommand) Run(ctx context.Context, c console) error {
	dir, err := i.workspace()
	if err != nil {
		return err
	}
	flags, err := i.flags()
	if err != nil {
		return err
	}
	settings, err := newPlaces(flags).load(c, dir)
	if err != nil {
		return err
	}
	switch {
	case i.Explain != "":
		return i.explain(ctx, c, dir)
	case i.Clear:
		return i.clear(c, settings.Config.Cache)
	}
	r, err := build(ctx, c, dir, settings.Config)
	if err != nil {
		return err
	}
	return i.print(c, r, r.String())
}

// workspace is the folder that is asked about: the one around the file that is to
// be explained, if none is named.
func (i *indexCommand) workspace() (string, error) {
	file := i.Explain
	if i.Dir != "" {
		file = filepath.Join(i.Dir, "file")
	} else if file == "" {
		file = "file"
	}
	file, err := filepath.Abs(file)
	if err != nil {
		return "", fmt.Errorf("find the workspace: %w", err)
	}
	if i.Dir == "" {
		return root(file), nil
	}
	if info, err := os.Stat(i.Dir); err != nil || !info.IsDir() {
		return "", usagef("give a folder: inkling index DIR", "%s is no folder that can be read", i.Dir)
	}
	return filepath.Dir(file), nil
}

func (i *indexCommand) print(c console, object any, line string) (err error) {
	if i.JSON {
		return json.NewEncoder(c.out).Encode(object)
	}
	_, err = fmt.Fprintln(c.out, line)
	return err
}

func (i *indexCommand) explain(ctx context.Context, c console, dir string) error {
	v, err := workspace.Explain(ctx, []string{dir}, i.Explain)
	if err != nil {
		return usage(err, "give a file that can be looked at")
	}
	line := v.Path + ": learned"
	if v.Reason != "" {
		line = fmt.Sprintf("%s: left out: %s", v.Path, v.Reason)
	}
	if v.Detail != "" {
		line += " (" + v.Detail + ")"
	}
	return i.print(c, map[string]any{"file": v.Path, "learned": v.Reason == "", "reason": v.Reason, "detail": v.Detail}, line)
}

func (i *indexCommand) clear(c console, o store.Options) error {
	folder, err := o.Folder()
	if err != nil {
		return err
	}
	before := folderSize(folder)
	if err := store.Clear(o); err != nil {
		return fmt.Errorf("clear what is kept: %w", err)
	}
	freed := before - folderSize(folder)
	return i.print(c, map[string]any{"folder": folder, "freed_bytes": freed},
		fmt.Sprintf("cleared %s: %.1f MB freed", folder, float64(freed)/1e6))
}

// indexReport is what `inkling index --json` prints.
type indexReport struct {
	Workspace string  `json:"workspace"`
	Files     int     `json:"files"`
	Tokens    int     `json:"tokens"`
	Symbols   int     `json:"symbols"`
	Failed    int     `json:"not_parsed"` // files that are too large or too slow
	Recalled  int     `json:"recalled"`   // files that were not parsed anew
	Seconds   float64 `json:"seconds"`    // from the listing to the end of the writing
	Folder    string  `json:"folder"`     // empty if nothing is kept
	Bytes     int64   `json:"bytes"`      // in it, of all workspaces
}

func (r indexReport) String() string {
	line := fmt.Sprintf("%s: %d files, %d tokens, %d symbols; %d files recalled; %.2f s", r.Workspace, r.Files, r.Tokens, r.Symbols, r.Recalled, r.Seconds)
	if r.Failed > 0 {
		line += fmt.Sprintf("; %d files too large or too slow to parse", r.Failed)
	}
	if r.Folder == "" {
		return line + "; nothing is kept"
	}
	return line + fmt.Sprintf("; kept in %s, which has %.1f MB", r.Folder, float64(r.Bytes)/1e6)
}

// build learns a workspace, or recalls it, and keeps it.
func build(ctx context.Context, c console, dir string, settings config.Config) (indexReport, error) {
	cache := withLog(c.err, settings.Cache)
	kept := store.New(cache)
	model, known := local.New(settings.Embedded), symbols.New(kept, cache.Log)
	begin := time.Now()
	if err := watchBuild(ctx, c, dir, settings, kept, []index.Learner{completion.NewKnowledge(model, kept), known}); err != nil {
		return indexReport{}, err
	}
	t := known.Table()
	r := indexReport{
		Workspace: dir, Files: t.Files(), Symbols: t.Count(), Failed: t.Failed(), Recalled: t.Files() - known.Learned(),
		Seconds: time.Since(begin).Seconds(),
	}
	for _, s := range model.Segments() {
		r.Tokens += s.Tokens()
	}
	if settings.Cache.MaxBytes > 0 {
		folder, err := settings.Cache.Folder()
		if err != nil {
			return r, err
		}
		r.Folder, r.Bytes = folder, folderSize(folder)
	}
	return r, nil
}

// watchBuild shows how far learning has come, and returns when all is learned and kept.
func watchBuild(ctx context.Context, c console, dir string, settings config.Config, kept *store.Store, learners []index.Learner) error {
	b := building{lines: make(chan string, 1), ended: make(chan struct{}, 1)}
	options := settings.Learning
	options.Notes, options.Progress, options.Behind = kept, b.progress, b.behind
	learning := index.Start(learners, options)
	defer learning.Close()
	learning.SetRoots([]string{dir}, "")
	line := progress.New(c.err, time.Second/2)
	defer line.End()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-b.ended:
			return nil
		case report := <-b.lines:
			line.Show("%s", report)
		}
	}
}

// building hears from the goroutine of the index.
type building struct {
	lines chan string   // the newest report
	ended chan struct{} // holds one when all is learned
	begun bool
	files int
}

func (b *building) progress(done, files int) {
	b.begun, b.files = true, files
	b.tell("%s learning: %d of %d files", bar(done, files), done, files)
}

func (b *building) behind(files int) {
	switch {
	case !b.begun: // there was no folder yet
	case files > 0:
		b.tell("%s symbols: %d files to go", bar(b.files-files, b.files), files)
	default:
		select {
		case b.ended <- struct{}{}:
		default:
		}
	}
}

func (b *building) tell(format string, args ...any) {
	select { // only the newest matters
	case <-b.lines:
	default:
	}
	b.lines <- fmt.Sprintf(format, args...)
}

const barWidth = 24

func bar(done, total int) string {
	full := barWidth
	if total > 0 {
		full = max(0, min(barWidth, barWidth*done/total))
	}
	return fmt.Sprintf("[%-*s]", barWidth, "########################"[:full])
}

// folderSize is how many bytes the files of a folder have.
func folderSize(dir string) (bytes int64) {
	entries, _ := os.ReadDir(dir) // one that is not there has none
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			bytes += info.Size()
		}
	}
	return bytes
}
