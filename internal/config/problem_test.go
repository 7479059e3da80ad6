package config

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNearestIsWhatWasMeant(t *testing.T) {
	keys := []string{"completion.threshold", "completion.manual_threshold", "completion.enabled", "log.level", "log.file"}
	for word, want := range map[string]string{
		"completion.treshold":        "completion.threshold",
		"completion.threshhold":      "completion.threshold",
		"completion.Threshold":       "completion.threshold",
		"completoin.threshold":       "completion.threshold",
		"completion.manualThreshold": "completion.manual_threshold",
		"log.levle":                  "log.level",
		"lgo.file":                   "log.file",
		"elephant":                   "",
		"":                           "",
	} {
		if got := nearest(word, keys); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}

// plainDistance follows the definition, in exponential time.
func plainDistance(a, b string) int {
	if a == "" || b == "" {
		return len(a) + len(b)
	}
	wrong := plainDistance(a[1:], b[1:])
	if a[0] != b[0] {
		wrong++
	}
	least := min(wrong, plainDistance(a[1:], b)+1, plainDistance(a, b[1:])+1)
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		least = min(least, plainDistance(a[2:], b[2:])+1)
	}
	return least
}

func TestDistanceIsTheLeastNumberOfSlips(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abc")), 0, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if got, want := distance(a, b), plainDistance(a, b); got != want {
			t.Errorf("from %q to %q it is %d slips, want %d", a, b, got, want)
		}
	})
}
