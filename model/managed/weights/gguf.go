package weights

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// Header is what a GGUF file says of itself. The form is that of ggml's docs/gguf.md.
type Header struct {
	Architecture string
	Name         string
	Context      int     // tokens it was trained for; 0 if it does not say
	Parts        int     // files that it is split into; 0 or 1 for a whole one
	Parameters   float64 // in billions
	tensors      int
	last         uint64 // where the last tensor begins, behind the header
}

// ErrNotGGUF is the error for a file that is something else.
var ErrNotGGUF = errors.New("it is not a GGUF file")

// ReadHeader reads the header of a file and looks whether the tensors it speaks of
// can be there.
func ReadHeader(path string) (Header, error) {
	f, err := os.Open(path)
	if err != nil {
		return Header{}, fmt.Errorf("read the weights: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Header{}, fmt.Errorf("read the weights: %w", err)
	}
	h, err := parseHeader(f)
	switch {
	case err != nil:
		return h, fmt.Errorf("read the weights %s: %w", path, err)
	case h.last >= uint64(info.Size()) && h.tensors > 0:
		return h, fmt.Errorf("read the weights %s: it is cut off: %d bytes are not enough for its %d tensors", path, info.Size(), h.tensors)
	case h.Parts > 1:
		return h, fmt.Errorf("read the weights %s: it is one of %d parts; join them with llama-gguf-split --merge", path, h.Parts)
	}
	return h, nil
}

// What a header may hold at most. Real ones have some hundred tensors, and a
// vocabulary of some hundred thousand texts as their largest value.
const (
	maxEntries  = 1 << 16
	maxElements = 1 << 24
	maxText     = 1 << 24 // bytes
)

// Types of values, by their numbers.
const (
	typeUint32, typeString, typeArray, typeUint64 = 4, 8, 9, 10
)

var widths = map[uint32]int64{0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}

func parseHeader(from io.Reader) (Header, error) {
	r := &reader{from: bufio.NewReader(from)}
	var h Header
	if magic := r.bytes(4); string(magic) != "GGUF" {
		return h, ErrNotGGUF
	}
	if version := r.uint32(); r.err == nil && (version < 2 || version > 3) {
		return h, fmt.Errorf("it is GGUF of version %d; 2 and 3 are known", version)
	}
	tensors, entries := r.uint64(), r.uint64()
	if tensors > maxEntries || entries > maxEntries {
		return h, fmt.Errorf("its header speaks of %d tensors and %d entries, which can't be", tensors, entries)
	}
	h.read(r, entries)
	h.measure(r, tensors)
	if r.err != nil {
		return h, fmt.Errorf("its header is cut off or broken: %w", r.err)
	}
	return h, nil
}

// read reads the entries, of which few matter.
func (h *Header) read(r *reader, entries uint64) {
	numbers := map[string]uint64{}
	for i := uint64(0); i < entries && r.err == nil; i++ {
		key := r.text()
		switch kind := r.uint32(); kind {
		case typeString:
			switch value := r.text(); key {
			case "general.architecture":
				h.Architecture = value
			case "general.name":
				h.Name = value
			}
		case typeUint32:
			numbers[key] = uint64(r.uint32())
		case typeUint64:
			numbers[key] = r.uint64()
		case typeArray:
			r.skipArray(1)
		default:
			r.skip(kind)
		}
	}
	h.Context = int(min(numbers[h.Architecture+".context_length"], maxElements))
	h.Parts = int(min(numbers["split.count"], maxEntries))
}

// measure reads where the tensors are.
func (h *Header) measure(r *reader, tensors uint64) {
	h.tensors = int(tensors)
	for i := uint64(0); i < tensors && r.err == nil; i++ {
		r.text() // its name
		dimensions := r.uint32()
		if dimensions > 8 {
			r.fail(fmt.Errorf("a tensor of %d dimensions", dimensions))
		}
		elements := 1.0
		for range min(dimensions, 8) {
			elements *= float64(r.uint64())
		}
		h.Parameters += elements / 1e9
		r.discard(4) // its type
		h.last = max(h.last, r.uint64())
	}
}

// reader reads little-endian values and keeps the first error, after which it
// returns nothing but zeros.
type reader struct {
	from *bufio.Reader
	err  error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *reader) bytes(n int) []byte {
	b := make([]byte, n)
	if r.err == nil {
		_, err := io.ReadFull(r.from, b)
		if err != nil {
			clear(b)
			r.fail(err)
		}
	}
	return b
}

func (r *reader) uint32() uint32 { return binary.LittleEndian.Uint32(r.bytes(4)) }
func (r *reader) uint64() uint64 { return binary.LittleEndian.Uint64(r.bytes(8)) }

// text reads the first bytes of a text and skips the rest: names are short.
func (r *reader) text() string {
	const most = 256
	n := r.uint64()
	if n > maxText {
		r.fail(fmt.Errorf("a text of %d bytes", n))
		return ""
	}
	head := r.bytes(int(min(n, most)))
	r.discard(int64(n) - int64(len(head)))
	return string(head)
}

func (r *reader) discard(n int64) {
	if r.err != nil {
		return
	}
	if _, err := io.CopyN(io.Discard, r.from, n); err != nil {
		r.fail(err)
	}
}

func (r *reader) skip(kind uint32) {
	width, ok := widths[kind]
	if !ok && r.err == nil {
		r.fail(fmt.Errorf("a value of the unknown type %d", kind))
	}
	r.discard(width)
}

func (r *reader) skipArray(depth int) {
	kind, n := r.uint32(), r.uint64()
	switch width, ok := widths[kind]; {
	case n > maxElements || depth > 4:
		r.fail(fmt.Errorf("an array of %d values", n))
	case ok:
		r.discard(width * int64(n))
	case kind == typeString:
		for i := uint64(0); i < n && r.err == nil; i++ {
			r.text()
		}
	case kind == typeArray:
		for i := uint64(0); i < n && r.err == nil; i++ {
			r.skipArray(depth + 1)
		}
	default:
		r.fail(fmt.Errorf("an array of the unknown type %d", kind))
	}
}
