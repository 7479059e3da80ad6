package managed

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/managed/weights"
)

// protocol is the version of what a supervisor and its leases say to each other.
// Those of different versions do not meet.
const protocol = 1

// defaultIdle is how long a server stays without a lease: long enough to close one
// editor and open another, since to load a model again takes seconds.
const defaultIdle = 2 * time.Minute

// launch is what a supervisor runs. Leases that want the same share it.
type launch struct {
	Program string   `json:"program"` // its absolute path
	Args    []string `json:"args"`    // the user's own flags for it
	Weights string   `json:"weights"` // the absolute path of the file
	Context int      `json:"context"` // tokens of one slot
	Idle    int64    `json:"idle"`    // milliseconds without a lease until the end
	Folder  string   `json:"folder"`  // of the files of this launch
	Name    string   `json:"name"`    // of those files: the digest of what is run
}

// newLaunch finds what is to be run.
func newLaunch(o model.Options) (launch, error) {
	program, args, err := findProgram(o.Program)
	if err != nil {
		return launch{}, err
	}
	store, err := weights.In(o.WeightsDir)
	if err != nil {
		return launch{}, err
	}
	file, err := store.Resolve(o.Model)
	if err != nil {
		return launch{}, err
	}
	header, err := weights.ReadHeader(file)
	if err != nil {
		return launch{}, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return launch{}, fmt.Errorf("the user's cache folder is not known: %w", err)
	}
	l := launch{
		Program: program, Args: args, Weights: file, Context: weights.SlotContext(header.Context),
		Folder: filepath.Join(cache, "inkling", "serve"),
	}
	if l.Name, err = l.digest(); err != nil {
		return launch{}, err
	}
	idle := o.IdleAfter
	if idle == 0 {
		idle = defaultIdle
	}
	l.Idle = idle.Milliseconds()
	return l, nil
}

// digest stands for what is run: other weights under the same name, or another
// program, are another server.
func (l launch) digest() (string, error) {
	var stamps [2]string
	for i, path := range []string{l.Program, l.Weights} {
		info, err := os.Stat(path)
		if err != nil {
			return "", fmt.Errorf("look at what is to be run: %w", err)
		}
		stamps[i] = fmt.Sprint(info.Size(), info.ModTime().UnixNano())
	}
	content, err := json.Marshal([]any{protocol, l, stamps})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:8]), nil
}

func (l launch) file(suffix string) string { return filepath.Join(l.Folder, l.Name+suffix) }

// The files of a launch. The lock is held as long as its supervisor lives.
func (l launch) lock() string   { return l.file(".lock") }
func (l launch) record() string { return l.file(".json") }
func (l launch) log() string    { return l.file(".log") }

// makeFolder makes the folder of the launch's files, which is the user's alone: who
// can connect to the socket gets the key of the server.
func (l launch) makeFolder() error {
	if err := os.MkdirAll(l.Folder, 0o700); err != nil {
		return fmt.Errorf("make a folder for what runs: %w", err)
	}
	return ownAlone(l.Folder)
}

// maxSocket is the longest path that a socket may have on every system, in bytes.
const maxSocket = 100

// socket is where the supervisor listens.
func (l launch) socket() (string, error) {
	path := l.file(".sock")
	if len(path) <= maxSocket {
		return path, nil
	}
	dir := filepath.Join(os.TempDir(), "inkling-"+strconv.Itoa(os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make a folder for a socket: %w", err)
	}
	// Anybody may have made one of this name before.
	if err := ownAlone(dir); err != nil {
		return "", err
	}
	return filepath.Join(dir, l.Name+".sock"), nil
}

func (l launch) alias() string {
	name := filepath.Base(l.Weights)
	return name[:len(name)-len(filepath.Ext(name))]
}

// keptLogs is how long the logs of other launches are kept: of weights that were
// removed, of a program that was replaced.
const keptLogs = 30 * 24 * time.Hour

// sweep removes what launches of long ago have left.
func sweep(l launch) {
	entries, _ := os.ReadDir(l.Folder) // what can't be read can't be swept
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < keptLogs || strings.HasPrefix(e.Name(), l.Name) {
			continue
		}
		for _, suffix := range []string{".log", ".log.old", ".trouble"} {
			if strings.HasSuffix(e.Name(), suffix) {
				_ = os.Remove(filepath.Join(l.Folder, e.Name())) // the next may
			}
		}
	}
}
