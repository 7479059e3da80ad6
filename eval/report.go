package eval

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// coverages are where the precision of the most confident positions is given.
var coverages = [...]float64{0.1, 0.2, 0.3, 0.5}

// Report is what is printed of some runs.
type Report struct {
	Repositories []Repository `json:"repositories"`
	Groups       []Group      `json:"groups"`
	Latency      Latency      `json:"latency"`
}

// Repository says what was replayed, and what learning it cost.
type Repository struct {
	Name           string  `json:"name"`
	Head           string  `json:"head"`
	Base           string  `json:"base"`
	Commits        int     `json:"commits"`
	Candidates     int     `json:"candidate_lines"`
	Queries        int     `json:"queries"`
	Files          int     `json:"files"`
	Lines          int     `json:"lines"`
	LearnSeconds   float64 `json:"learn_seconds"`
	SecondsPerMLOC float64 `json:"learn_seconds_per_mloc"`
	HeapBytes      int64   `json:"heap_bytes"`
	Latency        Latency `json:"latency"`
}

// Latency is the time of one prediction in microseconds.
type Latency struct {
	P50 float64 `json:"p50_us"`
	P95 float64 `json:"p95_us"`
	P99 float64 `json:"p99_us"`
}

// Group is what was measured on some of the queries. Shares are of all that was
// asked, silence counting as wrong, except where said otherwise.
type Group struct {
	Repository string `json:"repository,omitempty"` // "" for all
	Language   string `json:"language,omitempty"`   // "" for all
	Task       string `json:"task"`
	Asked      int    `json:"asked"`

	First     Share `json:"first"`     // the first candidate is right, threshold off
	Copy      Share `json:"copy"`      // longest-suffix copy over the workspace is right
	FileCopy  Share `json:"file_copy"` // the same over the current file
	Bigram    Share `json:"bigram"`    // the most frequent line after the one above is right; of whole lines
	Cold      Share `json:"cold"`      // the model with nothing learned but the open document
	Gain      Share `json:"gain"`      // First minus Copy
	Oracle    Share `json:"oracle"`    // one of the candidates is right
	Shown     Share `json:"shown"`     // the completion engine shows something by default
	Precision Share `json:"precision"` // of what is shown
	Saved     Share `json:"saved"`     // of the characters: in shown and right suggestions

	CalibrationError float64   `json:"ece"` // of first candidates
	PrecisionAt      []float64 `json:"precision_at_coverage"`
}

// Summarize pools runs, and gives each its own groups too.
func Summarize(runs []*Run) Report {
	var r Report
	groups := make(map[groupKey][]*Outcome)
	var all []int64
	for _, run := range runs {
		var took []int64
		for i := range run.Outcomes {
			o := &run.Outcomes[i]
			took = append(took, o.Nanos)
			for _, k := range keys(o) {
				groups[k] = append(groups[k], o)
			}
		}
		all = append(all, took...)
		r.Repositories = append(r.Repositories, Repository{
			Name: run.Repository, Head: run.Head, Base: run.Base, Commits: run.Commits, Candidates: run.Candidates,
			Queries: len(run.Outcomes), Files: run.Files, Lines: run.Lines,
			LearnSeconds:   run.Learn.Seconds(),
			SecondsPerMLOC: number(run.Learn.Seconds() * 1e6 / float64(run.Lines)),
			HeapBytes:      run.Heap, Latency: latency(took),
		})
	}
	r.Latency = latency(all)
	for k, outcomes := range groups {
		g := measure(outcomes)
		g.Repository, g.Language, g.Task = k.repository, k.language, taskNames[k.task]
		r.Groups = append(r.Groups, g)
	}
	order := func(g Group) int { return slices.Index(taskNames[:], g.Task) }
	slices.SortFunc(r.Groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Language, b.Language), order(a)-order(b))
	})
	return r
}

// taskNames are the groups by task, as printed.
var taskNames = [...]string{"mid", "next-nontrivial", "next-trivial", "next", "char", "all"}

type groupKey struct {
	repository, language string
	task                 int
}

// keys are the groups that an outcome belongs to. A next line of less than
// three tokens is trivial.
func keys(o *Outcome) []groupKey {
	var tasks []int
	switch {
	case o.Task == Mid:
		tasks = []int{0, 5}
	case o.Task == Char:
		tasks = []int{4, 5}
	case o.Tokens >= 3:
		tasks = []int{1, 3, 5}
	default:
		tasks = []int{2, 3, 5}
	}
	var ks []groupKey
	for _, t := range tasks {
		ks = append(ks, groupKey{"", "", t}, groupKey{o.Repository, "", t}, groupKey{"", o.Language, t})
	}
	return ks
}

func measure(outcomes []*Outcome) Group {
	byCommit := make(map[[2]string]int)
	var clusters []cluster
	var fs []Forecast
	for _, o := range outcomes {
		k := [2]string{o.Repository, o.Commit}
		if _, ok := byCommit[k]; !ok {
			byCommit[k] = len(clusters)
			clusters = append(clusters, cluster{stratum: o.Repository})
		}
		clusters[byCommit[k]].sums.add(o.sums())
		if len(o.Guesses) > 0 {
			fs = append(fs, Forecast{o.Guesses[0].Probability, o.Guesses[0].Right})
		}
	}
	s := bootstrap(clusters, []func(sums) float64{
		func(s sums) float64 { return s.right / s.asked },
		func(s sums) float64 { return s.copied / s.asked },
		func(s sums) float64 { return s.fileCopied / s.asked },
		func(s sums) float64 { return (s.right - s.copied) / s.asked },
		func(s sums) float64 { return s.oracle / s.asked },
		func(s sums) float64 { return s.shown / s.asked },
		func(s sums) float64 { return s.shownRight / s.shown },
		func(s sums) float64 { return s.saved / s.chars },
		func(s sums) float64 { return s.bigram / s.asked },
		func(s sums) float64 { return s.cold / s.asked },
	})
	g := Group{
		Asked: len(outcomes), First: s[0], Copy: s[1], FileCopy: s[2], Gain: s[3], Oracle: s[4],
		Shown: s[5], Precision: s[6], Saved: s[7], Bigram: s[8], Cold: s[9], CalibrationError: CalibrationError(fs),
	}
	for _, c := range coverages {
		g.PrecisionAt = append(g.PrecisionAt, PrecisionAt(fs, len(outcomes), c))
	}
	return g
}

// sums are what one outcome adds.
func (o *Outcome) sums() sums {
	s := sums{asked: 1, chars: float64(utf8.RuneCountInString(o.Target)), copied: one(bool(o.Copy)), fileCopied: one(bool(o.FileCopy))}
	s.bigram, s.cold = one(bool(o.Bigram)), one(bool(o.Cold))
	for _, g := range o.Guesses {
		s.oracle = math.Max(s.oracle, one(g.Right))
	}
	if len(o.Guesses) > 0 {
		s.right = one(o.Guesses[0].Right)
	}
	if o.Shown != nil {
		s.shown, s.shownRight = 1, one(o.Shown.Right)
		s.saved = s.chars * s.shownRight
	}
	return s
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func latency(nanos []int64) Latency {
	sorted := slices.Clone(nanos)
	slices.Sort(sorted)
	at := func(q float64) float64 { return float64(quantile(sorted, q)) / 1e3 }
	return Latency{at(0.5), at(0.95), at(0.99)}
}
