package fill

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// local are the traits of a llama-server on this machine.
var local = model.Traits{
	Model: "tiny", ContextTokens: 4096, Fill: model.FillRaw, ForcesBegin: true, Warms: true, Lanes: 2,
	Markers: &model.Markers{Prefix: "<pre>", Suffix: "<suf>", Middle: "<mid>", File: "<file>", Ends: []string{"<end>"}},
}

// A sent is a request that a backend has got.
type sent struct {
	model.FillRequest
	at, end time.Time
	chat    bool
	ended   error // the cause of its context's end, if that came first
}

// double is a backend that answers as a test says.
type double struct {
	traits func(ctx context.Context) (model.Traits, error)
	// answer writes an answer to a request that is not a warm one.
	answer func(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error)
	// reading is how long it reads for each warm request.
	reading time.Duration

	mu     sync.Mutex
	sent   []*sent
	counts []int // of lines, in each request
	closed bool
	most   int // requests at once that were not cancelled
	inside []context.Context
}

func (b *double) Name() string { return "double" }

func (b *double) Traits(ctx context.Context) (model.Traits, error) {
	if b.traits == nil {
		return local, nil
	}
	return b.traits(ctx)
}

func (b *double) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
}

func (b *double) Fill(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	return b.do(ctx, &sent{FillRequest: r, at: time.Now()}, emit)
}

func (b *double) Chat(ctx context.Context, r model.ChatRequest, emit model.Emit) (model.Report, error) {
	f := model.FillRequest{Prompt: model.Prompt{Messages: r.Messages}, Stop: r.Stop, MaxTokens: r.MaxTokens, Lane: r.Lane}
	return b.do(ctx, &sent{FillRequest: f, at: time.Now(), chat: true}, emit)
}

func (b *double) Count(_ context.Context, texts []string) ([]int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts = append(b.counts, len(texts))
	counts := make([]int, len(texts))
	for i, text := range texts {
		counts[i] = 1 + len(text)/3
	}
	return counts, nil
}

func (b *double) do(ctx context.Context, r *sent, emit model.Emit) (model.Report, error) {
	b.mu.Lock()
	b.sent = append(b.sent, r)
	// A cancelled one may be there a moment longer: goroutines take turns as they like.
	b.inside = append(slices.DeleteFunc(b.inside, func(c context.Context) bool { return c.Err() != nil }), ctx)
	b.most = max(b.most, len(b.inside))
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.inside = slices.DeleteFunc(b.inside, func(c context.Context) bool { return c == ctx })
		r.end, r.ended = time.Now(), context.Cause(ctx)
	}()
	if r.MaxTokens == 0 {
		return report(0), wait(ctx, b.reading)
	}
	return b.answer(ctx, r.FillRequest, emit)
}

// fills are the requests for an answer so far, warms those without.
func (b *double) fills() []*sent { return b.requests(false) }
func (b *double) warms() []*sent { return b.requests(true) }

func (b *double) requests(warm bool) (list []*sent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.sent {
		if (r.MaxTokens == 0) == warm {
			list = append(list, r)
		}
	}
	return list
}

// counted are the lines in each request to count some.
func (b *double) counted() []int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.counts)
}

func report(first time.Duration) model.Report {
	return model.Report{TokensIn: 300, TokensCached: 299, TokensOut: 8, FirstText: first, Whole: 2 * first, End: model.Finished}
}

// wait returns when the time is over, or the context's end.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// says answers with a text, in pieces of three bytes, each after a while. As a real
// server it begins as it is told to, and ends at a stop string.
func says(answer string, each time.Duration) func(context.Context, model.FillRequest, model.Emit) (model.Report, error) {
	return func(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
		text := answer
		if !strings.HasPrefix(text, r.Begin) {
			text = r.Begin + text
		}
		for _, stop := range r.Stop {
			text, _, _ = strings.Cut(text, stop)
		}
		for at := 0; at < len(text); at += 3 {
			if err := wait(ctx, each); err != nil {
				return model.Report{End: model.Broken}, err
			}
			if !emit(text[at:min(at+3, len(text))]) {
				r := report(each)
				r.End = model.Enough
				return r, nil
			}
		}
		return report(each), nil
	}
}

// rig is a document that somebody types into, and a service with a double.
type rig struct {
	t        *testing.T
	service  *Service
	backend  *double
	snapshot *text.Snapshot
	offset   int
	states   []State
	ready    []int32
}

// play runs a test with a document, whose cursor is at ‸, in a bubble of virtual time.
// It fails if anything is left running, or the backend open.
func play(t *testing.T, content string, backend *double, f func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, backend: backend} // its t is the bubble's
		r.service = New(Options{
			Changed: func(s State) { r.states = append(r.states, s) },
			Ready:   func(_ text.URI, version int32) { r.ready = append(r.ready, version) },
		})
		before, after, _ := strings.Cut(content, "‸")
		r.snapshot, r.offset = text.NewSnapshot("file:///shop/a.go", "go", 1, before+after), len(before)
		r.service.Roots([]string{"/shop"})
		r.service.Open(r.snapshot)
		r.service.Use(backend)
		synctest.Wait()
		f(r)
		r.service.Shutdown()
		if !backend.closed {
			t.Error("the backend was not closed")
		}
	})
}

// edit replaces n bytes before the cursor.
func (r *rig) edit(n int, by string) {
	r.t.Helper()
	next, err := r.snapshot.Apply(r.snapshot.Version()+1, []text.Change{{Range: text.Range{Start: r.offset - n, End: r.offset}, New: by}})
	if err != nil {
		r.t.Fatal(err)
	}
	r.snapshot, r.offset = next, r.offset-n+len(by)
	r.service.Change(next)
}

// pass lets time pass, and then all happen that is to happen by then.
func (r *rig) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (r *rig) query() Query { return Query{Snapshot: r.snapshot, Offset: r.offset} }

// ask asks at the cursor and waits for the answer.
func (r *rig) ask() (string, error) {
	a, err := r.service.Ask(context.Background(), r.query())
	return a.Text, err
}

// expect asks and compares.
func (r *rig) expect(want string, silence error) {
	r.t.Helper()
	if got, err := r.ask(); got != want || !is(err, silence) {
		r.t.Errorf("the answer is %q, %v, want %q, %v", got, err, want, silence)
	}
}

// asked is an Ask in the background.
type asked struct {
	text string
	err  error
	took time.Duration
	done chan struct{}
}

func (r *rig) start(ctx context.Context, q Query) *asked {
	a, begun := &asked{done: make(chan struct{})}, time.Now()
	go func() {
		defer close(a.done)
		answer, err := r.service.Ask(ctx, q)
		a.text, a.err, a.took = answer.Text, err, time.Since(begun)
	}()
	synctest.Wait()
	return a
}
