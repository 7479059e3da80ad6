package store

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"unsafe"
)

// Key says what was learned from which text.
type Key = [sha256.Size]byte

// Kind is what a pack holds. Name has at most 16 bytes, letters only. Version
// grows when the same text gives another body, so that nothing is misread: packs
// of another version are not seen. They are not removed either, since an older
// Inkling may be running beside; nobody uses them, and so they are evicted.
type Kind struct {
	Name    string
	Version uint32
}

// The form of a file. Numbers in the header are little-endian; those in a body
// are the learner's affair, who writes them as the machine does and is told by
// the mark that it is of the same kind.
//
//	 0  magic "inkling\n"
//	 8  form, then the mark of the machine's byte order
//	16  kind, padded with zeros
//	32  version of the kind, number of keys
//	40  bytes of the body
//	48  CRC-32C of the header with this field zero and of the keys; of the body
//	56  zeros
//	64  keys, ascending, 32 bytes each; then the body
const (
	magic      = "inkling\n"
	orderMark  = 0x04030201
	headerSize = 64
	keySize    = len(Key{})
	// maxKeys bounds what is read of a file before its checksum is known.
	maxKeys = 1 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var (
	errDamaged = errors.New("damaged")
	errForeign = errors.New("of another version or kind")
)

// header is what a file says of itself.
type header struct {
	kind                 Kind
	keys                 int
	body                 int64
	tableCheck, bodyHash uint32
}

func (h *header) bytes() []byte {
	b := append(make([]byte, 0, headerSize), magic...)
	b = binary.LittleEndian.AppendUint32(b, form)
	b = binary.NativeEndian.AppendUint32(b, orderMark)
	b = append(b, h.kind.Name...)
	b = append(b, make([]byte, 32-len(b))...)
	b = binary.LittleEndian.AppendUint32(b, h.kind.Version)
	b = binary.LittleEndian.AppendUint32(b, uint32(h.keys))
	b = binary.LittleEndian.AppendUint64(b, uint64(h.body))
	b = binary.LittleEndian.AppendUint32(b, h.tableCheck)
	b = binary.LittleEndian.AppendUint32(b, h.bodyHash)
	return append(b, make([]byte, headerSize-len(b))...)
}

// readHeader reads the head of a file that has size bytes.
func readHeader(b []byte, size int64) (h header, err error) {
	if len(b) < headerSize || string(b[:8]) != magic {
		return h, fmt.Errorf("%w: no header", errDamaged)
	}
	h.kind = Kind{string(bytes.TrimRight(b[16:32], "\x00")), binary.LittleEndian.Uint32(b[32:])}
	h.keys = int(binary.LittleEndian.Uint32(b[36:]))
	h.body = int64(binary.LittleEndian.Uint64(b[40:]))
	h.tableCheck, h.bodyHash = binary.LittleEndian.Uint32(b[48:]), binary.LittleEndian.Uint32(b[52:])
	switch {
	case binary.LittleEndian.Uint32(b[8:]) != form:
		return h, fmt.Errorf("%w: form %d", errForeign, binary.LittleEndian.Uint32(b[8:]))
	case binary.NativeEndian.Uint32(b[12:]) != orderMark:
		return h, fmt.Errorf("%w: byte order", errForeign)
	case h.keys > maxKeys || h.body < 0 || size != h.start()+h.body:
		return h, fmt.Errorf("%w: %d bytes with %d keys and a body of %d", errDamaged, size, h.keys, h.body)
	}
	return h, nil
}

// start is where the body starts.
func (h *header) start() int64 { return headerSize + int64(h.keys)*int64(keySize) }

// check is the checksum of the header and the keys.
func (h *header) check(keys []Key) uint32 {
	bare := *h
	bare.tableCheck = 0
	return crc32.Update(crc32.Checksum(bare.bytes(), castagnoli), castagnoli, keyBytes(keys))
}

// readTable reads a file up to its body.
func readTable(r io.ReaderAt, size int64) (h header, keys []Key, err error) {
	head := make([]byte, headerSize)
	if n, err := r.ReadAt(head, 0); n < headerSize {
		return h, nil, errors.Join(errDamaged, err)
	}
	if h, err = readHeader(head, size); err != nil {
		return h, nil, err
	}
	keys = make([]Key, h.keys)
	if n, err := r.ReadAt(keyBytes(keys), headerSize); n < len(keys)*keySize {
		return h, nil, errors.Join(errDamaged, err)
	}
	// The zeros at the end of the header are checked as what they should be.
	if h.check(keys) != h.tableCheck || !bytes.Equal(head, h.bytes()) || !slices.IsSortedFunc(keys, compareKeys) {
		return h, nil, fmt.Errorf("%w: the checksum of its keys", errDamaged)
	}
	return h, keys, nil
}

// checkBody checks all of a file.
func (h *header) checkBody(body []byte) error {
	if int64(len(body)) != h.body || crc32.Checksum(body, castagnoli) != h.bodyHash {
		return fmt.Errorf("%w: the checksum of its body", errDamaged)
	}
	return nil
}

// writePack writes a file. The header comes last, when the body is known.
func writePack(f io.WriteSeeker, kind Kind, keys []Key, body io.WriterTo) error {
	h := header{kind: kind, keys: len(keys)}
	if _, err := f.Seek(h.start(), io.SeekStart); err != nil {
		return err
	}
	sum := crc32.New(castagnoli)
	n, err := body.WriteTo(io.MultiWriter(f, sum))
	if err != nil {
		return err
	}
	h.body, h.bodyHash = n, sum.Sum32()
	h.tableCheck = h.check(keys)
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = f.Write(append(h.bytes(), keyBytes(keys)...))
	return err
}

func keyBytes(keys []Key) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(keys))), len(keys)*keySize)
}

func compareKeys(a, b Key) int {
	return cmp.Or(
		cmp.Compare(binary.BigEndian.Uint64(a[:]), binary.BigEndian.Uint64(b[:])),
		bytes.Compare(a[:], b[:]),
	)
}
