package progress

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatTakesLongIsSaidOnceOffATerminal(t *testing.T) {
	for took, want := range map[time.Duration]string{
		time.Second / 2:  "",
		20 * time.Second: "inkling: starting llama-server\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			var errs bytes.Buffer
			err := While(&errs, "starting llama-server", func() error {
				time.Sleep(took)
				return nil
			})
			if err != nil || errs.String() != want {
				t.Errorf("after %v: %q, %v", took, errs.String(), err)
			}
		})
	}
}
