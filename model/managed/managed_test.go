package managed

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/internal/filelock"
	"github.com/inkling-lsp/inkling/internal/llamatest"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// TestMain lets this program be a supervisor, as inkling is, and an editor that can be
// killed.
func TestMain(m *testing.M) {
	if starts := os.Getenv("TEST_SUPERVISOR_DIES"); starts != "" && len(os.Args) > 3 && os.Args[1] == Command {
		die(starts)
	}
	if len(os.Args) > 2 && os.Args[1] == Command {
		if err := Supervise(context.Background(), os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if how := os.Getenv("TEST_SERVER"); how != "" {
		pretend(how)
	}
	if o := os.Getenv("TEST_EDITOR"); o != "" {
		edit(o)
	}
	goleak.VerifyTestMain(m)
}

// die is a supervisor that ends as soon as it has said something, which is counted in
// a file.
func die(starts string) {
	var l launch
	err := json.Unmarshal([]byte(os.Args[2]), &l)
	count, e := os.OpenFile(starts, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err = errors.Join(err, e); err == nil {
		_, err = count.WriteString("x")
	}
	socket, e := l.socket()
	_ = os.Remove(socket) // of the one before
	listener, e2 := (&net.ListenConfig{}).Listen(context.Background(), "unix", socket)
	if err = errors.Join(err, e, e2); err != nil {
		panic(err)
	}
	conn, err := listener.Accept()
	if err == nil {
		err = json.NewEncoder(conn).Encode(state{Phase: loading})
	}
	fmt.Fprintln(os.Stderr, "out of luck", err)
	os.Exit(1)
}

// edit uses a server, says its number, and lives on.
func edit(options string) {
	var o model.Options
	if err := json.Unmarshal([]byte(options), &o); err != nil {
		panic(err)
	}
	b, err := New(o, wire.Defaults())
	if err == nil {
		_, err = b.Traits(context.Background())
	}
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println(b.pid())
	select {}
}

func (b *Backend) pid() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now.PID
}

// place has a folder of its own for what runs, and options for a server in it.
func place(t *testing.T) model.Options {
	t.Helper()
	dir, err := os.MkdirTemp("", "ink") //nolint:usetesting // short: a socket will be in it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	for _, variable := range []string{"XDG_CACHE_HOME", "HOME", "LocalAppData"} {
		t.Setenv(variable, dir)
	}
	t.Setenv("GORACE", "atexit_sleep_ms=0") // of this program as a supervisor
	return model.Options{
		Name: Name, Program: llamatest.Program(t) + " --no-warmup --threads 1",
		Model: llamatest.Write(t, dir, llamatest.Qwen), IdleAfter: time.Second / 2,
	}
}

func open(t *testing.T, o model.Options) *Backend {
	t.Helper()
	b, err := New(o, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// soon is longer than anything here takes on a busy machine.
const soon = 30 * time.Second

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(soon); !holds(); {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("%s: not within %v", what, soon)
		}
	}
}

func runs(pid int) bool {
	_, _, ok := identify(pid)
	return ok
}

func fill(ctx context.Context, b *Backend) error {
	said := ""
	r := model.FillRequest{Prompt: model.Prompt{Raw: "<|fim_prefix|>func f() {<|fim_suffix|>}<|fim_middle|>"}, MaxTokens: 4}
	_, err := b.Fill(ctx, r, func(text string) bool { said += text; return true })
	if err == nil && said == "" {
		err = errors.New("nothing was said")
	}
	return err
}

func TestEditorsShareOneServerThatEndsAfterTheLast(t *testing.T) {
	o := place(t)
	first, second := open(t, o), open(t, o)
	if first.status() != "not started" {
		t.Errorf("before it is asked: %s", first.status())
	}
	traits, err := first.Traits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if traits.Model != "qwen-tiny" || traits.Lanes != 2 || traits.ContextTokens != 8192 || traits.Remote || traits.Fill != model.FillRaw {
		t.Errorf("traits %+v", traits)
	}
	if err := errors.Join(fill(t.Context(), first), fill(t.Context(), second)); err != nil {
		t.Fatal(err)
	}
	pid := first.pid()
	if second.pid() != pid || second.status() != "ready" {
		t.Errorf("two servers, %d and %d; %s", pid, second.pid(), second.status())
	}
	first.Close()
	if err := fill(t.Context(), second); err != nil {
		t.Errorf("after the other has gone: %v", err)
	}
	var e *model.Error
	if err := fill(t.Context(), first); !errors.As(err, &e) || e.Kind != model.Unreachable {
		t.Errorf("after it was closed: %v", err)
	}
	second.Close()
	eventually(t, "the server ends", func() bool { return !runs(pid) })
	third := open(t, o)
	if err := fill(t.Context(), third); err != nil || third.pid() == pid {
		t.Errorf("another: %d after %d, %v", third.pid(), pid, err)
	}
}

func TestServerAnswersNobodyWithoutItsKey(t *testing.T) {
	b := open(t, place(t))
	if _, err := b.Traits(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	now := b.now
	b.mu.Unlock()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, now.URL+"/completion", strings.NewReader(`{"prompt":"a","n_predict":1}`))
	if err != nil {
		t.Fatal(err)
	}
	response, err := direct.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a key: %s", response.Status)
	}
	// Others see the arguments of a process, and may read files of the world.
	command, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", now.PID))
	if err == nil && strings.Contains(string(command), now.Key) {
		t.Error("the key is an argument")
	}
	l, err := newLaunch(b.o)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(l.Folder)
	if err != nil || len(entries) < 3 {
		t.Fatalf("%v, %v", entries, err)
	}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(l.Folder, entry.Name()))
		if err == nil && strings.Contains(string(content), now.Key) {
			t.Errorf("%s holds the key", entry.Name())
		}
	}
	if info, err := os.Stat(l.Folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v, %v", info.Mode(), err)
	}
}

// editor is a process that uses a server.
func editor(t *testing.T, o model.Options) (*exec.Cmd, int) {
	t.Helper()
	options, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), "TEST_EDITOR="+string(options))
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait() // killed, here or before
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%q, %v", line, err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(line)
	}
	return command, pid
}

func TestServerIsGoneAfterItsEditorWasKilled(t *testing.T) {
	o := place(t)
	command, pid := editor(t, o)
	if !runs(pid) {
		t.Fatal("it does not run")
	}
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	eventually(t, "the server ends", func() bool { return !runs(pid) })
	t.Logf("gone %v after the editor; the limit is %v", time.Since(killed).Round(time.Millisecond), o.IdleAfter)
}

func TestServerThatWasKilledIsStartedAgain(t *testing.T) {
	b := open(t, place(t))
	if err := fill(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	pid := b.pid()
	if p, err := os.FindProcess(pid); err != nil || p.Kill() != nil {
		t.Fatal(err)
	}
	failures := 0
	eventually(t, "it answers again", func() bool {
		err := fill(t.Context(), b)
		if err == nil {
			return true
		}
		var e *model.Error
		if failures++; !errors.As(err, &e) || e.Kind != model.Unreachable && e.Kind != model.Suspended && e.Kind != model.BadAnswer {
			t.Errorf("meanwhile: %v", err)
		}
		return false
	})
	if b.pid() == pid {
		t.Error("the same server")
	}
	t.Logf("%d requests failed meanwhile", failures)
}

// supervisorOf is the process that has started another.
func supervisorOf(t *testing.T, pid int) *os.Process {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	parent, err := strconv.Atoi(fields[1])
	if err != nil || parent <= 1 || parent == os.Getpid() {
		t.Fatalf("the supervisor is %d, %v", parent, err)
	}
	p, err := os.FindProcess(parent)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSupervisorThatIsKilledTakesItsServerWithIt(t *testing.T) {
	b := open(t, place(t))
	if err := fill(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	pid := b.pid()
	if err := supervisorOf(t, pid).Kill(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the server ends", func() bool { return !runs(pid) })
	eventually(t, "another answers", func() bool { return fill(t.Context(), b) == nil })
	if b.pid() == pid {
		t.Error("the same server")
	}
}

func TestSupervisorThatDiesEachTimeIsLeftAlone(t *testing.T) {
	starts := filepath.Join(t.TempDir(), "starts")
	t.Setenv("TEST_SUPERVISOR_DIES", starts)
	b := open(t, place(t))
	for range 20 {
		_, err := b.Traits(t.Context())
		var e *model.Error
		if !errors.As(err, &e) || e.Kind != model.Unreachable || !strings.Contains(e.Says, "has ended (out of luck") {
			t.Fatalf("%v", err)
		}
	}
	count, err := os.ReadFile(starts)
	if err != nil || len(count) != lossesAtMost {
		t.Errorf("it was started %d times, %v", len(count), err)
	}
}

func TestLossesOfLongAgoAreForgotten(t *testing.T) {
	b, now := &Backend{}, time.Now()
	for i := range 3 * lossesAtMost {
		if now = now.Add(lossesWithin/(lossesAtMost-1) + 1); b.lostOften(now) {
			t.Fatalf("loss %d in %v is one too many", i+1, lossesWithin)
		}
	}
	if !b.lostOften(now.Add(1)) {
		t.Errorf("one more is not too many: %d", len(b.losses))
	}
}

func TestEditorsThatStartAtOnceStartOneServer(t *testing.T) {
	o := place(t)
	var pids sync.Map
	var wait sync.WaitGroup
	for range 6 {
		b := open(t, o)
		wait.Go(func() {
			if _, err := b.Traits(t.Context()); err != nil {
				t.Error(err)
			}
			pids.Store(b.pid(), true)
		})
	}
	wait.Wait()
	count := 0
	pids.Range(func(any, any) bool { count++; return true })
	if count != 1 {
		t.Errorf("%d servers", count)
	}
}

func TestReadinessIsWaitedForOnlyAsLongAsTheRequestLasts(t *testing.T) {
	b := open(t, place(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := fill(ctx, b); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if s := b.status(); s == "not started" {
		t.Errorf("it was not begun with: %s", s)
	}
	if err := fill(t.Context(), b); err != nil {
		t.Error(err)
	}
}

func TestWhatCantRunIsToldAndLeftAlone(t *testing.T) {
	for name, test := range map[string]struct {
		change func(o *model.Options)
		want   string
	}{
		"no program": {func(o *model.Options) { o.Program = "no-such-llama-server" }, "backend.program"},
		"another":    {func(o *model.Options) { o.Program = "/bin/true" }, "is not a llama-server"},
		"no weights": {func(o *model.Options) { o.Model = "" }, "inkling model pull"},
		"bad flags":  {func(o *model.Options) { o.Program += " --no-such-flag" }, "no-such-flag"},
	} {
		t.Run(name, func(t *testing.T) {
			o := place(t)
			test.change(&o)
			b := open(t, o)
			_, err := b.Traits(t.Context())
			var e *model.Error
			if !errors.As(err, &e) || e.Kind != model.Unreachable || !strings.Contains(e.Says, test.want) {
				// A server that ends at once is tried twice.
				eventually(t, "it is given up", func() bool {
					_, err = b.Traits(t.Context())
					return errors.As(err, &e) && strings.Contains(e.Says, test.want)
				})
			}
			eventually(t, "it is left alone", func() bool {
				b.mu.Lock()
				defer b.mu.Unlock()
				return b.now.Phase == failed && !b.holding && !b.retry.IsZero()
			})
			if !strings.Contains(b.status(), test.want) {
				t.Errorf("status %q", b.status())
			}
		})
	}
}

func TestMeasuringLeavesNoServerBehind(t *testing.T) {
	o := place(t)
	o.IdleAfter = time.Hour
	m, err := Measure(t.Context(), o)
	if err != nil || m.Model != "qwen-tiny" || m.Reading <= 0 || m.Billions <= 0 {
		t.Fatalf("%+v, %v", m, err)
	}
	l, err := newLaunch(o)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the supervisor ends", func() bool {
		lock, err := filelock.Try(l.lock())
		if err == nil {
			lock.Release()
		}
		return err == nil
	})
}

func TestServeHoldsTheSharedServerUntilItIsInterrupted(t *testing.T) {
	o := place(t)
	o.IdleAfter = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	ready, done := make(chan Serving, 1), make(chan error)
	go func() {
		done <- Serve(ctx, o, func(_ string, s *Serving) {
			if s != nil {
				ready <- *s
			}
		})
	}()
	var s Serving
	select {
	case s = <-ready:
	case err := <-done:
		t.Fatal(err)
	}
	b := open(t, o)
	if err := fill(t.Context(), b); err != nil || b.pid() != s.PID || s.Key == "" || s.Model != "qwen-tiny" {
		t.Errorf("%+v beside %d, %v", s, b.pid(), err)
	}
	b.Close()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("it ended with %v", err)
	}
	eventually(t, "the server ends at once", func() bool { return !runs(s.PID) })
}

// status is how far a server is, also one that is not started or is ready.
func (b *Backend) status() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now.status()
}
