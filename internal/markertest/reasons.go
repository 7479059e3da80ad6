package markertest

import (
	"bytes"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// readLog reads what the log has become. An editor may have asked before it was told
// to, when a key was typed.
func (p *player) readLog() error {
	log, err := os.ReadFile(p.log)
	if err != nil {
		return err
	}
	log = log[p.logged:]
	log = log[:bytes.LastIndexByte(log, '\n')+1] // a line may be half written
	p.logged += len(log)
	for _, match := range answered.FindAllStringSubmatch(string(log), -1) {
		if match[1] != "" {
			p.reasons = append(p.reasons, match[1])
		}
		p.details = append(p.details, strings.TrimSpace(match[1]+match[3]+" "+match[2]))
	}
	return nil
}

// logPatience is how long a reason may take to be in the log: the program queues its
// lines, and its answer may come before them.
const logPatience = time.Second

// awaitReason reads the log until it has a reason that is expected, or for so long.
func (p *player) awaitReason(s step) error {
	if len(s.args) != 2 || s.args[0] != "nothing" || p.ghost != "" || p.ask == nil {
		return nil
	}
	for deadline := time.Now().Add(logPatience); !slices.Contains(p.reasons, s.args[1]) && time.Now().Before(deadline); runtime.Gosched() {
		if err := p.readLog(); err != nil {
			return err
		}
	}
	return nil
}

// answered is what the server logs when it answers: a reason for each
// suggestion that it keeps back, and the probability of each other.
var answered = regexp.MustCompile(`(?m)msg="no suggestion" reason=(\S+)(?: detail=("[^"]*"))?|msg=suggestion .*(probability=\S+)`)

func (p *player) why() string {
	if len(p.details) == 0 {
		return ""
	}
	return " (" + strings.Join(slices.Compact(slices.Clone(p.details)), ", ") + ")"
}
