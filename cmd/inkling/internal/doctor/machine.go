package doctor

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/managed"
	"github.com/inkling-lsp/inkling/model/managed/weights"
)

// Machine looks at what running a model here needs: llama.cpp, memory, speed and
// weights. The speed is measured where weights are here, which loads them.
func Machine(ctx context.Context, o model.Options) []Finding {
	program, err := managed.FindProgram(ctx, o.Program)
	if err != nil {
		mend := strings.Join(managed.Install(runtime.GOOS), "; ")
		if o.Program != "" {
			mend = "set backend.program to a llama-server, or install llama.cpp: " + mend
		}
		found := Finding{"llama.cpp", Note, "no model can be run here: " + err.Error(), mend}
		return []Finding{found, advise(machine(), nil, nil)}
	}
	says := "llama-server " + program.Version + " at " + program.Path
	m := machine()
	here, measured, err := measure(ctx, o, m)
	findings := []Finding{{"llama.cpp", Good, says, ""}}
	if err != nil {
		findings[0] = Finding{"llama.cpp", Note, says + ": how fast it reads could not be measured: " + err.Error(), "inkling model serve shows what it does"}
	}
	return append(findings, advise(m, here, measured))
}

func machine() weights.Machine {
	free, _ := weights.FreeMemory() // 0 fits nothing, and is said
	return weights.Machine{FreeMemory: free, Cores: runtime.GOMAXPROCS(0)}
}

// measurePatience bounds loading a model and reading a prompt.
const measurePatience = time.Minute

// measure has the smallest weights that are here read a prompt, or those that are
// configured, if the machine can carry them. What it says of them holds for others, by
// their size.
func measure(ctx context.Context, o model.Options, m weights.Machine) (here []string, measured *managed.Measured, err error) {
	store, err := weights.In(o.WeightsDir)
	if err != nil {
		return nil, nil, err
	}
	list, err := store.List()
	if err != nil {
		return nil, nil, err
	}
	list = slices.DeleteFunc(list, func(p weights.Pulled) bool { return !p.Whole })
	for _, p := range list {
		here = append(here, p.Name)
	}
	if len(list) == 0 {
		return nil, nil, nil
	}
	smallest := slices.MinFunc(list, func(a, b weights.Pulled) int { return int((a.Bytes - b.Bytes) >> 10) })
	if 2*smallest.Bytes > m.FreeMemory {
		return here, nil, nil
	}
	if o.Name != managed.Name { // else it is the one that runs already
		o.Model, o.URL = smallest.Name, ""
	}
	ctx, cancel := context.WithTimeout(ctx, measurePatience)
	defer cancel()
	r, err := managed.Measure(ctx, o)
	if err != nil {
		return here, nil, err
	}
	return here, &r, nil
}

// advise says which weights are the ones for a machine.
func advise(m weights.Machine, here []string, measured *managed.Measured) Finding {
	says := fmt.Sprintf("%.1f GB of memory free, %d processors", float64(m.FreeMemory)/1e9, m.Cores)
	if measured != nil {
		m.Reading, m.ReadingBillions = measured.Reading, measured.Billions
		says += fmt.Sprintf("; %s reads %.0f tokens/s", measured.Model, measured.Reading)
	}
	best, ok := weights.Best(m)
	if !ok {
		return Finding{"weights", Note, says + ": too little for a model of its own", "name a server on another machine: inkling model list"}
	}
	about := "about "
	if measured != nil && measured.Model == best.Name {
		about = ""
	}
	says += fmt.Sprintf(": %s (%s, %.1f GB) fits, and reads %s%.0f tokens/s", best.Name, best.Quantisation, float64(best.Bytes)/1e9, about, best.Reading)
	if best.Says == weights.Slow {
		says += ", which is slow"
	}
	if slices.Contains(here, best.Name) {
		return Finding{"weights", Good, says, ""}
	}
	return Finding{"weights", Note, says, "inkling model pull " + best.Name + ", then name the backend managed (INKLING_BACKEND=managed, or backend.name)"}
}
