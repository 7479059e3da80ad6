package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/inkling-lsp/inkling/context/workspace"
)

// watches compares the folders of a workspace with how many may be watched.
func watches(files []workspace.File) []Finding {
	content, err := os.ReadFile("/proc/sys/fs/inotify/max_user_watches")
	if err != nil {
		return nil // no inotify here: the watcher says so when it starts
	}
	limit, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		return nil
	}
	folders := map[string]bool{}
	for _, f := range files {
		folders[filepath.Dir(f.Path)] = true
	}
	says := fmt.Sprintf("%d folders to watch, %d allowed to all of your programs", len(folders), limit)
	if 2*len(folders) > limit {
		return []Finding{{
			"file watching", Note, says + "; without enough, the disk is looked at every 10 s",
			fmt.Sprintf("sudo sysctl fs.inotify.max_user_watches=%d", max(524288, 4*len(folders))),
		}}
	}
	return []Finding{{"file watching", Good, says, ""}}
}
