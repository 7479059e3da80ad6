package store

import "unsafe"

// aligned is memory that starts at an address that 8 divides, as mapped memory does.
func aligned(n int) []byte {
	words := make([]uint64, (n+7)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), n)
}
