package fit

import (
	"errors"
	"fmt"
	"math"
)

// Query is one replayed query: its candidates in the model's order.
type Query struct {
	Repository string
	Task       string  // the group under which it is reported
	Weight     float64 // how many times it counts
	Candidates []Candidate
}

// Candidate is one continuation that the model found.
type Candidate struct {
	Table    int // which table judges it, from zero
	Features []float32
	Right    bool
}

// Options are the trainer's. The zero value gives the defaults.
type Options struct {
	// Penalty is what the square of a weight costs, in examples; 0 means 2. It
	// keeps rare buckets near the others.
	Penalty float64
}

const (
	defaultPenalty = 2
	iterations     = 40   // Newton's method needs about eight
	precise        = 1e-6 // the mean gradient at which it stops
)

// Train fits a table for each kind of position to all its candidates, and
// calibrates it on the best ones. It is deterministic.
func Train(queries []Query, features []Feature, o Options) (*Model, error) {
	m := &Model{Features: features}
	for i := range tables(queries) {
		p, err := newProblem(queries, i, features)
		if err != nil {
			return nil, err
		}
		p.penalty = o.Penalty
		if p.penalty == 0 {
			p.penalty = defaultPenalty
		}
		if err := p.solve(); err != nil {
			return nil, fmt.Errorf("table %d: %w", i, err)
		}
		t := Table{Bias: p.weights[0]}
		for i, f := range features {
			start := p.first[i]
			t.Weights = append(t.Weights, p.weights[start:start+len(f.Bounds)+1])
		}
		m.Tables = append(m.Tables, t)
	}
	m.calibrate(queries)
	return m, nil
}

// tables is how many kinds of position there are.
func tables(queries []Query) int {
	n := 1
	for _, q := range queries {
		for _, c := range q.Candidates {
			n = max(n, c.Table+1)
		}
	}
	return n
}

// problem is a logistic regression of which each row has one active column per
// feature, and column 0, the bias.
type problem struct {
	rows    [][]int32 // active columns but the bias
	right   []bool
	counts  []float64 // how many times each row counts
	first   []int     // each feature's first column
	weights []float64
	penalty float64
}

// newProblem gathers the candidates of one table.
func newProblem(queries []Query, table int, features []Feature) (*problem, error) {
	p := &problem{}
	columns := 1
	for _, f := range features {
		p.first = append(p.first, columns)
		columns += len(f.Bounds) + 1
	}
	p.weights = make([]float64, columns)
	right := 0
	for _, q := range queries {
		for _, c := range q.Candidates {
			if c.Table != table {
				continue
			}
			if len(c.Features) != len(features) {
				return nil, fmt.Errorf("fit: a candidate of %s has %d features, not %d", q.Repository, len(c.Features), len(features))
			}
			row := make([]int32, len(features))
			for i, f := range features {
				row[i] = int32(p.first[i] + f.Bucket(c.Features[i]))
			}
			p.rows = append(p.rows, row)
			p.right = append(p.right, c.Right)
			p.counts = append(p.counts, q.Weight)
			if c.Right {
				right++
			}
		}
	}
	if right == 0 || right == len(p.rows) {
		return nil, fmt.Errorf("fit: the %d candidates of table %d are all right or all wrong, so there is nothing to tell apart", len(p.rows), table)
	}
	return p, nil
}

// solve is Newton's method; a step that makes things worse is halved.
func (p *problem) solve() error {
	loss := p.loss(p.weights)
	for range iterations {
		gradient, hessian := p.derivatives()
		if norm(gradient) < precise*float64(len(p.rows)) {
			return nil
		}
		step, err := solveSymmetric(hessian, gradient)
		if err != nil {
			return err
		}
		for scale := 1.0; ; scale /= 2 {
			next := make([]float64, len(p.weights))
			for i := range next {
				next[i] = p.weights[i] - scale*step[i]
			}
			if l := p.loss(next); l < loss {
				p.weights, loss = next, l
				break
			}
			if scale < 1e-9 {
				return nil // as good as the floats allow
			}
		}
	}
	return errors.New("fit: the regression does not settle; raise the penalty")
}

func (p *problem) odds(weights []float64, row []int32) float64 {
	odds := weights[0]
	for _, c := range row {
		odds += weights[c]
	}
	return odds
}

func (p *problem) loss(weights []float64) float64 {
	sum := 0.0
	for i, row := range p.rows {
		odds := p.odds(weights, row)
		if p.right[i] {
			odds = -odds
		}
		sum += p.counts[i] * (math.Max(odds, 0) + math.Log1p(math.Exp(-math.Abs(odds))))
	}
	for _, w := range weights[1:] {
		sum += p.penalty / 2 * w * w
	}
	return sum
}

// derivatives gives the gradient and the lower half of the Hessian.
func (p *problem) derivatives() (gradient []float64, hessian [][]float64) {
	n := len(p.weights)
	gradient = make([]float64, n)
	hessian = make([][]float64, n)
	for i := range hessian {
		hessian[i] = make([]float64, i+1)
	}
	for i, row := range p.rows {
		s := 1 / (1 + math.Exp(-p.odds(p.weights, row)))
		miss, curve := s, s*(1-s)
		if p.right[i] {
			miss--
		}
		miss, curve = p.counts[i]*miss, p.counts[i]*curve
		gradient[0] += miss
		hessian[0][0] += curve
		for x, c := range row { // columns ascend within a row
			gradient[c] += miss
			line := hessian[c]
			line[0] += curve
			for _, d := range row[:x+1] {
				line[d] += curve
			}
		}
	}
	for i := 1; i < n; i++ {
		gradient[i] += p.penalty * p.weights[i]
		hessian[i][i] += p.penalty
	}
	return gradient, hessian
}

func norm(v []float64) float64 {
	most := 0.0
	for _, x := range v {
		most = math.Max(most, math.Abs(x))
	}
	return most
}

// solveSymmetric solves a x = b by Cholesky's method. a is the lower half of a
// positive definite matrix, and is overwritten.
func solveSymmetric(a [][]float64, b []float64) ([]float64, error) {
	n := len(b)
	x := make([]float64, n)
	for i := range n {
		for j := 0; j <= i; j++ {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i != j {
				a[i][j] = sum / a[j][j]
				continue
			}
			if sum <= 0 || math.IsNaN(sum) {
				return nil, errors.New("fit: the features do not determine the weights; raise the penalty")
			}
			a[i][i] = math.Sqrt(sum)
		}
		sum := b[i]
		for k := range i {
			sum -= a[i][k] * x[k]
		}
		x[i] = sum / a[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= a[k][i] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x, nil
}
