package workspace

import (
	"io/fs"
	"os"
	"time"
)

// Stamp changes when a file does, as far as can be told without reading it.
type Stamp struct {
	Size     int64
	Modified int64 // ns since 1970
	// Changed is when the file or what is known of it changed, in ns, and Node is
	// which file it is: both are 0 where the system does not say. They tell of a
	// change that set the old time again, and of another file with the same time.
	Changed int64
	Node    uint64
}

// StampOf looks at a file, not at what a link leads to.
func StampOf(path string) (Stamp, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return Stamp{}, err
	}
	return stampOf(info), nil
}

func stampOf(info fs.FileInfo) Stamp {
	s := Stamp{Size: info.Size(), Modified: info.ModTime().UnixNano()}
	s.Changed, s.Node = changeOf(info)
	return s
}

const (
	// tick is how finely file systems tell the time: kernels take it from a clock
	// that ticks every 1 to 10 ms, Windows every 16.
	tick = 20 * time.Millisecond
	// coarseTick is the same for those that tell whole seconds (FAT: every other).
	coarseTick = 2 * time.Second
)

// Settled says whether a file that had this stamp at a time could not change
// later and keep it: its last change is longer ago than the clock of any file
// system ticks. Git calls a file for which this is not so racy.
func (s Stamp) Settled(at time.Time) bool {
	last := max(s.Modified, s.Changed)
	needed := tick
	if s.Modified%int64(time.Second) == 0 && s.Changed%int64(time.Second) == 0 {
		needed = coarseTick
	}
	return last+int64(needed) < at.UnixNano()
}
