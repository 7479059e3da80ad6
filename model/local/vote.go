package local

import "math"

// Task is the kind of position a candidate was made for; each has a vote table
// of its own.
type Task uint8

// The tasks.
const (
	StartOfLine Task = iota
	MidLine          // after a whole token
	MidWord          // within a word that is partly typed
	Tasks
)

func (q *query) task() Task {
	switch {
	case q.partial != "":
		return MidWord
	case len(q.typed) > 0:
		return MidLine
	}
	return StartOfLine
}

// voteTable is an additive logistic model: the log-odds that a candidate is
// right are the bias and one weight for each feature, chosen by the bucket its
// value falls in.
type voteTable struct {
	bias    float32
	weights [features][]float32
}

// odds are the log-odds that a candidate with these features is right.
func (t Task) odds(f *[features]float32) float32 {
	table := &voteTables[t]
	odds := table.bias
	for i, v := range f {
		if w := table.weights[i]; w != nil {
			odds += w[bucket(feature(i), v)]
		}
	}
	return odds
}

func probability(odds float32) float64 { return 1 / (1 + math.Exp(-float64(odds))) }

// bucket is the first whose upper bound is not below v.
func bucket(f feature, v float32) int {
	bounds := buckets[f]
	i := 0
	for i < len(bounds) && v > bounds[i] {
		i++
	}
	return i
}
