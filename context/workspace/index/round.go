package index

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/internal/background"
)

const (
	// firstBatch and lastBatch are how much text (bytes) goes to the learners at
	// once: the first is learned in some 20 ms, and the size doubles from there on.
	// Larger batches than the last save nothing, smaller ones cost half as much again
	// (docs/decisions/0009).
	firstBatch = 64 << 10
	lastBatch  = 4 << 20
	// firstRecall is how many files are recalled at once, at first: it doubles too.
	firstRecall = 128
)

// lesson is a file that is known.
type lesson struct {
	uri  text.URI
	sum  [sha256.Size]byte // of its text
	size int64             // bytes of its text, 0 if it is left out
	// stamp is what the file had when it was read. It is zero if the file could have
	// changed since and still have it.
	stamp workspace.Stamp
	// left says that a look at its text was enough to leave it out.
	left bool
}

// has says whether the lesson is that of a file with this stamp.
func (l lesson) has(stamp workspace.Stamp) bool {
	return l.stamp == stamp && stamp != workspace.Stamp{}
}

// list begins a round with the files under the roots, and forgets what is gone or
// no longer within the limit.
func (s *study) list(ctx context.Context) {
	s.listed, s.full = time.Now(), false
	files, err := s.disk.List(ctx, s.roots.folders, s.roots.near)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.options.Log.Warn("some files can't be learned: listing failed", "error", err)
	}
	files = affordable(files, s.options.MaxBytes)
	listed := make(map[string]bool, len(files))
	for _, f := range files {
		listed[f.Path] = true
	}
	s.forget(func(path string) bool { return !listed[path] })
	s.total, s.batch, s.keepNext = len(files), firstBatch, time.Time{}
	s.options.Progress(0, s.total)
	s.todo = s.recallNoted(ctx, files)
	if len(s.todo) < s.total && ctx.Err() == nil {
		s.options.Progress(s.total-len(s.todo), s.total)
	}
}

// affordable is the beginning of files that has at most limit bytes.
func affordable(files []workspace.File, limit int64) []workspace.File {
	for i, f := range files {
		if limit -= f.Size; limit < 0 {
			return files[:i]
		}
	}
	return files
}

// recallNoted makes files known whose stamps say what is in them, and returns
// those that have to be read.
func (s *study) recallNoted(ctx context.Context, files []workspace.File) (unread []workspace.File) {
	for n := firstRecall; len(files) > 0 && ctx.Err() == nil; n *= 2 {
		some := files[:min(n, len(files))]
		files = files[len(some):]
		var noted []File
		sizes := make(map[text.URI]lesson)
		for _, f := range some {
			if s.known[f.Path].has(f.Stamp) {
				continue
			}
			switch note := s.notes[f.Path]; {
			case !note.has(f.Stamp):
			case note.left:
				s.leave(f, note.stamp)
			default:
				noted = append(noted, File{f.URI, note.sum})
				sizes[f.URI] = lesson{f.URI, note.sum, f.Size, f.Stamp, false}
			}
		}
		for i, l := range s.learners {
			for _, f := range l.Recall(ctx, noted) {
				if i == 0 { // the others catch up
					delete(sizes, f.URI)
				} else {
					s.behind = append(s.behind, f.URI)
				}
			}
		}
		for _, f := range some {
			if l, recalled := sizes[f.URI]; recalled {
				s.set(f.Path, l)
			} else if !s.known[f.Path].has(f.Stamp) {
				unread = append(unread, f)
			}
		}
	}
	return unread
}

// leave makes a file known as one that is left out.
func (s *study) leave(f workspace.File, stamp workspace.Stamp) {
	if old, known := s.known[f.Path]; known && !old.left {
		s.forgetAll([]text.URI{old.uri})
	}
	s.set(f.Path, lesson{uri: f.URI, stamp: stamp, left: true})
}

func (s *study) set(path string, l lesson) {
	s.bytes += l.size - s.known[path].size
	s.known[path] = l
}

// learnBatch learns the next files of the round, or of those that later learners
// do not know, if there are any. It gives way to typing as a whole: what it does
// beside learning takes milliseconds too, such as to write what was learned.
func (s *study) learnBatch(ctx context.Context) (goOn bool) {
	background.Do(func() { goOn = s.learnNext(ctx) })
	return goOn
}

func (s *study) learnNext(ctx context.Context) bool {
	if len(s.todo) == 0 {
		return s.catchUp(ctx)
	}
	n, size := 0, int64(0)
	for n < len(s.todo) && (n == 0 || size+s.todo[n].Size <= s.batch) {
		size += s.todo[n].Size
		n++
	}
	s.inRound = true
	err := s.learn(ctx, s.todo[:n], s.listed)
	s.inRound = false
	if err != nil {
		return false
	}
	s.todo = s.todo[min(n, len(s.todo)):] // there may be none left
	s.batch = min(2*s.batch, lastBatch)
	s.options.Progress(s.total-len(s.todo), s.total)
	s.keep(ctx, Busy)
	return true
}

// learn reads files, whose stamps were taken after a time, and lets learners
// learn those whose text they do not know. The only error is the end of ctx.
func (s *study) learn(ctx context.Context, files []workspace.File, stamped time.Time) error {
	readings := readAll(ctx, s.disk, files, readers)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var fresh []Text
	gone := make(map[string]bool)
	for i, f := range files {
		r := &readings[i]
		l := lesson{uri: f.URI, sum: r.sum, size: int64(len(r.text))}
		if f.Stamp.Settled(stamped) {
			l.stamp = f.Stamp
		}
		old, known := s.known[f.Path]
		s.unkept = s.unkept || old != l
		switch {
		case r.leftOut():
			s.leave(f, l.stamp)
		case r.err != nil, s.bytes-old.size+l.size > s.options.MaxBytes:
			gone[f.Path] = true
		default:
			s.set(f.Path, l)
			if !known || old.left || old.sum != l.sum {
				fresh = append(fresh, Text{File{f.URI, r.sum}, r.text})
			}
		}
	}
	s.forget(func(path string) bool { return gone[path] })
	if len(fresh) > 0 {
		s.teach(ctx, fresh)
	}
	return ctx.Err()
}
