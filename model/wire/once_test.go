package wire

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestValueIsAskedForOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, asked := NewOnce[int](), 0
		ask := func(context.Context) (int, error) {
			asked++
			time.Sleep(time.Second)
			if asked == 1 {
				return 0, errors.New("not yet")
			}
			return asked, nil
		}
		results := make(chan int, 10)
		for range 10 {
			go func() {
				n, err := o.Get(t.Context(), ask)
				if err != nil {
					n = -1
				}
				results <- n
			}()
		}
		sum := 0
		for range 10 {
			sum += <-results
		}
		if asked != 2 || sum != -1+9*2 {
			t.Errorf("asked %d times, sum %d; want one error, and the rest one answer", asked, sum)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		<-o.turn // somebody is asking
		if _, err := o.Get(ctx, ask); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waits longer than its caller: %v", err)
		}
		o.turn <- struct{}{}
		o.Forget()
		if n, err := o.Get(t.Context(), ask); n != 3 || err != nil {
			t.Errorf("after forgetting: %d, %v", n, err)
		}
	})
}
