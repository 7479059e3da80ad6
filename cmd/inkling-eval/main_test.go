package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/eval"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const frozen = "../../eval/testdata/frozen"

func TestExitCodesSayWhatWentWrong(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"--help", exitDone, ""},
		{"", exitUsage, "replay"},
		{"repaly", exitUsage, "repaly"},
		{"replay", exitUsage, "NAME=DIRECTORY"},
		{"replay =x", exitUsage, "NAME=DIRECTORY"},
		{"replay --commits=many x=y", exitUsage, "commits"},
		{"replay x=/no/such/repository", exitFailed, "/no/such/repository"},
		{"bench --server sh --rows lern", exitFailed, "there are replay, predict, roundtrip, menu, indexing, learn, start, keep, kill, change, symbols"},
		{"bench --server /no/such/inkling --rows start", exitFailed, "/no/such/inkling"},
		{"replay --frozen /no/such/set", exitFailed, "/no/such/set"},
	} {
		var out, errs bytes.Buffer
		code := run(t.Context(), strings.Fields(c.args), &out, &errs)
		if code != c.code || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%q: exit code %d, want %d; on standard error %q, want %q in it", c.args, code, c.code, errs.String(), c.says)
		}
		if code != exitDone && out.Len() > 0 {
			t.Errorf("%q: an error printed %q on standard output", c.args, out.String())
		}
	}
}

func TestPromptPrintsWhatItHasAndSaysWhatItNeeds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "measured.jsonl")
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"prompt --print", exitDone, ""},
		{"prompt --server sh --rows qualty", exitFailed, "there are quality, reading, typing, requests, overhead"},
		{"prompt --server sh --rows quality", exitFailed, "WEIGHTS=FILE.gguf"},
		{"prompt --server sh --rows requests", exitFailed, "NAME=DIRECTORY"},
	} {
		var out, errs bytes.Buffer
		code := run(t.Context(), append(strings.Fields(c.args), "--file", file), &out, &errs)
		if code != c.code || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%q: exit code %d, want %d; on standard error %q, want %q in it", c.args, code, c.code, errs.String(), c.says)
		}
		if c.code == exitDone && !strings.Contains(out.String(), "| not measured | ? |") {
			t.Errorf("%q printed %q", c.args, out.String())
		}
	}
}

func TestInterruptedReplayEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if code := run(ctx, []string{"replay", "--frozen", frozen}, &out, &errs); code != exitInterrupted {
		t.Errorf("exit code %d, want %d: %s", code, exitInterrupted, errs.String())
	}
}

func TestJSONIsOneObjectAndProgressIsSilentOffATerminal(t *testing.T) {
	queries := filepath.Join(t.TempDir(), "queries.jsonl")
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"replay", "--frozen", frozen, "--json", "--out-queries", queries}, &out, &errs); code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	if errs.Len() > 0 {
		t.Errorf("standard error has %q", errs.String())
	}
	var report eval.Report
	d := json.NewDecoder(&out)
	if err := d.Decode(&report); err != nil {
		t.Fatal(err)
	}
	if d.More() {
		t.Error("there is more than one object")
	}
	asked := 0
	for _, r := range report.Repositories {
		asked += r.Queries
	}
	f, err := os.Open(queries)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := 0
	for s := bufio.NewScanner(f); s.Scan(); lines++ {
		var o eval.Outcome
		if err := json.Unmarshal(s.Bytes(), &o); err != nil {
			t.Fatalf("query %d: %v", lines, err)
		}
	}
	if len(report.Repositories) != 3 || asked == 0 || lines != asked {
		t.Errorf("%d repositories, %d queries reported, %d written", len(report.Repositories), asked, lines)
	}
}

func TestRepositoryNameIsItsFolderUnlessGiven(t *testing.T) {
	for arg, want := range map[string]named{
		"caddy=/src/x":         {"caddy", "/src/x"},
		"/src/caddy":           {"caddy", "/src/caddy"},
		"/src/caddy/":          {"caddy", "/src/caddy/"},
		"/src/caddy/.git":      {"caddy", "/src/caddy/.git"},
		"/mirror/caddy.git":    {"caddy", "/mirror/caddy.git"},
		"caddy=/src/a=b/caddy": {"caddy", "/src/a=b/caddy"},
	} {
		var got named
		if err := got.UnmarshalText([]byte(arg)); err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", arg, got, err, want)
		}
	}
}
