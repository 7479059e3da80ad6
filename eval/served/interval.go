package served

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// interval is a mean with the bounds within which it would lie in 95 of 100
// repetitions with other files.
type interval struct{ mean, low, high float64 }

// draws is how often files are drawn; the bounds then move by less than a tenth of
// a point.
const draws = 5000

// bootstrap draws files with replacement, since lines of one file are much alike.
// values are by file.
func bootstrap(values map[string][]float64) interval {
	var sums, counts []float64
	var sum, count float64
	for _, file := range slices.Sorted(maps.Keys(values)) {
		s := total(values[file])
		sums, counts = append(sums, s), append(counts, float64(len(values[file])))
		sum, count = sum+s, count+float64(len(values[file]))
	}
	if count == 0 {
		return interval{}
	}
	random := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, draws)
	for i := range means {
		var s, n float64
		for range sums {
			drawn := random.IntN(len(sums))
			s, n = s+sums[drawn], n+counts[drawn]
		}
		means[i] = s / n
	}
	return interval{sum / count, percentile(means, 2.5), percentile(means, 97.5)}
}

func total(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum
}

// percentile is by nearest rank; p is in percent. Of nothing it is zero.
func percentile[T cmp.Ordered](values []T, p float64) (v T) {
	if len(values) == 0 {
		return v
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(0, int(math.Ceil(p/100*float64(len(sorted))))-1)]
}
