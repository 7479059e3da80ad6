package managed

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"time"
)

// runner keeps a server running.
type runner struct {
	launch launch
	out    *output
	tell   func(state) // hears of each change, from one goroutine
	limits runLimits
}

// runLimits are how patient a runner is.
type runLimits struct {
	load    time.Duration // until the server answers
	poll    time.Duration // between two looks whether it does
	health  time.Duration // between two looks whether it still does
	missed  int           // looks in a row without an answer end it
	backoff time.Duration // before the first new start, twice as long before each further one
	most    time.Duration // of that
	// tries in a row that end within calm are the last.
	tries int
	calm  time.Duration
}

func defaultRunLimits() runLimits {
	return runLimits{
		load: 5 * time.Minute, poll: 50 * time.Millisecond,
		health: 10 * time.Second, missed: 3,
		backoff: 250 * time.Millisecond, most: 8 * time.Second,
		tries: 5, calm: 2 * time.Minute,
	}
}

// run starts the server, and again when it ends, until ctx ends or it has ended too
// often, which it returns.
func (r *runner) run(ctx context.Context) error {
	r.tell(state{Phase: starting})
	program, err := probe(ctx, r.launch.Program, r.launch.Args)
	if err != nil {
		return err
	}
	// Most of what follows is reading the weights. That the server is started again stays
	// said until it answers.
	r.tell(state{Phase: loading})
	backoff := r.limits.backoff
	for try := 1; ; try++ {
		began := time.Now()
		wasReady, err := r.once(ctx, program)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // it was ended
		}
		if time.Since(began) > r.limits.calm {
			try, backoff = 1, r.limits.backoff
		}
		err = fmt.Errorf("%w; its log is %s", err, r.launch.log())
		if try >= r.limits.tries || !wasReady && try >= 2 { // what never worked will not
			return fmt.Errorf("llama-server is not started again: %w", err)
		}
		r.tell(state{Phase: restarting, Says: err.Error()})
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(backoff):
		}
		backoff = min(2*backoff, r.limits.most)
	}
}

// once runs the server until it ends, or until ctx does.
func (r *runner) once(ctx context.Context, program Program) (wasReady bool, err error) {
	key := rand.Text()
	command := exec.Command(program.Path, program.flagsFor(r.launch)...) //nolint:noctx // it is ended below, and by the system
	command.Env = environment(os.Environ(), key)
	command.Dir = r.launch.Folder
	r.out.begin()
	p, err := startProcess(command, r.out)
	if err != nil {
		return false, fmt.Errorf("start %s: %w", program.Path, err)
	}
	defer os.Remove(r.launch.record()) //nolint:errcheck // one that is left speaks of a process that is gone
	defer p.stop()
	writeRecord(r.launch.record(), command.Process.Pid)
	if err := r.await(ctx, p); err != nil {
		return false, r.why(p, err)
	}
	r.tell(state{Phase: ready, URL: r.out.url(), Key: key, PID: command.Process.Pid})
	return true, r.why(p, r.watch(ctx, p))
}

var errEnded = errors.New("it has ended")

// why says what a server itself said of its end.
func (r *runner) why(p *process, err error) error {
	if !errors.Is(err, errEnded) {
		return err
	}
	how := "exit status 0"
	if p.err != nil {
		how = p.err.Error()
	}
	if said := r.out.reason(); said != "" {
		how += ": " + said
	}
	return fmt.Errorf("llama-server has ended (%s)", how)
}

// await returns when the server answers.
func (r *runner) await(ctx context.Context, p *process) error {
	limit := time.NewTimer(r.limits.load)
	defer limit.Stop()
	slow := fmt.Errorf("llama-server has not loaded %s within %v", r.launch.Weights, r.limits.load)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-p.ended:
		return errEnded
	case <-limit.C:
		return slow
	case <-r.out.address():
	}
	tick := time.NewTicker(r.limits.poll)
	defer tick.Stop()
	for {
		if healthy(ctx, r.out.url()) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.ended:
			return errEnded
		case <-limit.C:
			return slow
		case <-tick.C:
		}
	}
}

// watch returns when the server has ended, or does not answer any more.
func (r *runner) watch(ctx context.Context, p *process) error {
	tick := time.NewTicker(r.limits.health)
	defer tick.Stop()
	for missed := 0; missed < r.limits.missed; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.ended:
			return errEnded
		case <-tick.C:
		}
		if missed++; healthy(ctx, r.out.url()) {
			missed = 0
		}
	}
	return errors.New("llama-server does not answer any more")
}

// unhurried is how long a server may take to say that it is well.
const unhurried = 5 * time.Second

// direct goes through no proxy and keeps no connection.
var direct = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// healthy says whether the server answers, and has loaded its model.
func healthy(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, unhurried)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/health", nil)
	if err != nil {
		return false
	}
	response, err := direct.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}
