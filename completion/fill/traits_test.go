package fill

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// loader is a backend that says how far its server is.
type loader struct {
	*double
	mu      sync.Mutex
	says    string
	changed chan struct{}
}

func (l *loader) Progress() (string, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.says, l.changed
}

func (l *loader) tell(says string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.says = says
	close(l.changed)
	l.changed = make(chan struct{})
}

func TestStateTellsHowFarAServerIsThatIsStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &loader{double: &double{}, changed: make(chan struct{})}
		l.traits = func(ctx context.Context) (model.Traits, error) {
			for _, says := range []string{"starting llama-server", "loading the model", ""} {
				l.tell(says)
				if err := wait(ctx, time.Second); err != nil {
					return model.Traits{}, err
				}
			}
			return local, nil
		}
		var heard []string
		s := New(Options{Changed: func(s State) { heard = append(heard, string(s.Condition)+" "+s.Says) }})
		s.Use(l)
		time.Sleep(time.Minute)
		synctest.Wait()
		s.Shutdown()
		want := []string{"starting ", "starting starting llama-server", "starting loading the model", "starting ", "ready ", "none "}
		if !slices.Equal(heard, want) {
			t.Errorf("heard %q, want %q", heard, want)
		}
	})
}
