package weights

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// memoryStatus is the system's MEMORYSTATUSEX.
type memoryStatus struct {
	length, load                                                  uint32
	total, available, totalPage, availablePage, virtual, freeVirt uint64
	extended                                                      uint64
}

var globalMemoryStatus = windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalMemoryStatusEx")

// FreeMemory is how many bytes programs can still have.
func FreeMemory() (bytes int64, ok bool) {
	var s memoryStatus
	s.length = uint32(unsafe.Sizeof(s))
	r, _, _ := globalMemoryStatus.Call(uintptr(unsafe.Pointer(&s)))
	return int64(min(s.available, 1<<62)), r != 0
}
