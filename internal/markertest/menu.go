package markertest

import (
	"fmt"
	"slices"
	"time"
)

// list asks again where the server was too late, as it may be on a busy machine:
// the menu does not wait for it.
func (p *player) list(e fakeEditor, _ []string) error {
	for deadline := time.Now().Add(patience); ; {
		err := p.look("listed", e.MenuText)
		if err != nil || !slices.Contains(p.reasons, "too-late") || time.Now().After(deadline) {
			return err
		}
	}
}

func (p *player) choose(e fakeEditor, _ []string) error {
	if p.ghost == "" || p.form != "listed" {
		return fmt.Errorf("there is no entry to choose: say \"list\" before%s", p.why())
	}
	e.Choose()
	return nil
}
