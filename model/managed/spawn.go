package managed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// Command is the first argument by which this program becomes a supervisor. Whoever
// is asked with it calls Supervise with those behind it.
const Command = "__supervise"

// Supervise runs a supervisor. It is not for people: the first lease starts it.
func Supervise(ctx context.Context, args []string) error {
	stay := len(args) == 2 && args[1] == "stay"
	var l launch
	if len(args) == 0 || len(args) == 2 && !stay || len(args) > 2 || json.Unmarshal([]byte(args[0]), &l) != nil || l.Name == "" {
		return errors.New("this is started by Inkling itself: use inkling model serve")
	}
	if !stay {
		// Started twice, it is nobody's child: whoever has started it need not wait for
		// its end, and whoever ends all children of an editor does not end it.
		return spawn(l.trouble(), args[0], "stay")
	}
	return supervise(ctx, l, defaultRunLimits())
}

// spawn starts this program as a supervisor that outlives it. What it says goes to a
// file, since there is nobody else to hear it.
func spawn(says *os.File, args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	command := exec.Command(self, append([]string{Command}, args...)...) //nolint:noctx // it is to outlive us
	if says != nil {
		defer says.Close()
		command.Stderr = says
	}
	detach(command)
	if len(args) > 1 {
		err = command.Start()
	} else {
		err = command.Run()
	}
	if err != nil {
		return fmt.Errorf("start a supervisor: %w", err)
	}
	return nil
}

// trouble is the file for what keeps a supervisor from serving, nil if there can't be
// one.
func (l launch) trouble() *os.File {
	if l.makeFolder() != nil {
		return nil
	}
	f, err := os.OpenFile(l.file(".trouble"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil
	}
	return f
}
