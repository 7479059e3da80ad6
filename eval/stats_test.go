package eval

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestCalibrationErrorOfKnownForecasts(t *testing.T) {
	sure := func(n, right int, p float64) (fs []Forecast) {
		for i := range n {
			fs = append(fs, Forecast{p, i < right})
		}
		return fs
	}
	for name, c := range map[string]struct {
		forecasts []Forecast
		want      float64
	}{
		"none":             {nil, 0},
		"exact":            {sure(10, 7, 0.7), 0},
		"too sure":         {sure(10, 5, 0.9), 0.4},
		"too shy":          {sure(10, 10, 0.6), 0.4},
		"certain":          {sure(4, 4, 1), 0},
		"bins do not mix":  {append(sure(10, 10, 0.25), sure(10, 0, 0.75)...), 0.75},
		"a bin is a whole": {append(sure(1, 1, 0.72), sure(1, 0, 0.78)...), 0.25},
	} {
		if got := CalibrationError(c.forecasts); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %g, want %g", name, got, c.want)
		}
	}
}

func TestPrecisionTakesTheMostProbableOfAllThatWasAsked(t *testing.T) {
	fs := []Forecast{{0.2, false}, {0.9, true}, {0.8, true}, {0.7, false}, {0.5, true}, {0.5, false}}
	for _, c := range []struct {
		asked    int
		coverage float64
		want     float64
	}{
		{10, 0.1, 1},
		{10, 0.2, 1},
		{10, 0.3, 2.0 / 3},
		{10, 0.4, 2.0 / 4}, // of two equally probable the wrong one comes first
		{10, 1, 3.0 / 10},  // silence is wrong
		{0, 0.5, 0},
	} {
		if got := PrecisionAt(fs, c.asked, c.coverage); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("precision at %g of %d is %g, want %g", c.coverage, c.asked, got, c.want)
		}
	}
}

func rightShare(s sums) float64 { return s.right / s.asked }

func TestBootstrapAgreesWithTheBinomialOnSingleLines(t *testing.T) {
	const n, p = 2000, 0.3
	random := rand.New(rand.NewPCG(3, 4))
	var clusters []cluster
	for range n {
		clusters = append(clusters, cluster{"r", sums{asked: 1, right: one(random.Float64() < p)}})
	}
	s := bootstrap(clusters, []func(sums) float64{rightShare})[0]
	half := 1.96 * math.Sqrt(s.Value*(1-s.Value)/n)
	if math.Abs(s.Value-s.Low-half) > half/5 || math.Abs(s.High-s.Value-half) > half/5 {
		t.Errorf("share %.4f in %.4f–%.4f, want ±%.4f", s.Value, s.Low, s.High, half)
	}
}

func TestBootstrapDrawsCommitsAndNotLines(t *testing.T) {
	// Twenty commits whose hundred lines are all right or all wrong tell as
	// little as twenty lines.
	var clusters []cluster
	for i := range 20 {
		clusters = append(clusters, cluster{"r", sums{asked: 100, right: 100 * one(i%2 == 0)}})
	}
	s := bootstrap(clusters, []func(sums) float64{rightShare})[0]
	if s.Value != 0.5 || s.High-s.Low < 0.3 {
		t.Errorf("share %.2f in %.2f–%.2f, want 0.5 within about ±0.22", s.Value, s.Low, s.High)
	}
}

func TestBootstrapKeepsTheNumberOfCommitsOfEachRepository(t *testing.T) {
	var clusters []cluster
	for range 30 {
		clusters = append(clusters, cluster{"easy", sums{asked: 1, right: 1}}, cluster{"hard", sums{asked: 1}})
	}
	if s := bootstrap(clusters, []func(sums) float64{rightShare})[0]; s != (Share{0.5, 0.5, 0.5}) {
		t.Errorf("share %v, want 0.5 without spread", s)
	}
}

func TestBootstrapIsTheSameEachTime(t *testing.T) {
	clusters := []cluster{{"a", sums{asked: 3, right: 1}}, {"b", sums{asked: 2, right: 2}}, {"a", sums{asked: 5, right: 4}}}
	first := bootstrap(clusters, []func(sums) float64{rightShare})[0]
	if again := bootstrap(clusters, []func(sums) float64{rightShare})[0]; again != first {
		t.Errorf("%v, then %v", first, again)
	}
}

func TestShareOfNothingIsZero(t *testing.T) {
	clusters := []cluster{{"a", sums{asked: 3}}}
	s := bootstrap(clusters, []func(sums) float64{func(s sums) float64 { return s.shownRight / s.shown }})[0]
	if s != (Share{}) {
		t.Errorf("%v, want zero", s)
	}
}
