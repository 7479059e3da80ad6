package managed

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/internal/filelock"
)

// supervisor owns a server and tells its leases about it. All but its channels
// belongs to the goroutine of supervise.
type supervisor struct {
	launch launch
	joins  chan *lease
	leaves chan leave
	states chan state

	leases map[*lease]bool
	now    state
	over   bool           // somebody has said that the server may end at once with the last lease
	wait   sync.WaitGroup // of the goroutines of leases
}

// lease is a connection of somebody who uses the server.
type lease struct {
	conn  net.Conn
	news  chan state    // holds the newest
	wrote chan struct{} // closed when all of it was written, or can't be
}

// end lets a lease go when it has heard all that is new.
func (l *lease) end() {
	close(l.news)
	<-l.wrote
	_ = l.conn.Close()
}

type leave struct {
	lease *lease
	now   bool // the server may end at once
}

// supervise serves leases until the last has been gone for as long as the launch
// says. It returns at once where another supervisor does.
func supervise(ctx context.Context, l launch, limits runLimits) error {
	if err := l.makeFolder(); err != nil {
		return err
	}
	socket, err := l.socket()
	if err != nil {
		return err
	}
	lock, err := alone(ctx, l.lock(), socket)
	if lock == nil || err != nil {
		return err
	}
	defer lock.Release()
	endOrphan(l.record())
	sweep(l)
	_ = os.Remove(socket) // of one that was killed; whoever has the lock is the only one
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", socket)
	if err != nil {
		return fmt.Errorf("listen for leases: %w", err)
	}
	s := &supervisor{
		launch: l, joins: make(chan *lease), leaves: make(chan leave), states: make(chan state),
		leases: map[*lease]bool{}, now: state{Phase: starting},
	}
	return s.serve(ctx, listener, limits)
}

// alone takes the lock, or returns nil if another supervisor has it and serves. One
// that is just ending is waited for.
func alone(ctx context.Context, path, socket string) (*filelock.Lock, error) {
	limit := time.After(10 * time.Second)
	for {
		lock, err := filelock.Try(path)
		if !errors.Is(err, filelock.ErrHeld) {
			return lock, err
		}
		if conn, err := (&net.Dialer{}).DialContext(ctx, "unix", socket); err == nil {
			_ = conn.Close()
			return nil, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-limit:
			return nil, fmt.Errorf("another supervisor has %s and does not listen", path)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// serve is the supervisor's loop.
func (s *supervisor) serve(ctx context.Context, listener net.Listener, limits runLimits) error {
	ctx, cancel := context.WithCancel(ctx)
	out := newOutput(s.launch.log())
	defer out.close()
	ended := make(chan error, 1)
	run := &runner{s.launch, out, func(now state) { send(ctx, s.states, now) }, limits}
	go func() { ended <- run.run(ctx) }()
	accepting := make(chan struct{})
	go func() {
		defer close(accepting)
		s.accept(ctx, listener)
	}()
	running, err := s.loop(ctx, ended)
	cancel()
	_ = listener.Close() // which removes the socket: whoever comes now starts the next supervisor
	<-accepting
	if running {
		err = <-ended // the server is gone
	}
	for l := range s.leases {
		l.end()
	}
	s.wait.Wait()
	return err
}

// forFirst is how long the first lease is waited for, which has started us.
const forFirst = 10 * time.Second

// loop returns when nobody uses the server any more, or when it has failed and
// somebody has heard of that. running says that its runner has not ended.
func (s *supervisor) loop(ctx context.Context, ended <-chan error) (running bool, why error) {
	idle := time.Duration(s.launch.Idle) * time.Millisecond
	timer := time.NewTimer(max(idle, forFirst))
	defer timer.Stop()
	running = true
	for running || len(s.leases) == 0 {
		select {
		case <-ctx.Done():
			return running, why
		case <-timer.C:
			return running, why
		case l := <-s.joins:
			timer.Stop()
			s.leases[l], s.over = true, false
			l.tell(s.now)
		case left := <-s.leaves:
			delete(s.leases, left.lease)
			left.lease.end()
			if s.over = s.over || left.now; s.over && len(s.leases) == 0 {
				return running, why
			}
			if len(s.leases) == 0 {
				timer.Reset(idle)
			}
		case now := <-s.states:
			s.tell(now)
		case why = <-ended:
			running = false
			if why == nil {
				return false, nil
			}
			s.tell(state{Phase: failed, Says: why.Error()})
			timer.Reset(forFirst)
		}
	}
	return running, why
}

// tell tells all leases, and those that come.
func (s *supervisor) tell(now state) {
	s.now = now
	for l := range s.leases {
		l.tell(now)
	}
}

// accept takes leases until the listener is closed.
func (s *supervisor) accept(ctx context.Context, listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		l := &lease{conn, make(chan state, 1), make(chan struct{})}
		if !send(ctx, s.joins, l) {
			_ = conn.Close()
			return
		}
		s.wait.Go(l.write)
		s.wait.Go(func() {
			line, _ := bufio.NewReader(conn).ReadString('\n') // or the end, however it came
			send(ctx, s.leaves, leave{l, strings.TrimSpace(line) == farewell})
		})
	}
}

// tell replaces what the lease has not heard yet.
func (l *lease) tell(now state) {
	select {
	case <-l.news:
	default:
	}
	l.news <- now
}

// write tells the lease what is new until it ends.
func (l *lease) write() {
	defer close(l.wrote)
	for now := range l.news {
		// Whoever does not read is not waited for; that the lease is gone shows elsewhere.
		_ = l.conn.SetWriteDeadline(time.Now().Add(time.Second))
		_ = json.NewEncoder(l.conn).Encode(now)
	}
}

// send sends unless ctx ends first.
func send[T any](ctx context.Context, to chan<- T, value T) bool {
	select {
	case to <- value:
		return true
	case <-ctx.Done():
		return false
	}
}
