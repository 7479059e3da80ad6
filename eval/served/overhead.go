package served

import (
	"context"
	"fmt"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/llamacpp"
	"github.com/inkling-lsp/inkling/model/wire"
)

const (
	overheadRequests = 2000
	overheadCancels  = 200
)

// overhead is what a request costs beside the server: the time of one, with a prompt
// as long as usual, to a server that answers at once. The loopback and the server's
// side are in it.
func overhead(ctx context.Context, b *bench) error {
	s, err := startScripted(0, func(_, _ string) string { return "answer" })
	if err != nil {
		return err
	}
	defer s.end()
	backend, err := llamacpp.New(model.Options{URL: s.url}, wire.Defaults())
	if err != nil {
		return err
	}
	defer backend.Close()
	request := model.FillRequest{Prompt: model.Prompt{Raw: longPrompt()}, Begin: " ret", MaxTokens: longestAnswer, Stop: []string{"\n"}}
	var took []float64
	for range overheadRequests {
		start := time.Now()
		if _, err := backend.Fill(ctx, request, func(string) bool { return true }); err != nil {
			return err
		}
		took = append(took, inMS(time.Since(start)))
	}
	left, err := cancels(ctx, s, backend, request)
	if err != nil {
		return err
	}
	return b.book.add(Record{Section: "overhead", Layout: "summary", At: time.Now().UTC(), Times: map[string]float64{
		"request p50": percentile(took, 50), "request p99": percentile(took, 99),
		"cancel p50": percentile(left, 50), "cancel max": percentile(left, 100),
	}})
}

// cancels are the times from the end of a request's context until the server sees
// the connection closed.
func cancels(ctx context.Context, s *scripted, backend model.Backend, request model.FillRequest) ([]float64, error) {
	s.hang = make(chan time.Time, 1)
	var left []float64
	for range overheadCancels {
		ctx, cancel := context.WithCancel(ctx)
		var canceled time.Time
		_, err := backend.Fill(ctx, request, func(string) bool {
			canceled = time.Now()
			cancel()
			return true
		})
		cancel()
		if err == nil {
			return nil, fmt.Errorf("a request went on after its context's end")
		}
		select {
		case at := <-s.hang:
			left = append(left, inMS(at.Sub(canceled)))
		case <-time.After(patience):
			return nil, fmt.Errorf("the server never saw the end of a request")
		}
	}
	return left, nil
}

// longPrompt has about 800 tokens.
func longPrompt() string {
	text := "<|fim_prefix|>"
	for i := range 80 {
		text += fmt.Sprintf("\tvalue%d := compute(input[%d], limit)\n", i, i)
	}
	return text + "<|fim_suffix|>\n<|fim_middle|>\treturn"
}

func overheadRows(records []Record) []Row {
	rows := []Row{
		{"client overhead of a request, a server that answers at once", "p50 ≤1 ms", "not measured", unknown},
		{"cancel to closed socket", "≤5 ms", "not measured", unknown},
	}
	for _, r := range records { // the last counts
		t := r.Times
		rows[0].Measured = fmt.Sprintf("p50 %.2f ms, p99 %.2f ms of %d requests", t["request p50"], t["request p99"], overheadRequests)
		rows[0].Met = verdict(true, t["request p50"] <= 1)
		rows[1].Measured = fmt.Sprintf("p50 %.2f ms, at most %.2f ms of %d", t["cancel p50"], t["cancel max"], overheadCancels)
		rows[1].Met = verdict(true, t["cancel max"] <= 5)
	}
	return rows
}
