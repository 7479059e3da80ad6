package wire

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
)

func TestFillGoesBeforeChat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(2)
		var mu sync.Mutex // leaving lets several in at once
		var order []string
		var leaves []func()
		enter := func(name string, c Class) {
			go func() {
				leave, err := g.enter(t.Context(), c)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				order, leaves = append(order, name), append(leaves, leave)
			}()
			synctest.Wait()
		}
		enter("chat 1", Chat)
		enter("chat 2", Chat) // the last place is not for chat
		enter("fill 1", Fill)
		enter("chat 3", Chat)
		enter("fill 2", Fill)
		enter("fill 3", Fill)
		for len(order) > 0 && len(leaves) > 0 {
			mu.Lock()
			leave := leaves[0]
			leaves = leaves[1:]
			mu.Unlock()
			leave()
			synctest.Wait()
		}
		want := []string{"chat 1", "fill 1", "fill 2", "fill 3", "chat 2", "chat 3"}
		if !slices.Equal(order, want) {
			t.Errorf("order %q, want %q", order, want)
		}
		if g.free != 2 || g.chat != 1 {
			t.Errorf("places are lost: %d free, %d for chat", g.free, g.chat)
		}
	})
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		leave, err := g.enter(t.Context(), Fill)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			_, err := g.enter(ctx, Chat)
			done <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		leave()
		if g.free != 1 || g.chat != 1 || len(g.waiting[Chat]) != 0 {
			t.Errorf("places are lost: %+v", g)
		}
	})
}
