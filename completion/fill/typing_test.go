package fill

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

// TestWhatIsShownGoesOnFromWhatIsTyped types at random against a server that says
// anything at any pace: what is shown is always what some request was answered, at the
// place where all that stands before the cursor agrees with it, and every question is
// answered in time.
func TestWhatIsShownGoesOnFromWhatIsTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Only rapid's half of t: a bubble has no deadline to ask for.
		rapid.Check(struct{ rapid.TB }{t}, typeAnything)
	})
}

func typeAnything(t *rapid.T) {
	forces := rapid.Bool().Draw(t, "forces")
	b := &double{answer: anything}
	b.traits = func(context.Context) (model.Traits, error) {
		traits := local
		traits.ForcesBegin = forces
		return traits, nil
	}
	s := New(Options{})
	defer s.Shutdown()
	now, offset := text.NewSnapshot("file:///a.go", "go", 1, "package a\n\n\n\nvar last = 1\n"), len("package a\n\n")
	s.Open(now)
	s.Use(b)
	synctest.Wait()
	for range rapid.IntRange(1, 40).Draw(t, "keys") {
		key := rapid.SampledFrom([]string{"a", "b", " ", "b", "{", "\n", "<", "<<", ">"}).Draw(t, "key")
		from, by := offset, key
		switch key {
		case "<": // backspace
			from, by = max(offset-1, 0), ""
		case "<<":
			from, by = max(offset-3, 0), ""
		case ">": // no key: the editor asks again
			by = ""
		}
		next, err := now.Apply(now.Version()+1, []text.Change{{Range: text.Range{Start: from, End: offset}, New: by}})
		if err != nil {
			t.Fatal(err)
		}
		now, offset = next, from+len(by)
		s.Change(now)
		q := Query{Snapshot: now, Offset: offset, Invoked: rapid.IntRange(0, 9).Draw(t, "invoked") == 0}
		done := make(chan string, 1)
		go func() { done <- inTime(s, b, q) }()
		time.Sleep(time.Duration(rapid.IntRange(0, 400).Draw(t, "ms")) * time.Millisecond)
		if rapid.Bool().Draw(t, "waits") {
			if wrong := <-done; wrong != "" {
				t.Fatal(wrong)
			}
			continue
		}
		defer func() {
			if wrong := <-done; wrong != "" {
				t.Error(wrong)
			}
		}()
	}
}

// inTime asks, and says what is wrong with the answer.
func inTime(s *Service, b *double, q Query) (wrong string) {
	begun := time.Now()
	a, err := s.Ask(context.Background(), q)
	if took := time.Since(begun); took > 2*time.Second {
		return fmt.Sprintf("answered after %s", took)
	}
	if err != nil {
		return ""
	}
	before := q.Snapshot.Slice(text.Range{End: q.Offset})
	for _, f := range b.fills() {
		_, raw, _ := strings.Cut(f.Prompt.Raw, "<pre>")
		above, raw, _ := strings.Cut(raw, "<suf>")
		_, line, _ := strings.Cut(raw, "<mid>")
		if strings.HasPrefix(trimmed(above+line+thing(f.FillRequest)), trimmed(before+a.Text)) {
			return ""
		}
	}
	return fmt.Sprintf("%q is shown behind %q, which no request was answered with", a.Text, before)
}

// trimmed is a text without blanks at the ends of its lines, which are not shown.
func trimmed(s string) string {
	for strings.Contains(s, " \n") {
		s = strings.ReplaceAll(s, " \n", "\n")
	}
	return s
}

// anything is an answer by the hash of a request, at some pace, and sometimes a failure.
func anything(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	random := randomFor(r)
	answer := says(thing(r), time.Duration(random.IntN(200))*time.Millisecond)
	if random.IntN(8) == 0 {
		answer = after("b", model.BadAnswer, "it broke")
	}
	// It has been made to begin as it was told to, if it could be.
	r.Stop, r.Begin = nil, ""
	return answer(ctx, r, emit)
}

func thing(r model.FillRequest) string {
	random := randomFor(r)
	answer := r.Begin
	for range random.IntN(24) {
		answer += string("ab b{\n"[random.IntN(6)])
	}
	return answer
}

func randomFor(r model.FillRequest) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(r.Prompt.Raw + "\x00" + r.Begin)) // it never fails
	return rand.New(rand.NewPCG(h.Sum64(), 1))
}

// typed is what is typed to count requests: code with the usual mix of names, words
// and signs.
const typed = `// Total adds up what the items of a cart cost, without those that are gone.
func (c *Cart) Total(ctx context.Context, rates map[string]float64) (Money, error) {
	var total Money
	for _, item := range c.items {
		if item.removed || item.Count == 0 {
			continue
		}
		rate, ok := rates[item.Currency]
		if !ok {
			return Money{}, fmt.Errorf("total of cart %s: no rate for %q", c.ID, item.Currency)
		}
		price, err := item.Price.Convert(rate)
		if err != nil {
			return Money{}, fmt.Errorf("total of cart %s: %w", c.ID, err)
		}
		total = total.Add(price.Times(item.Count))
	}
	return total, ctx.Err()
}
`

// TestFewRequestsForManyKeys types code as people do, each key followed by a question,
// against a server that takes a quarter of a second and is right about every other
// word, and counts all that is sent: answers, and reading ahead.
func TestFewRequestsForManyKeys(t *testing.T) {
	keys, requests := 0, 0
	for seed := range uint64(5) {
		b := &double{answer: knows(seed), reading: 50 * time.Millisecond}
		play(t, "package shop\n\n‸", b, func(r *rig) {
			random := rand.New(rand.NewPCG(seed, 2))
			var last *asked
			for _, chunk := range keystrokes() {
				r.edit(0, chunk)
				last = r.start(r.t.Context(), r.query())
				r.pass(gap(random, chunk))
				keys++
				if random.IntN(50) == 0 { // a slip, and its correction
					for _, edit := range []struct {
						back int
						by   string
					}{{0, "x"}, {1, ""}} {
						r.edit(edit.back, edit.by)
						last = r.start(r.t.Context(), r.query())
						r.pass(gap(random, "x"))
						keys++
					}
				}
			}
			<-last.done
			if b.most > 1 {
				t.Errorf("%d requests at once", b.most)
			}
			requests += len(b.fills()) + len(b.warms())
		})
	}
	per := 100 * float64(requests) / float64(keys)
	t.Logf("%d requests for %d keys: %.1f per 100", requests, keys, per)
	if per > 30 || per < 5 {
		t.Errorf("%.1f requests per 100 keys", per)
	}
}

// keystrokes are the keys of typed: an editor indents by itself.
func keystrokes() (keys []string) {
	for line := range strings.Lines(typed) {
		indent := len(line) - len(strings.TrimLeft(line, "\t"))
		if n := len(keys); n > 0 {
			keys[n-1] += line[:indent]
		}
		for _, key := range line[indent:] {
			keys = append(keys, string(key))
		}
	}
	return keys
}

// gap is the time to the next key: log-normal around 150 ms, longer after a word and
// much longer after a line.
func gap(random *rand.Rand, key string) time.Duration {
	median := 0.150
	switch {
	case strings.HasPrefix(key, "\n"):
		median = 0.8
	case key == " ":
		median = 0.22
	}
	return time.Duration(median * math.Exp(0.5*random.NormFloat64()) * float64(time.Second))
}

// knows answers with the rest of the line that is typed, with each word of it wrong
// at even odds.
func knows(seed uint64) func(context.Context, model.FillRequest, model.Emit) (model.Report, error) {
	return func(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
		_, raw, _ := strings.Cut(r.Prompt.Raw, "<pre>")
		above, _, _ := strings.Cut(raw, "<suf>")
		_, line, _ := strings.Cut(raw, "<mid>")
		_, before, _ := strings.Cut(above+line, "package shop\n\n")
		rest, agrees := strings.CutPrefix(typed, before)
		if !agrees || !strings.HasPrefix(rest, r.Begin) {
			rest = r.Begin + "nothing"
		}
		rest, _, _ = strings.Cut(rest, "\n")
		random := randomFor(r)
		random = rand.New(rand.NewPCG(random.Uint64(), seed))
		words := strings.SplitAfter(rest[len(r.Begin):], " ")
		for i := range words {
			if random.IntN(2) == 0 {
				words[i] = "wrong "
			}
		}
		if err := wait(ctx, 250*time.Millisecond); err != nil {
			return model.Report{End: model.Broken}, err
		}
		emit(r.Begin + strings.Join(words, ""))
		return report(250 * time.Millisecond), nil
	}
}

// TestTypedIsExact compares with the plain definition: all before the answer is as it
// was, and so is all behind the cursor, but for closers.
func TestTypedIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringOfN(rapid.SampledFrom([]rune("ab)\n")), 0, 8, -1)
		was := letters.Draw(t, "was")
		asked := rapid.IntRange(0, len(was)).Draw(t, "asked")
		cut := rapid.IntRange(0, asked).Draw(t, "cut")
		is := letters.Draw(t, "other")
		if rapid.Bool().Draw(t, "typed") {
			is = was[:cut] + letters.Draw(t, "keys") + was[asked:]
		}
		now := rapid.IntRange(0, len(is)).Draw(t, "now")

		same := now >= cut && is[:min(cut, len(is))] == was[:cut]
		tailWas, tailIs := was[asked:], is[now:]
		if more := len(tailIs) - len(tailWas); more > 0 {
			same = same && closes(tailIs[:more]) && tailIs[more:] == tailWas
		} else {
			same = same && closes(tailWas[:-more]) && tailWas[-more:] == tailIs
		}
		answered := &stream{query: Query{Snapshot: text.NewSnapshot("u", "", 1, was), Offset: asked}, cut: cut}
		typed, ok := answered.typed(Query{Snapshot: text.NewSnapshot("u", "", 2, is), Offset: now})
		if ok != same || ok && typed != is[cut:now] {
			t.Fatalf("typed is %q, %v, want %v", typed, ok, same)
		}
	})
}
