package bench

import (
	"context"
	"fmt"
	"strings"

	"github.com/inkling-lsp/inkling/eval"
	"github.com/inkling-lsp/inkling/model/local"
)

// floors are what the first candidate has to reach, and its gain over copying.
var floors = []struct {
	task, name     string
	first, gain    float64
	shown, precise float64 // through the threshold
}{
	{"mid", "rest of line", 0.40, 0.03, 0.30, 0.60},
	{"next-nontrivial", "next non-trivial line", 0.16, 0.005, 0, 0},
	{"next", "next line, trivial ones twice as often as written", 0.27, 0.03, 0, 0.50},
	{"char", "rest of line, at random characters", 0, 0, 0, 0},
}

// mostECE bounds the calibration error in the middle of lines.
const mostECE = 0.08

// replay types the commits of public repositories.
func replay(ctx context.Context, b *bench) ([]Row, error) {
	if len(b.options.Repositories) == 0 {
		return []Row{{
			"commit replay on public repositories", "see eval/README.md",
			`clone those that eval/README.md names, and run make bench REPOS="caddy=DIR …"`, NotMeasured,
		}}, nil
	}
	var runs []*eval.Run
	var named []string
	for _, r := range b.options.Repositories {
		run, err := eval.Replay(ctx, r.Name, r.Dir, local.New(local.DefaultOptions()), eval.Options{Progress: b.options.Progress})
		if err != nil {
			return nil, err
		}
		runs, named = append(runs, run), append(named, r.Name)
	}
	groups := make(map[string]eval.Group)
	for _, g := range eval.Summarize(runs).Groups {
		if g.Repository == "" && g.Language == "" {
			groups[g.Task] = g
		}
	}
	return replayRows(groups, strings.Join(named, ", ")), nil
}

func replayRows(groups map[string]eval.Group, repositories string) (rows []Row) {
	where := "commit replay of " + repositories + ": "
	for _, f := range floors {
		g := groups[f.task]
		r := Row{
			What:     where + f.name,
			Measured: fmt.Sprintf("%.1f %%, copy %.1f %%, %+.1f points; %d asked", 100*g.First.Value, 100*g.Copy.Value, 100*g.Gain.Value, g.Asked),
		}
		if f.first > 0 {
			r.Target = fmt.Sprintf("≥%.0f %%, ≥%.3g points above copy", 100*f.first, 100*f.gain)
			r.Verdict = verdict(g.First.Value >= f.first && g.Gain.Value >= f.gain)
		}
		rows, where = append(rows, r), "the same: "
	}
	for _, f := range floors {
		g := groups[f.task]
		r := Row{
			What: "what the engine shows by default: " + f.name,
			Measured: fmt.Sprintf("%.1f %% right, shown at %.1f %%; ECE of the model %.3f",
				100*g.Precision.Value, 100*g.Shown.Value, g.CalibrationError),
		}
		switch {
		case f.shown > 0:
			r.Target = fmt.Sprintf("≥%.0f %% right, shown at ≥%.0f %%, ECE ≤%.2f", 100*f.precise, 100*f.shown, mostECE)
			r.Verdict = verdict(g.Precision.Value >= f.precise && g.Shown.Value >= f.shown && g.CalibrationError <= mostECE)
		case f.precise > 0:
			r.Target = fmt.Sprintf("≥%.0f %% right", 100*f.precise)
			r.Verdict = verdict(g.Precision.Value >= f.precise)
		}
		rows = append(rows, r)
	}
	return rows
}
