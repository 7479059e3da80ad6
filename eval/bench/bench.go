package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Processors is how many the table is for; a larger machine uses no more.
const Processors = 2

// Options say what is measured, and of what.
type Options struct {
	Server       string       // the program inkling
	Repositories []Repository // to replay; without them those rows are not measured
	Sections     string       // only those sections whose name has this in it
	Progress     func(string) // told about each step, if not nil
	Log          io.Writer    // what the servers say on standard error
}

// Repository is a clone to replay.
type Repository struct{ Name, Dir string }

// Row is a line of the table.
type Row struct {
	What     string
	Target   string
	Measured string
	Verdict  Verdict
}

// Verdict says whether a row's target is met.
type Verdict string

// The verdicts.
const (
	Met         Verdict = "yes"
	Missed      Verdict = "**no**"
	NotMeasured Verdict = "?"
	NoTarget    Verdict = ""
)

func verdict(met bool) Verdict {
	if met {
		return Met
	}
	return Missed
}

// section is a run of rows that are measured together.
type section struct {
	name    string
	measure func(context.Context, *bench) ([]Row, error)
}

// sections are in the order of the table.
var sections = []section{
	{"replay", replay},
	{"predict", predict},
	{"roundtrip", roundTrip},
	{"menu", menu},
	{"indexing", indexing},
	{"learn", learn},
	{"start", start},
	{"keep", keep},
	{"kill", kill},
	{"change", change},
	{"symbols", symbols},
}

// bench is a measurement under way.
type bench struct {
	options Options
	dir     string // for the workspaces; it is removed at the end
	source  string // the Go distribution's src folder
}

// Run measures and writes the table, each section as soon as it is known. What
// could not be measured has a row that says so, and is in the error.
func Run(ctx context.Context, w io.Writer, o Options) (err error) {
	chosen := slices.DeleteFunc(slices.Clone(sections), func(s section) bool { return !strings.Contains(s.name, o.Sections) })
	if len(chosen) == 0 {
		return fmt.Errorf("no rows are named %q; there are %s", o.Sections, names())
	}
	dir, err := os.MkdirTemp("", "inkling-bench-")
	if err != nil {
		return fmt.Errorf("make a place for the workspaces: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	// A link in the path would make the server's names other than ours.
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return fmt.Errorf("make a place for the workspaces: %w", err)
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	b := &bench{options: o, dir: dir}
	if b.source, err = goSource(ctx); err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(Processors))

	return b.table(ctx, w, chosen)
}

func (b *bench) table(ctx context.Context, w io.Writer, chosen []section) (failed error) {
	fmt.Fprintf(w, "%s, %s/%s, %d of %d processors, %s\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH,
		min(Processors, runtime.NumCPU()), runtime.NumCPU(), load())
	fmt.Fprint(w, "| what | target | measured | met |\n|---|---|---|---|\n")
	for _, s := range chosen {
		b.options.Progress(s.name)
		rows, err := s.measure(ctx, b)
		b.options.Progress("")
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", s.name, err))
			rows = append(rows, Row{What: s.name, Measured: "failed: see below", Verdict: NotMeasured})
		}
		for _, r := range rows {
			fmt.Fprintf(w, "| %s | %s | %s | %s |\n", r.What, r.Target, r.Measured, r.Verdict)
		}
	}
	fmt.Fprintf(w, "\nAt the end: %s.\n", load())
	return failed
}

func names() string {
	var all []string
	for _, s := range sections {
		all = append(all, s.name)
	}
	return strings.Join(all, ", ")
}

// load is how busy the machine is: what else runs makes every time longer.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	fields := strings.Fields(string(b))
	if err != nil || len(fields) < 3 {
		return "load unknown"
	}
	return "load average " + strings.Join(fields[:3], " ")
}

// percentile is by nearest rank; p is in percent.
func percentile[T cmp.Ordered](values []T, p float64) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(0, int(math.Ceil(p/100*float64(len(sorted))))-1)]
}

func ms(d time.Duration) string {
	return fmt.Sprintf("%.3g ms", float64(d.Nanoseconds())/1e6)
}

func mb(bytes int64) string { return fmt.Sprintf("%d MB", (bytes+5e5)/1e6) }
