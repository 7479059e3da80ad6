package eval

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Share is a proportion with the bounds within which it would lie in 95 of 100
// repetitions with other commits.
type Share struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// resamples is how often the bootstrap draws; the bounds then move by about a
// twentieth of their distance.
const resamples = 1000

// cluster is what one commit adds to a group's sums. Lines of a commit are much
// alike, so commits are drawn and not lines.
type cluster struct {
	stratum string // the repository, each of which keeps its number of commits
	sums    sums
}

// sums are what shares are quotients of.
type sums struct {
	asked, right, copied, fileCopied, oracle, shown, shownRight float64
	bigram, cold, chars, saved                                  float64
}

func (s *sums) add(t sums) {
	s.asked += t.asked
	s.right += t.right
	s.copied += t.copied
	s.fileCopied += t.fileCopied
	s.oracle += t.oracle
	s.shown += t.shown
	s.shownRight += t.shownRight
	s.bigram += t.bigram
	s.cold += t.cold
	s.chars += t.chars
	s.saved += t.saved
}

// bootstrap gives the share that each measure has of the clusters, and the
// percentile interval of as many draws with replacement.
func bootstrap(clusters []cluster, measures []func(sums) float64) []Share {
	var all sums
	strata := make(map[string][]sums)
	var names []string
	for _, c := range clusters {
		all.add(c.sums)
		if strata[c.stratum] == nil {
			names = append(names, c.stratum)
		}
		strata[c.stratum] = append(strata[c.stratum], c.sums)
	}
	slices.Sort(names)
	random := rand.New(rand.NewPCG(1, 2))
	draws := make([][]float64, len(measures))
	for range resamples {
		var drawn sums
		for _, name := range names {
			of := strata[name]
			for range of {
				drawn.add(of[random.IntN(len(of))])
			}
		}
		for i, m := range measures {
			if v := m(drawn); !math.IsNaN(v) {
				draws[i] = append(draws[i], v)
			}
		}
	}
	shares := make([]Share, len(measures))
	for i, m := range measures {
		slices.Sort(draws[i])
		shares[i] = Share{number(m(all)), quantile(draws[i], 0.025), quantile(draws[i], 0.975)}
	}
	return shares
}

// number is v, or 0 for the quotient of nothing by nothing.
func number(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}

// quantile takes the nearest rank of sorted values; of none it is 0.
func quantile[T int64 | float64](sorted []T, q float64) T {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// Forecast is the probability that a first candidate was given, and what came
// true.
type Forecast struct {
	Probability float64
	Right       bool
}

// CalibrationError is the expected calibration error in ten equal bins: the mean
// distance between what was said and what came true.
func CalibrationError(fs []Forecast) float64 {
	var said, came [10]float64
	for _, f := range fs {
		b := max(0, min(9, int(f.Probability*10)))
		said[b] += f.Probability
		if f.Right {
			came[b]++
		}
	}
	sum := 0.0
	for b := range said {
		sum += math.Abs(said[b] - came[b])
	}
	return number(sum / float64(len(fs)))
}

// PrecisionAt is the share of right ones among the most probable forecasts that
// make up coverage of all that was asked. Of equal probabilities the wrong ones
// come first.
func PrecisionAt(fs []Forecast, asked int, coverage float64) float64 {
	sorted := slices.Clone(fs)
	slices.SortFunc(sorted, func(a, b Forecast) int {
		switch {
		case a.Probability > b.Probability:
			return -1
		case a.Probability < b.Probability:
			return 1
		case a.Right == b.Right:
			return 0
		case b.Right:
			return -1
		}
		return 1
	})
	n := int(math.Ceil(coverage * float64(asked)))
	right := 0
	for _, f := range sorted[:min(n, len(sorted))] {
		if f.Right {
			right++
		}
	}
	return number(float64(right) / float64(n))
}
