package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
)

// Notes are what the index remembers from one process to the next: small values
// by name, of which the last written is found, or none (*store.Store).
type Notes interface {
	Note(name string) []byte
	PutNote(name string, value []byte) error
}

// noNotes remembers nothing.
type noNotes struct{}

func (noNotes) Note(string) []byte           { return nil }
func (noNotes) PutNote(string, []byte) error { return nil }

// stampsVersion is that of what encodeStamps writes: the stamp of each file that
// was read and the hash of the text that it had, or that it is left out.
const stampsVersion = 1

// readStamps returns what is noted of the files under some roots, by path.
func (s *study) readStamps(roots []string) map[string]lesson {
	lessons, err := decodeStamps(s.options.Notes.Note(nameOf(roots)))
	if err != nil {
		s.options.Log.Warn("all files are read anew", "error", err)
	}
	return lessons
}

// keepStamps notes what is known.
func (s *study) keepStamps() {
	if !s.unkept || len(s.roots.folders) == 0 {
		return
	}
	if err := s.options.Notes.PutNote(nameOf(s.roots.folders), encodeStamps(s.known)); err != nil {
		s.options.Log.Warn("stamps are not noted: the next start reads all files", "error", err)
	}
}

// nameOf names the note of a workspace, for one version of what decides on it.
func nameOf(roots []string) string {
	return fmt.Sprintf("stamps %d %d ", stampsVersion, workspace.RulesVersion) + strings.Join(slices.Sorted(slices.Values(roots)), "\x00")
}

// encodeStamps writes the lessons that a stamp is enough to know.
func encodeStamps(known map[string]lesson) []byte {
	var b []byte
	for path, l := range known {
		if l.stamp == (workspace.Stamp{}) {
			continue
		}
		b = binary.AppendUvarint(b, uint64(len(path)))
		b = append(b, path...)
		b = binary.AppendVarint(b, l.stamp.Size)
		b = binary.AppendVarint(b, l.stamp.Modified)
		b = binary.AppendVarint(b, l.stamp.Changed)
		b = binary.AppendUvarint(b, l.stamp.Node)
		if l.left {
			b = append(b, 1)
			continue
		}
		b = append(b, 0)
		b = append(b, l.sum[:]...)
	}
	return b
}

var errStamps = errors.New("the note of what was read is damaged")

// decodeStamps reads what encodeStamps has written. Of anything else it makes no
// lessons, or wrong ones: the store's checksum is what tells.
func decodeStamps(b []byte) (map[string]lesson, error) {
	r := noteReader{rest: b}
	lessons := make(map[string]lesson)
	for len(r.rest) > 0 {
		path := string(r.bytes(r.unsigned()))
		l := lesson{uri: text.FileURI(path)}
		l.stamp = workspace.Stamp{Size: r.signed(), Modified: r.signed(), Changed: r.signed(), Node: r.unsigned()}
		if kind := r.bytes(1); !r.failed && kind[0] == 1 {
			l.left = true
		} else {
			copy(l.sum[:], r.bytes(uint64(len(l.sum))))
		}
		if r.failed {
			return nil, errStamps
		}
		lessons[path] = l
	}
	return lessons, nil
}

// noteReader takes values off the front of a note.
type noteReader struct {
	rest   []byte
	failed bool
}

func (r *noteReader) bytes(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.failed, r.rest = true, nil
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *noteReader) unsigned() uint64 {
	v, n := binary.Uvarint(r.rest)
	r.skip(n)
	return v
}

func (r *noteReader) signed() int64 {
	v, n := binary.Varint(r.rest)
	r.skip(n)
	return v
}

func (r *noteReader) skip(n int) {
	if n <= 0 {
		r.failed, r.rest = true, nil
		return
	}
	r.rest = r.rest[n:]
}
