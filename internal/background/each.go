package background

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Do calls f on a thread that gives way to others, and returns when it is done. A
// panic of f is its caller's.
func Do(f func()) { Each(1, 1, func(int) { f() }) }

// Each calls f for 0 to n-1 on as many goroutines as there are processors, but at
// most the given number, whose threads give way to others: always while they wait,
// and between two calls also if they are in front. It returns when all is done; of
// the panics of f, one is then its caller's.
func Each(n, most int, f func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	var fault atomic.Pointer[string]
	for range min(n, most, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					told := fmt.Sprintf("%v\n\n%s", value, debug.Stack())
					fault.CompareAndSwap(nil, &told)
				}
			}()
			Lower()
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(i)
				Yield()
			}
		})
	}
	wait.Wait()
	if told := fault.Load(); told != nil {
		panic(*told)
	}
}
