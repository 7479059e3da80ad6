package background

import (
	"strings"
	"sync/atomic"
	"testing"
)

func TestEachCallsForAllOnce(t *testing.T) {
	for _, most := range []int{1, 2, 100} {
		calls := make([]atomic.Int32, 50)
		Each(len(calls), most, func(i int) { calls[i].Add(1) })
		for i := range calls {
			if n := calls[i].Load(); n != 1 {
				t.Errorf("at most %d at once: %d was called %d times", most, i, n)
			}
		}
	}
}

func TestPanicOfTheWorkIsItsCallers(t *testing.T) {
	defer func() {
		told, _ := recover().(string)
		for _, want := range []string{"no such file", "TestPanicOfTheWorkIsItsCallers"} {
			if !strings.Contains(told, want) {
				t.Errorf("recovered %q, want what it was and where: %q", told, want)
			}
		}
	}()
	Do(func() { panic("no such file") })
}

func BenchmarkYield(b *testing.B) {
	for b.Loop() {
		Yield()
	}
}
