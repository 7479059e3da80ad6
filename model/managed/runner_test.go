package managed

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/internal/llamatest"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// pretend is a llama-server that misbehaves, which the test program is if it is told
// so by an environment variable.
func pretend(how string) {
	if slices.Contains(os.Args, "--help") {
		fmt.Println("--model --host --port --parallel --ctx-size")
		os.Exit(0)
	}
	if how == "dies" {
		fmt.Println("loading\nerror: the tensors are wrong\nbye")
		os.Exit(3)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("I main: server is listening on http://%s\n", listener.Addr())
	var asked atomic.Int64
	_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		switch {
		case how == "loads" || n < 3: // it reads its weights
			w.WriteHeader(http.StatusServiceUnavailable)
		case how == "hangs" && n > 3:
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
}

// run runs a pretended server and returns the phases it came through until it was
// given up, or until one was seen for the given time.
func run(t *testing.T, how string, until phase, times int) (phases []phase, err error) {
	t.Helper()
	t.Setenv("TEST_SERVER", how)
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	dir := t.TempDir()
	l := launch{Program: os.Args[0], Weights: filepath.Join(dir, "x.gguf"), Context: 1024, Folder: dir, Name: "x"}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := newOutput(l.log())
	defer out.close()
	limits := runLimits{
		load: soon, poll: time.Millisecond, health: time.Millisecond, missed: 3,
		backoff: time.Millisecond, most: 2 * time.Millisecond, tries: 4, calm: time.Hour,
	}
	if how == "loads" {
		limits.load = time.Second
	}
	r := &runner{l, out, func(s state) {
		phases = append(phases, s.Phase)
		if s.Phase == restarting && !strings.Contains(s.Says, l.log()) {
			t.Errorf("it is not said where the log is: %s", s.Says)
		}
		if s.Phase == until {
			if times--; times == 0 {
				cancel()
			}
		}
	}, limits}
	err = r.run(ctx)
	if _, e := os.Stat(l.record()); e == nil {
		t.Error("a record is left")
	}
	return phases, err
}

func TestServerThatHangsIsStartedAgain(t *testing.T) {
	phases, err := run(t, "hangs", ready, 2)
	if want := []phase{starting, loading, ready, restarting, ready}; err != nil || !slices.Equal(phases, want) {
		t.Errorf("%v, %v", phases, err)
	}
}

func TestServerThatHangsEachTimeIsGivenUp(t *testing.T) {
	phases, err := run(t, "hangs", failed, 0)
	if err == nil || !strings.Contains(err.Error(), "does not answer any more") || len(phases) != 2+4+3 {
		t.Errorf("%v, %v", phases, err)
	}
}

func TestServerThatDiesAtOnceIsGivenUpWithWhatItSaid(t *testing.T) {
	phases, err := run(t, "dies", failed, 0)
	if want := []phase{starting, loading, restarting}; !slices.Equal(phases, want) {
		t.Errorf("%v", phases)
	}
	if err == nil || !strings.Contains(err.Error(), "exit status 3: error: the tensors are wrong") || !strings.Contains(err.Error(), "x.log") {
		t.Errorf("%v", err)
	}
}

func TestServerThatLoadsForEverIsGivenUp(t *testing.T) {
	phases, err := run(t, "loads", failed, 0)
	if want := []phase{starting, loading, restarting}; !slices.Equal(phases, want) || err == nil || !strings.Contains(err.Error(), "has not loaded") {
		t.Errorf("%v, %v", phases, err)
	}
}

func TestServerEndsWhenItIsToldTo(t *testing.T) {
	phases, err := run(t, "serves", ready, 1)
	if want := []phase{starting, loading, ready}; err != nil || !slices.Equal(phases, want) {
		t.Errorf("%v, %v", phases, err)
	}
}

func TestOrphanIsEndedOnlyIfItIsTheOneOfTheRecord(t *testing.T) {
	for name, test := range map[string]struct {
		change func(r *record)
		ended  bool
	}{
		"the same":                 {func(*record) {}, true},
		"began at another time":    {func(r *record) { r.Began += "1" }, false},
		"runs another program":     {func(r *record) { r.Runs = "/usr/bin/vi" }, false},
		"a number that is nothing": {func(r *record) { r.PID = 0 }, false},
	} {
		t.Run(name, func(t *testing.T) {
			command := exec.CommandContext(t.Context(), os.Args[0])
			command.Env = append(os.Environ(), "TEST_SERVER=serves")
			p, err := startProcess(command, newOutput(filepath.Join(t.TempDir(), "log")))
			if err != nil {
				t.Fatal(err)
			}
			defer p.stop()
			path := filepath.Join(t.TempDir(), "record")
			began, runs, ok := identify(command.Process.Pid)
			if !ok {
				t.Fatal("it can't be told which process it is")
			}
			r := record{command.Process.Pid, began, runs}
			test.change(&r)
			r.write(path)
			if ended := endOrphan(path); ended != test.ended {
				t.Errorf("ended: %v", ended)
			}
			if test.ended {
				<-p.ended
			} else if !same(command.Process.Pid, began) {
				t.Error("another process was ended")
			}
			if endOrphan(path) {
				t.Error("ended twice")
			}
		})
	}
}

func same(pid int, began string) bool {
	now, _, ok := identify(pid)
	return ok && now == began
}

func TestLogIsBoundedAndKeepsWhatMatters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	o := newOutput(path)
	heard := o.address()
	line := strings.Repeat("x", 1023) + "\n"
	for range 4 * maxLog / len(line) {
		if n, err := o.Write([]byte(line)); n != len(line) || err != nil {
			t.Fatal(n, err)
		}
	}
	for _, piece := range []string{"listen", "ing on http://10.0.0.1:1\nsrv: listening on ", "http://127.0.0.1:4711\r\nthe er", "ror: x failed\nlast\n"} {
		_, _ = o.Write([]byte(piece)) // it takes all
	}
	o.close()
	<-heard
	if o.url() != "http://127.0.0.1:4711" || o.reason() != "the error: x failed" {
		t.Errorf("listens at %q; %q", o.url(), o.reason())
	}
	for _, name := range []string{path, path + ".old"} {
		if info, err := os.Stat(name); err != nil || info.Size() > maxLog {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

func TestLogsOfLongAgoAreSwept(t *testing.T) {
	l := launch{Folder: t.TempDir(), Name: "ours"}
	long := time.Now().Add(-2 * keptLogs)
	for _, name := range []string{"ours.log", "new.log", "old.log", "old.log.old", "old.trouble", "old.lock", "letter.txt"} {
		path := filepath.Join(l.Folder, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if name != "new.log" {
			if err := os.Chtimes(path, long, long); err != nil {
				t.Fatal(err)
			}
		}
	}
	sweep(l)
	var left []string
	entries, err := os.ReadDir(l.Folder)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if strings.Join(left, " ") != "letter.txt new.log old.lock ours.log" || err != nil {
		t.Errorf("%q are left, %v", left, err)
	}
}

func TestFlagsAreThoseThatTheProgramHas(t *testing.T) {
	l := launch{Weights: "/models/a b.gguf", Context: 4096}
	old := Program{flags: map[string]bool{}, Args: []string{"-ngl", "99"}}
	if got := strings.Join(old.flagsFor(l), " "); got != "--model /models/a b.gguf --alias a b --host 127.0.0.1 --port 0 --parallel 2 --ctx-size 8192 -ngl 99" {
		t.Errorf("%s", got)
	}
	new := Program{flags: map[string]bool{"--cache-prompt": true, "--no-webui": true, "--cache-ram": true}}
	if got := strings.Join(new.flagsFor(l), " "); !strings.HasSuffix(got, "--cache-prompt --cache-ram 512 --no-webui") {
		t.Errorf("%s", got)
	}
	if n, tell := threads(2, 16); n != 2 || !tell {
		t.Error("a container's limit is not told")
	}
	if _, tell := threads(16, 16); tell {
		t.Error("a whole machine is told what it knows better")
	}
}

func TestServerGetsNoSettingsAndSecretsOfOurs(t *testing.T) {
	got := environment([]string{"PATH=/bin", "LLAMA_ARG_HOST=0.0.0.0", "INKLING_API_KEY=a", "OPENAI_API_KEY=b", "HF_TOKEN=c", "HOME=/x"}, "k")
	if strings.Join(got, " ") != "PATH=/bin HOME=/x LLAMA_API_KEY=k" {
		t.Errorf("%q", got)
	}
}

func TestProgramMayHaveSpacesAndFlags(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Program Files")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "llama-server")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got, args, err := findProgram(path); err != nil || got != path || len(args) != 0 {
		t.Errorf("%q %q %v", got, args, err)
	}
	t.Setenv("PATH", dir)
	if got, args, err := findProgram(" llama-server -ngl 9 "); err != nil || got != path || strings.Join(args, " ") != "-ngl 9" {
		t.Errorf("%q %q %v", got, args, err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, _, err := findProgram(""); err == nil || !strings.Contains(err.Error(), "install llama.cpp") {
		t.Errorf("%v", err)
	}
	for _, system := range []string{"linux", "darwin", "windows", "plan9"} {
		if len(Install(system)) < 2 {
			t.Errorf("nothing installs llama.cpp on %s", system)
		}
	}
}

func TestProgramSaysItsVersion(t *testing.T) {
	p, err := FindProgram(t.Context(), llamatest.Program(t))
	if err != nil || !strings.Contains(p.Version, "build") || !p.flags["--cache-prompt"] {
		t.Errorf("%+v, %v", p.Version, err)
	}
}

func TestManagedBackendHasNoAddress(t *testing.T) {
	if _, err := New(model.Options{Name: Name, URL: "http://127.0.0.1:8080"}, wire.Defaults()); err == nil || !strings.Contains(err.Error(), "llamacpp") {
		t.Errorf("%v", err)
	}
}

func TestSocketFitsInItsAddress(t *testing.T) {
	l := launch{Folder: "/" + strings.Repeat("long/", 40), Name: "0123456789abcdef"}
	path, err := l.socket()
	if err != nil || len(path) > maxSocket || !strings.HasPrefix(path, os.TempDir()) {
		t.Errorf("%q, %v", path, err)
	}
}

func TestSupervisorIsNotForPeople(t *testing.T) {
	for _, args := range [][]string{nil, {"{}"}, {"x"}, {`{"name":"a"}`, "go"}, {`{"name":"a"}`, "stay", "x"}} {
		if err := Supervise(t.Context(), args); err == nil || !strings.Contains(err.Error(), "inkling model serve") {
			t.Errorf("%q: %v", args, err)
		}
	}
}
