package fit

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/inkling-lsp/inkling/eval"
)

// Queries takes the candidates and their features from replays of a model that
// was told to keep them.
func Queries(runs []*eval.Run) []Query {
	var queries []Query
	for _, r := range runs {
		for _, o := range r.Outcomes {
			q := Query{Repository: o.Repository, Task: string(o.Task), Weight: weight(o)}
			for _, g := range o.Guesses {
				q.Candidates = append(q.Candidates, Candidate{g.Table, g.Features, g.Right})
			}
			queries = append(queries, q)
		}
	}
	return queries
}

// weight makes up for the choice of queries: of the lines of three tokens and
// more only every other one is asked at its start, of shorter ones each is. The
// fit is to see lines as often as people write them.
func weight(o eval.Outcome) float64 {
	if o.Task == eval.Next && o.Tokens >= 3 {
		return 2
	}
	return 1
}

// Result is how a table does on some queries: its most probable candidate is
// the answer.
// showFrom is the probability from which a fold counts as shown.
const showFrom = 0.5

type Result struct {
	Repository       string
	Task             string
	Asked            int
	Right            float64 // of all that was asked
	Oracle           float64 // one of the candidates is right
	Shown            float64 // from showFrom on
	Precision        float64 // of what is shown
	CalibrationError float64
	PrecisionAt      [4]float64 // at 10, 20, 30 and 50 % coverage
}

// LeaveOneOut fits a model for each repository on all the others, and says how
// it does there. The last results, with no repository, pool them all.
func LeaveOneOut(queries []Query, features []Feature, o Options) ([]Result, error) {
	names := repositories(queries)
	if len(names) < 2 {
		return nil, fmt.Errorf("fit: leaving one repository out needs two or more, and there are %d", len(names))
	}
	scores := make(map[[2]string]*score)
	for _, name := range names {
		var train, test []Query
		for _, q := range queries {
			if q.Repository == name {
				test = append(test, q)
			} else {
				train = append(train, q)
			}
		}
		model, err := Train(train, features, o)
		if err != nil {
			return nil, fmt.Errorf("without %s: %w", name, err)
		}
		for _, q := range test {
			for _, key := range [][2]string{{name, q.Task}, {name, "all"}, {"", q.Task}, {"", "all"}} {
				if scores[key] == nil {
					scores[key] = &score{}
				}
				scores[key].add(model, q)
			}
		}
	}
	var results []Result
	for _, name := range append(names, "") {
		for _, task := range append(tasks(queries), "all") {
			if s := scores[[2]string{name, task}]; s != nil {
				results = append(results, s.result(name, task))
			}
		}
	}
	return results, nil
}

// WriteResults prints results as a table.
func WriteResults(w io.Writer, results []Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "left out\ttask\tasked\tfirst\toracle\tshown\tright\tECE\t@10\t@20\t@30\t@50 %\t")
	for _, r := range results {
		name := r.Repository
		if name == "" {
			name = "all"
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t%.3f\t", name, r.Task, r.Asked, 100*r.Right, 100*r.Oracle, 100*r.Shown, 100*r.Precision, r.CalibrationError)
		for _, p := range r.PrecisionAt {
			fmt.Fprintf(t, "%.0f\t", 100*p)
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// score gathers the answers to some queries.
type score struct {
	asked, right, oracle, shown, shownRight int
	forecasts                               []eval.Forecast
}

func (s *score) add(m *Model, q Query) {
	s.asked++
	best := eval.Forecast{Probability: -1}
	oracle := false
	for _, c := range q.Candidates {
		oracle = oracle || c.Right
		if p := m.Probability(c); p > best.Probability {
			best = eval.Forecast{Probability: p, Right: c.Right}
		}
	}
	if oracle {
		s.oracle++
	}
	if len(q.Candidates) == 0 {
		return
	}
	s.forecasts = append(s.forecasts, best)
	shown := best.Probability >= showFrom
	if shown {
		s.shown++
	}
	if best.Right {
		s.right++
		if shown {
			s.shownRight++
		}
	}
}

func (s *score) result(repository, task string) Result {
	r := Result{
		Repository: repository, Task: task, Asked: s.asked,
		Right: share(s.right, s.asked), Oracle: share(s.oracle, s.asked),
		Shown: share(s.shown, s.asked), Precision: share(s.shownRight, s.shown),
		CalibrationError: eval.CalibrationError(s.forecasts),
	}
	for i, c := range [...]float64{0.1, 0.2, 0.3, 0.5} {
		r.PrecisionAt[i] = eval.PrecisionAt(s.forecasts, s.asked, c)
	}
	return r
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func repositories(queries []Query) []string {
	return distinct(queries, func(q Query) string { return q.Repository })
}

func tasks(queries []Query) []string {
	return distinct(queries, func(q Query) string { return q.Task })
}

func distinct(queries []Query, of func(Query) string) []string {
	var names []string
	for _, q := range queries {
		if !slices.Contains(names, of(q)) {
			names = append(names, of(q))
		}
	}
	slices.Sort(names)
	return names
}
