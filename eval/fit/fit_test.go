package fit

import (
	"bytes"
	"go/parser"
	"go/token"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// step is a feature that says much at 5, and noise one that says nothing.
var features = []Feature{
	{Name: "step", Bounds: []float32{4}},
	{Name: "noise", Bounds: []float32{0.25, 0.5, 0.75}},
}

// made gives queries of one candidate that is right with probability low below
// five and high from five on.
func made(repository string, n int, low, high float64) []Query {
	random := rand.New(rand.NewPCG(uint64(n), 7))
	var queries []Query
	for range n {
		step := float32(random.IntN(10))
		p := low
		if step >= 5 {
			p = high
		}
		queries = append(queries, Query{Repository: repository, Task: "mid", Weight: 1, Candidates: []Candidate{
			{Features: []float32{step, random.Float32()}, Right: random.Float64() < p},
		}})
	}
	return queries
}

func TestTrainingFindsTheProbabilities(t *testing.T) {
	table, err := Train(made("one", 20_000, 0.2, 0.9), features, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		step float32
		want float64
	}{{0, 0.2}, {4, 0.2}, {5, 0.9}, {9, 0.9}} {
		for _, noise := range []float32{0, 0.3, 0.6, 0.9} {
			if got := table.Probability(Candidate{Features: []float32{c.step, noise}}); math.Abs(got-c.want) > 0.03 {
				t.Errorf("probability at step %g, noise %g is %.3f, want %.2f", c.step, noise, got, c.want)
			}
		}
	}
}

func TestTrainingTwiceGivesTheSame(t *testing.T) {
	queries := made("one", 500, 0.3, 0.6)
	var written [2]bytes.Buffer
	for i := range written {
		table, err := Train(queries, features, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := table.WriteGo(&written[i], "Fitted for a test."); err != nil {
			t.Fatal(err)
		}
	}
	if written[0].String() != written[1].String() {
		t.Error("two trainings on the same queries differ")
	}
}

func TestPenaltyHoldsABucketThatIsAlwaysRight(t *testing.T) {
	table, err := Train(made("one", 200, 0, 1), features, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p := table.Probability(Candidate{Features: []float32{9, 0.1}}); p < 0.9 || p > 0.999 {
		t.Errorf("probability %g, want sure but not certain", p)
	}
}

func TestTrainingRefusesWhatTeachesNothing(t *testing.T) {
	if _, err := Train(made("one", 50, 0, 0), features, Options{}); err == nil {
		t.Error("no error for candidates that are all wrong")
	}
	short := []Query{{Repository: "one", Candidates: []Candidate{{Features: []float32{1}}}}}
	if _, err := Train(short, features, Options{}); err == nil {
		t.Error("no error for a missing feature")
	}
}

func TestLeaveOneOutNeverTrainsOnWhatItTests(t *testing.T) {
	// In odd the feature means the opposite: who has seen it would do well there.
	queries := append(made("even", 4000, 0.1, 0.9), made("odd", 4001, 0.9, 0.1)...)
	results, err := LeaveOneOut(queries, features, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Precision > 0.2 {
			t.Errorf("%s, %s: %.0f %% of what was shown was right, want what the other repository teaches", r.Repository, r.Task, 100*r.Precision)
		}
		if r.CalibrationError < 0.6 {
			t.Errorf("%s, %s: calibration error %.2f, want a large one", r.Repository, r.Task, r.CalibrationError)
		}
	}
	if _, err := LeaveOneOut(made("one", 50, 0.2, 0.8), features, Options{}); err == nil {
		t.Error("no error for a single repository")
	}
}

func TestLeaveOneOutCountsSilenceAsWrong(t *testing.T) {
	queries := append(made("a", 400, 0.3, 1), made("b", 401, 0.3, 1)...)
	for range 400 {
		queries = append(queries, Query{Repository: "a", Task: "mid"})
	}
	results, err := LeaveOneOut(queries, features, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r := results[0]; r.Asked != 800 || r.Right > 0.4 || r.Shown > 0.5 {
		t.Errorf("asked %d, right %.2f, shown %.2f", r.Asked, r.Right, r.Shown)
	}
}

func TestTableIsGo(t *testing.T) {
	table, err := Train(made("one", 500, 0.3, 0.6), features, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := table.WriteGo(&b, "Fitted on one.\nIn a test."); err != nil {
		t.Fatal(err)
	}
	if _, err := parser.ParseFile(token.NewFileSet(), "table.go", b.Bytes(), parser.AllErrors); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"package local\n", "// Fitted on one.\n// In a test.\n", "var buckets = [features][]float32{\n\tstep:  {4},\n", "var voteTables = [Tasks]voteTable{\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestEachTableIsFittedToItsOwnCandidates(t *testing.T) {
	queries := made("one", 4000, 0.1, 0.9)
	for _, q := range made("one", 4001, 0.9, 0.1) {
		q.Candidates[0].Table = 1
		queries = append(queries, q)
	}
	model, err := Train(queries, features, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for table, want := range []float64{0.9, 0.1} {
		if p := model.Probability(Candidate{Table: table, Features: []float32{9, 0.5}}); math.Abs(p-want) > 0.05 {
			t.Errorf("table %d gives %.2f, want %.2f", table, p, want)
		}
	}
}

func TestBucketHoldsItsUpperBound(t *testing.T) {
	f := Feature{Bounds: []float32{1, 2}}
	for value, want := range map[float32]int{0: 0, 1: 0, 1.1: 1, 2: 1, 2.1: 2, 9: 2} {
		if got := f.Bucket(value); got != want {
			t.Errorf("bucket of %g is %d, want %d", value, got, want)
		}
	}
}

func TestBoundsTellTheFewRightOnesApart(t *testing.T) {
	var queries []Query
	for i := range 10_000 {
		c := Candidate{Features: []float32{float32(i%13) / 100}}
		if i%100 == 0 {
			c = Candidate{Features: []float32{float32(i / 100)}, Right: true}
		}
		queries = append(queries, Query{Candidates: []Candidate{c}})
	}
	f := Bounds(queries, []string{"length"})[0]
	if a, b := f.Bucket(20), f.Bucket(80); b-a < 5 {
		t.Errorf("20 and 80 are %d buckets apart in %v", b-a, f.Bounds)
	}
}

func TestBoundsShareTheCandidatesOut(t *testing.T) {
	queries := made("one", 1600, 0.5, 0.5)
	found := Bounds(queries, []string{"step", "noise"})
	if n := len(found[0].Bounds); n != 9 {
		t.Errorf("%d bounds for ten values, want nine: %v", n, found[0].Bounds)
	}
	counts := make([]int, len(found[1].Bounds)+1)
	for _, q := range queries {
		counts[found[1].Bucket(q.Candidates[0].Features[1])]++
	}
	for i, n := range counts {
		if n > 1600/shares+10 {
			t.Errorf("bucket %d of %d holds %d of 1600", i, len(counts), n)
		}
	}
	if none := Bounds(nil, []string{"step"}); len(none[0].Bounds) != 0 {
		t.Errorf("bounds of nothing: %v", none)
	}
}

func TestTheBestCandidateIsCalibrated(t *testing.T) {
	// Two candidates a query with the same feature: the first is right in 60 %, the
	// second in none, so what is said of the better one must be near 60 and not 30 %.
	random := rand.New(rand.NewPCG(3, 7))
	var queries []Query
	for range 4000 {
		queries = append(queries, Query{Repository: "one", Task: "mid", Weight: 1, Candidates: []Candidate{
			{Features: []float32{9, 0}, Right: random.Float64() < 0.6}, {Features: []float32{9, 0.9}},
		}})
	}
	model, err := Train(queries, features, Options{Penalty: 200})
	if err != nil {
		t.Fatal(err)
	}
	if p := model.Probability(queries[0].Candidates[0]); math.Abs(p-0.6) > 0.03 {
		t.Errorf("the best candidate has probability %.2f, want 0.60", p)
	}
}
