package background

import "golang.org/x/sys/windows"

// belowNormal is THREAD_PRIORITY_BELOW_NORMAL: one step of five down. The lowest, and
// THREAD_MODE_BACKGROUND_BEGIN, which slows reading down too, would be more than typing
// can bear (docs/decisions/0027).
const belowNormal = ^uintptr(0) // -1

var setThreadPriority = windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadPriority")

// lower is about the calling thread. It has been compiled and never run: nothing is
// measured on Windows yet.
func lower() { _, _, _ = setThreadPriority.Call(uintptr(windows.CurrentThread()), belowNormal) }
