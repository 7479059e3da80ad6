package editortest

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/context/text"
)

const (
	rewritten = 8 // files
	rewrites  = 3 // of each
)

// module is a file of the workspace in one of its versions: what it passes to
// download is in no other file, and in no other version.
func module(file, version int) string {
	var b strings.Builder
	for i := range 4 {
		fmt.Fprintf(&b, "def step%d(client%d):\n    limit%d = client%d.prepare()\n%s%s\n\n", i, file, file, file, beginning(file), ending(file, version))
	}
	return b.String()
}

func beginning(file int) string { return fmt.Sprintf("    client%d.download(", file) }

func ending(file, version int) string {
	return fmt.Sprintf("value%dof%d, limit%d)", version, file, file)
}

func moduleName(file int) string { return fmt.Sprintf("module%d.py", file) }

// TestFilesThatAProgramRewritesWhileSomebodyTypesAreSeen has a program rewrite
// files, one of which is open, while the user types in another document.
func TestFilesThatAProgramRewritesWhileSomebodyTypesAreSeen(t *testing.T) {
	t.Setenv(serverVariable, "1")
	for name, command := range map[string][]string{"in process": nil, "binary": {os.Args[0]}} {
		for watcher, watches := range map[string]bool{"editor watches": true, "server watches": false} {
			t.Run(name+", "+watcher, func(t *testing.T) {
				testRewrites(t, Options{Command: command, Watches: watches})
			})
		}
	}
}

func testRewrites(t *testing.T, o Options) {
	var files txtar.Archive
	for i := range rewritten {
		files.Files = append(files.Files, txtar.File{Name: moduleName(i), Data: []byte(module(i, 0))})
	}
	e := Start(t, Workspace(t, &files), o)
	e.Learned()
	e.Open(moduleName(0))
	e.OpenText("notes", "untitled:notes.py", "python", "")

	written := e.rewrite()
	keys := []rune("def note(client):\n    value = client.prepare()\n")
	for typed := 0; written != nil; typed++ {
		select {
		case path, more := <-written:
			if more {
				e.changedOnDisk(path, false)
			} else {
				written = nil
			}
		default:
			e.Type(string(keys[typed%len(keys)]))
			e.GhostText()
		}
	}

	for i := 1; i < rewritten; i++ {
		e.offers(i, rewrites)
	}
	e.offers(0, 0) // it is open, so its file, which was written before the others, does not count
	e.CloseDocument(moduleName(0))
	e.offers(0, rewrites)
}

// rewrite is the program. It tells what it has written, and closes the channel
// at its end.
func (e *Editor) rewrite() <-chan string {
	written, stop, ended := make(chan string), make(chan struct{}), make(chan error, 1)
	program := func() (err error) {
		for version := 1; version <= rewrites; version++ {
			for i := range rewritten {
				err = errors.Join(err, overwrite(e.file(moduleName(i)), module(i, version), i%2 == 0))
				select {
				case written <- moduleName(i):
				case <-stop:
					return err
				}
			}
		}
		return err
	}
	go func() {
		err := program()
		close(written)
		ended <- err
	}()
	e.t.Cleanup(func() {
		close(stop)
		e.must(<-ended)
	})
	return written
}

// overwrite writes a file in its place, or puts a new one there, as programs do.
func overwrite(path, content string, inPlace bool) error {
	if inPlace {
		return os.WriteFile(path, []byte(content), 0o600)
	}
	return errors.Join(os.WriteFile(path+"~", []byte(content), 0o600), os.Rename(path+"~", path))
}

// offers waits until what a file says in a version is offered, and nothing that
// it says in another.
func (e *Editor) offers(file, version int) {
	e.t.Helper()
	content := fmt.Sprintf("def last(client%d):\n    limit%d = client%d.prepare()\n%s", file, file, file, beginning(file))
	name := fmt.Sprintf("question %d of %d", version, file)
	e.OpenText(name, text.URI("untitled:"+strings.ReplaceAll(name, " ", "-")+".py"), "python", content)
	defer e.CloseDocument(name)
	e.SetCursor(len(content))
	deadline := time.Now().Add(patience)
	for {
		ghost := e.InvokedGhostText()
		stale := false
		for other := range rewrites + 1 {
			stale = stale || other != version && strings.Contains(strings.Join(e.Offered(), "\n"), ending(file, other))
		}
		if ghost == ending(file, version) && !stale {
			return
		}
		if !e.LearnedAgain(time.Until(deadline)) {
			e.t.Fatalf("of %s, version %d, %q is offered", moduleName(file), version, e.Offered())
		}
	}
}
