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
	"time"
)

// Of a supervisor that is started: how long it may take until it listens, how long
// one that was started is given before another try, and how often it is looked for.
const (
	joinWithin = 20 * time.Second
	spawnAgain = 5 * time.Second
	joinPoll   = 10 * time.Millisecond
)

// join connects to the supervisor of a launch, and starts it if there is none.
// Several may start one at once: all but one of those end by themselves.
func join(ctx context.Context, l launch) (net.Conn, error) {
	if err := l.makeFolder(); err != nil {
		return nil, err
	}
	socket, err := l.socket()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, joinWithin)
	defer cancel()
	var spawned time.Time
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
		if err == nil {
			return conn, nil
		}
		if time.Since(spawned) > spawnAgain {
			content, err := json.Marshal(l)
			if err != nil {
				return nil, err
			}
			if err := spawn(nil, string(content)); err != nil {
				return nil, err
			}
			spawned = time.Now()
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("the supervisor of llama-server does not listen%s: %w", l.said(), ctx.Err())
		case <-time.After(joinPoll):
		}
	}
}

// said is what a supervisor that did not come to serving has said last.
func (l launch) said() string {
	content, err := os.ReadFile(l.file(".trouble"))
	if err != nil || len(content) == 0 {
		return ""
	}
	return " (" + clip(strings.TrimSpace(string(content))) + ")"
}

// maxState bounds what a supervisor says at once, in bytes.
const maxState = 64 << 10

// follow holds a lease and passes on what its supervisor tells, until that or ctx
// ends. heard says whether it told anything.
func follow(ctx context.Context, conn net.Conn, tell func(state)) (heard bool) {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer func() { _ = conn.Close() }()
	lines := bufio.NewScanner(conn)
	lines.Buffer(nil, maxState)
	for lines.Scan() {
		var now state
		if json.Unmarshal(lines.Bytes(), &now) != nil {
			return heard
		}
		tell(now)
		heard = true
	}
	return heard
}

var errLost = errors.New("the supervisor of llama-server has ended")

// hold starts or joins the server of a launch, and passes on what is told of it,
// until ctx ends or the server is lost.
func hold(ctx context.Context, l launch, connected func(net.Conn), tell func(state)) error {
	// One that is just ending may take the connection, and say nothing.
	for range 3 {
		conn, err := join(ctx, l)
		if err != nil {
			return err
		}
		connected(conn)
		if follow(ctx, conn, tell) || ctx.Err() != nil {
			return errLost
		}
	}
	return errLost
}
