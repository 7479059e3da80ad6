package fit

import "math"

// calibrate scales each table's odds so that the probability of the best
// candidate is as often right as it says. Trained on all candidates alone, it is
// too low: of two candidates with the same features the one that nothing beats
// is right more often than the one that stands second. This is Platt's method
// (Probabilistic outputs for support vector machines, 1999) on the odds.
func (m *Model) calibrate(queries []Query) {
	for i := range m.Tables {
		var best []forecast
		for _, q := range queries {
			if f, ok := m.best(q, i); ok {
				best = append(best, f)
			}
		}
		scale, shift := platt(best)
		t := &m.Tables[i]
		t.Bias = scale*t.Bias + shift
		for _, weights := range t.Weights {
			for b := range weights {
				weights[b] *= scale
			}
		}
	}
}

// forecast is the odds given to something, how many times it counts, and whether
// it was right.
type forecast struct {
	odds, count float64
	right       bool
}

// best is the candidate that a table puts first; ok is false if it judges none.
func (m *Model) best(q Query, table int) (f forecast, ok bool) {
	for _, c := range q.Candidates {
		if c.Table != table {
			continue
		}
		if odds := m.odds(c); !ok || odds > f.odds {
			f, ok = forecast{odds, q.Weight, c.Right}, true
		}
	}
	return f, ok
}

// platt finds the scale and shift under which odds are most likely, by Newton's
// method. The scale stays above a tenth, so that the order stays as it is.
func platt(forecasts []forecast) (scale, shift float64) {
	scale = 1
	rights, wrongs := 0.0, 0.0
	for _, f := range forecasts {
		if f.right {
			rights += f.count
		} else {
			wrongs += f.count
		}
	}
	// Platt's targets: what is always right so far is not certain.
	high, low := (rights+1)/(rights+2), 1/(wrongs+2)
	for range iterations {
		gs, gb, hss, hsb, hbb := 0.0, 0.0, 1e-9, 0.0, 1e-9
		for _, f := range forecasts {
			p := 1 / (1 + math.Exp(-scale*f.odds-shift))
			miss, curve := p-low, p*(1-p)
			if f.right {
				miss = p - high
			}
			miss, curve = miss*f.count, curve*f.count
			gs, gb = gs+miss*f.odds, gb+miss
			hss, hsb, hbb = hss+curve*f.odds*f.odds, hsb+curve*f.odds, hbb+curve
		}
		det := hss*hbb - hsb*hsb
		if det <= 0 || math.Abs(gs)+math.Abs(gb) < precise {
			break
		}
		scale = max(0.1, scale-(hbb*gs-hsb*gb)/det)
		shift -= (hss*gb - hsb*gs) / det
	}
	return scale, shift
}
