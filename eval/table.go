package eval

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// WriteTable prints r for people: pooled groups first, then languages, then
// repositories.
func (r Report) WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tasked\tfirst\t95 %\tcopy\tfile copy\tbigram\tcold\tgain\t95 %\toracle\tshown\tright\t95 %\tsaved\tECE\t@10\t@20\t@30\t@50 %\t")
	var part string
	for _, p := range []func(Group) string{
		func(g Group) string { return ifEmpty(g.Repository+g.Language, "all") },
		func(g Group) string { return g.Language },
		func(g Group) string { return g.Repository },
	} {
		for _, g := range r.Groups {
			name := p(g)
			if name == "" {
				continue
			}
			if name != part {
				fmt.Fprintf(t, "%s%s\n", name, "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t")
				part = name
			}
			writeGroup(t, g)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	t = tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "repository\thead\tcommits\tqueries\tfiles\tlines\tlearn s\ts/MLOC\theap MB\tp50 µs\tp95\tp99\t")
	for _, p := range r.Repositories {
		fmt.Fprintf(t, "%s\t%.10s\t%d\t%d\t%d\t%d\t%.2f\t%.1f\t%.0f\t%.0f\t%.0f\t%.0f\t\n", p.Name, p.Head, p.Commits, p.Queries,
			p.Files, p.Lines, p.LearnSeconds, p.SecondsPerMLOC, float64(p.HeapBytes)/1e6, p.Latency.P50, p.Latency.P95, p.Latency.P99)
	}
	fmt.Fprintf(t, "all\t\t\t\t\t\t\t\t\t%.0f\t%.0f\t%.0f\t\n", r.Latency.P50, r.Latency.P95, r.Latency.P99)
	return t.Flush()
}

// ifEmpty is name for "" and "" for everything else.
func ifEmpty(s, name string) string {
	if s == "" {
		return name
	}
	return ""
}

func writeGroup(w io.Writer, g Group) {
	fmt.Fprintf(w, "%s\t%d\t%.1f\t%s\t%.1f\t%.1f\t%.1f\t%.1f\t%+.1f\t%s\t%.1f\t%.1f\t%.1f\t%s\t%.1f\t%.3f\t", g.Task, g.Asked,
		percent(g.First), bounds(g.First), percent(g.Copy), percent(g.FileCopy), percent(g.Bigram), percent(g.Cold), percent(g.Gain), bounds(g.Gain), percent(g.Oracle),
		percent(g.Shown), percent(g.Precision), bounds(g.Precision), percent(g.Saved), g.CalibrationError)
	for _, p := range g.PrecisionAt {
		fmt.Fprintf(w, "%.0f\t", 100*p)
	}
	fmt.Fprintln(w)
}

func percent(s Share) float64 { return 100 * s.Value }

func bounds(s Share) string { return fmt.Sprintf("%.1f–%.1f", 100*s.Low, 100*s.High) }
