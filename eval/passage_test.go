package eval

import (
	"strings"
	"testing"
	"time"
)

const passageHistory = `-- 00/a.go --
package a

func old() {
	gone(one)
	kept(two)
}
-- 01/a.go --
package a

func old() {
	first(one)
	second(two) // said
	kept(two)
}
-- 02/a.go --
package a

func old() {
	first(one)
	second(two) // said
	kept(two)
	third(three)
}
-- 02/b.py --
value = first(one)
`

func TestAPassageIsWhatACommitHasWrittenBetweenTheNewTextAndTheOld(t *testing.T) {
	found := passages(t, 9, func(p Passage) bool { return p.Path == "a.go" && len(p.Lines) == 2 })
	if len(found) != 1 {
		t.Fatalf("%d passages of two lines", len(found))
	}
	p := found[0]
	if got := strings.Join(p.Lines, "|"); got != "\tfirst(one)|\tsecond(two) // said" || p.First != 3 {
		t.Errorf("the lines from %d are %q", p.First, got)
	}
	if len(p.Code) != 1 || p.Code[0] != 0 {
		t.Errorf("code to its end are lines %v, want the first alone", p.Code)
	}
	content, offset := p.Buffer(1, "\tsec")
	if want := "package a\n\nfunc old() {\n\tfirst(one)\n\tsec‸\n\tkept(two)\n}\n"; content[:offset]+"‸"+content[offset:] != want {
		t.Errorf("the buffer is %q, want %q", content[:offset]+"‸"+content[offset:], want)
	}
}

func TestPassagesAreOneOfAFileAndAtMostSoManyOfALanguage(t *testing.T) {
	seen := make(map[string]bool)
	for _, p := range passages(t, 1, func(Passage) bool { return true }) {
		if seen[p.Path] || p.Repository != "history" || len(p.Lines) == 0 {
			t.Errorf("passage %+v", p)
		}
		seen[p.Path] = true
	}
	if !seen["a.go"] {
		t.Errorf("passages are of %v", seen)
	}
	if none := passages(t, 1, func(Passage) bool { return false }); none != nil {
		t.Errorf("passages that are not fit: %v", none)
	}
}

func TestPassagesAreOfCommitsAfterATime(t *testing.T) {
	dir := history(t, passageHistory)
	late, err := Passages(t.Context(), "history", dir, time.Now(), 9, func(Passage) bool { return true })
	if err != nil || late != nil {
		t.Errorf("passages after now: %v, %v", late, err)
	}
}

func passages(t *testing.T, most int, keep func(Passage) bool) []Passage {
	t.Helper()
	found, err := Passages(t.Context(), "history", history(t, passageHistory), time.Unix(0, 0), most, keep)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
