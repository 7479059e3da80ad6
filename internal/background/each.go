package background

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Do calls f on a thread that gives way to others, and returns when it is done.
func Do(f func()) { Each(1, 1, func(int) { f() }) }

// Each calls f for 0 to n-1 on as many goroutines as there are processors, but at
// most the given number, whose threads give way to others. It returns when all is
// done.
func Each(n, most int, f func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, most, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			Lower()
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wait.Wait()
}
