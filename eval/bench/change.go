package bench

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// change measures the read loop, which nothing but the server's own room can
// reach: its benchmark there is run.
func change(ctx context.Context, _ *bench) ([]Row, error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^BenchmarkDidChange$", "-benchtime", "2s",
		"-cpu", strconv.Itoa(Processors), "github.com/inkling-lsp/inkling/lsp")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("go test -bench: %w: %s", err, out)
	}
	short, err := readBenchmark(string(out), "5000lines")
	if err != nil {
		return nil, err
	}
	long, err := readBenchmark(string(out), "100000lines")
	if err != nil {
		return nil, err
	}
	mean, tail := long["ns/op"]/short["ns/op"], long["p99-ns"]/short["p99-ns"]
	return []Row{
		{
			"one-character change, 5,000 lines, on the read loop", "p99 ≤0.2 ms, ≤8 KB allocated",
			fmt.Sprintf("p99 %.3g ms, %.1f KB", short["p99-ns"]/1e6, short["B/op"]/1000),
			verdict(short["p99-ns"] <= 0.2e6 && short["B/op"] <= 8000),
		},
		{"the same in 100,000 lines", "≤3× the time", fmt.Sprintf("%.1f×, p99 %.1f×", mean, tail), verdict(mean <= 3 && tail <= 3)},
	}, nil
}

var benchmarkValue = regexp.MustCompile(`([\d.e+]+) ([^\s\d]\S*)`)

// readBenchmark reads the values of one benchmark by their unit.
func readBenchmark(output, name string) (map[string]float64, error) {
	values := make(map[string]float64)
	for line := range strings.Lines(output) {
		if !strings.HasPrefix(line, "Benchmark") || !strings.Contains(line, "/"+name+"-") {
			continue
		}
		for _, m := range benchmarkValue.FindAllStringSubmatch(line, -1) {
			v, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				return nil, fmt.Errorf("read %q: %w", line, err)
			}
			values[m[2]] = v
		}
	}
	for _, unit := range []string{"ns/op", "p99-ns", "B/op"} {
		if values[unit] == 0 {
			return nil, fmt.Errorf("the benchmark of %s gave no %s:\n%s", name, unit, output)
		}
	}
	return values, nil
}
