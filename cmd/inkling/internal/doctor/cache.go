package doctor

import (
	"fmt"
	"os"

	"github.com/inkling-lsp/inkling/context/workspace/store"
)

// cache looks at where what was learned is kept. It makes nothing there that it
// does not remove, and makes no folder that is not there yet.
func cache(o store.Options) Finding {
	if o.MaxBytes == 0 {
		return Finding{"cache", Note, "nothing is kept: every start learns the workspace anew", "set cache.max_bytes above 0"}
	}
	folder, err := o.Folder()
	if err != nil {
		return Finding{"cache", Wrong, err.Error(), "set cache.dir to a folder that can be written"}
	}
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		return Finding{"cache", Good, folder + ": nothing is kept yet", ""}
	}
	mend := "make it yours and writable, or set cache.dir to another folder"
	if err != nil {
		return Finding{"cache", Wrong, err.Error(), mend}
	}
	bytes := int64(0)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			bytes += info.Size()
		}
	}
	if err := tryWriting(folder); err != nil {
		return Finding{"cache", Wrong, fmt.Sprintf("what is learned can't be kept: %v", err), mend}
	}
	return Finding{"cache", Good, fmt.Sprintf("%s: %.1f MB of at most %.0f", folder, float64(bytes)/1e6, float64(o.MaxBytes)/1e6), ""}
}

// tryWriting writes a file as the store names those that it is writing, so that
// one which is left behind is swept up.
func tryWriting(folder string) error {
	f, err := os.CreateTemp(folder, "tmp-")
	if err != nil {
		return err
	}
	_ = f.Close() // nothing was written
	return os.Remove(f.Name())
}
