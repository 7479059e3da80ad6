package weights

import "slices"

// Machine is what matters of a machine for running a model.
type Machine struct {
	FreeMemory int64 // bytes that programs can still have
	Cores      int
	// Reading is how many tokens of a prompt it reads in a second with a model of
	// ReadingBillions parameters; 0 if that was not measured.
	Reading         float64
	ReadingBillions float64
}

// Fit is how a model of the catalogue does on a machine.
type Fit struct {
	Entry
	// Memory is what it needs, in bytes, with a window for each of two prompts.
	Memory int64
	// Reading is how many tokens of a prompt are read in a second: measured, or
	// estimated from the measured speed of another model, or from the cores.
	Reading float64
	// Says is whether it fits, and if not, why.
	Says Verdict
}

// Verdict is whether a model fits a machine.
type Verdict string

// The verdicts.
const (
	Fits     Verdict = "fits"
	Slow     Verdict = "slow"      // completions come, but late
	TooSlow  Verdict = "too slow"  // nobody waits for it while typing
	TooLarge Verdict = "too large" // it would push other programs out of memory
)

const (
	// readingPerCore is how many tokens a second a core reads with a model of one
	// billion parameters. Measured on two cores without a graphics card: 79 with 1.5
	// billion (4 bits), 182 with 0.5 billion (8 bits), which is 61 and 46.
	readingPerCore = 45
	// A prompt that costs three seconds to read, the most that is waited for a cold
	// one, has to hold the surroundings of the cursor: 200 tokens are about 20 lines,
	// 70 barely some.
	enoughReading, someReading = 200.0 / 3, 70.0 / 3
	// fastReading is that of a graphics card.
	fastReading = 1000.0
	// share is how much of the free memory a model may take: the editor, a browser
	// and a compiler want the rest.
	share = 0.6
)

// Judge says of each model of the catalogue how it does on a machine, in the
// catalogue's order.
func Judge(m Machine) []Fit {
	var fits []Fit
	for _, e := range Catalogue() {
		f := Fit{Entry: e, Memory: e.memory(), Reading: m.reading(e), Says: Fits}
		switch {
		case float64(f.Memory) > share*float64(m.FreeMemory):
			f.Says = TooLarge
		case f.Reading < someReading:
			f.Says = TooSlow
		case f.Reading < enoughReading:
			f.Says = Slow
		}
		fits = append(fits, f)
	}
	return fits
}

// Best returns the model for a machine: of those that fit, the one with most
// parameters that sees enough of a file, and of its files the smaller one, which
// writes faster, unless the machine is so fast that it does not matter. Where none
// fits, it is the smallest that is only slow.
func Best(m Machine) (Fit, bool) {
	var best Fit
	fits := Judge(m)
	for _, f := range fits {
		if f.Says != Fits || f.Context < slotContext {
			continue
		}
		if f.Parameters > best.Parameters || f.Parameters == best.Parameters && m.reading(f.Entry) >= fastReading {
			best = f
		}
	}
	if best.Name != "" {
		return best, true
	}
	if i := slices.IndexFunc(fits, func(f Fit) bool { return f.Says == Slow }); i >= 0 {
		return fits[i], true
	}
	return Fit{}, false
}

// slotContext is how many tokens a prompt and its answer may have together.
const slotContext = 8192

// SlotContext is the window of one slot for a model that was trained for a number
// of tokens, 0 if that is not known.
func SlotContext(trained int) int {
	if trained > 0 {
		return min(slotContext, trained)
	}
	return slotContext
}

// memory is what a model needs: its file, which is mapped, what is remembered of two
// windows, and what is computed with. The last two were measured as 0.6 GB for 1.5
// billion parameters; what grows with the model grows slower than it.
func (e Entry) memory() int64 {
	return e.Bytes + 300e6 + int64(200e6*e.Parameters)
}

func (m Machine) reading(e Entry) float64 {
	if m.Reading > 0 && m.ReadingBillions > 0 {
		return m.Reading * m.ReadingBillions / e.Parameters
	}
	return readingPerCore * float64(m.Cores) / e.Parameters
}
