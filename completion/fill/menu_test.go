package fill

import (
	"strings"
	"testing"
	"time"
)

func TestWhatComesBehindAMenusEntryIsAskedOnce(t *testing.T) {
	b := &double{answer: says("Println(total)\n", time.Millisecond)}
	play(t, "package shop\n\nfunc f() {\n\tfmt.Pri‸\n}\n", b, func(r *rig) {
		for _, key := range []string{"", "n", "t"} {
			r.edit(0, key)
			q := r.query()
			q.Chosen = strings.TrimPrefix("ntln", r.typed("Pri"))
			if a, err := r.service.Ask(r.t.Context(), q); err != nil || a.Text != "(total)" {
				t.Errorf("behind %q: %+v, %v", r.typed("fmt."), a, err)
			}
		}
		r.edit(0, "ln(")
		r.expect("total)", nil)
		f := b.fills()
		if len(f) != 1 || f[0].Begin != "Println" || strings.Contains(f[0].Prompt.Raw, "Pri") {
			t.Errorf("%d requests, the first %q, to begin with %q", len(f), f[0].Prompt.Raw, f[0].Begin)
		}
		r.edit(len("intln("), "")
		r.edit(0, "otect")
		b.answer = says("Protect(total)\n", time.Millisecond)
		r.expect("(total)", nil)
	})
}

// typed is what stands between a text and the cursor.
func (r *rig) typed(behind string) string {
	before := r.snapshot.String()[:r.offset]
	return before[strings.LastIndex(before, behind)+len(behind):]
}
