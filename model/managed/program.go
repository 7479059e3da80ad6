package managed

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// programName is what is looked for if nothing else is configured.
const programName = "llama-server"

// findProgram returns the path of the program that is configured, and the flags
// behind it. A path may have spaces in it.
func findProgram(configured string) (path string, args []string, err error) {
	name := strings.TrimSpace(configured)
	if name == "" {
		name = programName
	}
	if _, err := os.Stat(name); err != nil {
		words := strings.Fields(name)
		name, args = words[0], words[1:]
	}
	path, err = exec.LookPath(name)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	switch {
	case errors.Is(err, exec.ErrNotFound) && configured == "":
		return "", nil, fmt.Errorf("llama-server is not on PATH: install llama.cpp (%s), or set backend.program", Install(runtime.GOOS)[0])
	case err != nil:
		return "", nil, fmt.Errorf("the program of backend.program: %w", err)
	}
	return path, args, nil
}

// Install returns the commands that install llama.cpp on a system, the likeliest
// first. Those but Debian's are of llama.cpp's docs/install.md, read on 2026-11-24.
func Install(system string) []string {
	const releases = "or unpack a release of https://github.com/ggml-org/llama.cpp/releases so that llama-server is on PATH"
	switch system {
	case "windows":
		return []string{"winget install llama.cpp", releases}
	case "darwin":
		return []string{"brew install llama.cpp", "sudo port install llama.cpp", "nix profile install nixpkgs#llama-cpp", releases}
	case "linux":
		return []string{"brew install llama.cpp", "sudo apt install llama.cpp-tools", "nix profile install nixpkgs#llama-cpp", releases}
	}
	return []string{"brew install llama.cpp", releases}
}

// Program is a llama-server on this machine.
type Program struct {
	Path    string
	Args    []string // flags that the configuration gives it
	Version string   // as it says, such as "0.7.0 (build 11669)"
	flags   map[string]bool
}

// FindProgram looks for the llama-server that is configured, or for the one on PATH,
// and asks it what it is.
func FindProgram(ctx context.Context, configured string) (Program, error) {
	path, args, err := findProgram(configured)
	if err != nil {
		return Program{}, err
	}
	p, err := probe(ctx, path, args)
	if err != nil {
		return p, err
	}
	if said, err := ask(ctx, path, "--version"); err == nil {
		if m := versionLine.FindStringSubmatch(said); m != nil {
			p.Version = m[1]
		}
	}
	return p, nil
}

// patience bounds what a program may take to say what it is.
const patience = 20 * time.Second

var (
	versionLine = regexp.MustCompile(`(?m)^version:\s*(.+?)\s*$`)
	flagInHelp  = regexp.MustCompile(`--[a-z][a-z0-9-]*`)
)

// ask runs a program for what it says and ends.
func ask(ctx context.Context, path, flag string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	command := exec.CommandContext(ctx, path, flag)
	command.Env = environment(os.Environ(), "")
	command.WaitDelay = time.Second
	out, err := command.CombinedOutput() // some builds answer on standard error
	return string(out), err
}

// probe asks a program for its flags.
func probe(ctx context.Context, path string, args []string) (Program, error) {
	p := Program{Path: path, Args: args, flags: map[string]bool{}}
	help, err := ask(ctx, path, "--help")
	if err != nil {
		return p, fmt.Errorf("ask %s for its flags: %w", path, err)
	}
	for _, flag := range flagInHelp.FindAllString(help, -1) {
		p.flags[flag] = true
	}
	for _, flag := range []string{"--model", "--host", "--port", "--parallel", "--ctx-size"} {
		if !p.flags[flag] {
			return p, fmt.Errorf("%s is not a llama-server, or too old a one: it has no flag %s", path, flag)
		}
	}
	return p, nil
}

// lanes are the slots of a server: one for fill and one for chat, so that neither
// pushes the other's prompt out of the cache.
const lanes = 2

// flagsFor are the flags for completion while typing. What the user gives goes last,
// since the last of two equal flags counts.
func (p Program) flagsFor(l launch) []string {
	flags := []string{
		"--model", l.Weights, "--alias", l.alias(),
		// The system gives the port, and the server says which: nobody else can have it.
		"--host", "127.0.0.1", "--port", "0",
		"--parallel", strconv.Itoa(lanes), "--ctx-size", strconv.Itoa(lanes * l.Context),
	}
	add := func(flag string, values ...string) {
		if p.flags[flag] {
			flags = append(append(flags, flag), values...)
		}
	}
	add("--cache-prompt")
	// Of prompts that no slot holds any more, 8 GB would be kept unless it is told.
	add("--cache-ram", "512")
	add("--no-webui")
	add("--offline")
	add("--log-colors", "off")
	if n, ok := threads(runtime.GOMAXPROCS(0), runtime.NumCPU()); ok {
		add("--threads", strconv.Itoa(n))
	}
	return append(flags, p.Args...)
}

// threads is how many to compute with. The server itself takes one for each real
// core, which is right on a whole machine; but it does not know of a container's
// limit, which Go does, and with more threads than processors they wait for each
// other.
func threads(allowed, there int) (n int, tell bool) {
	return allowed, allowed < there
}

// environment is what the server gets of ours, with its key: no settings of its own,
// which would change what the flags say, and no secrets of others.
func environment(ours []string, key string) []string {
	theirs := slices.DeleteFunc(slices.Clone(ours), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		name = strings.ToUpper(name)
		return strings.HasPrefix(name, "LLAMA_") || strings.HasPrefix(name, "INKLING_") ||
			strings.HasSuffix(name, "_API_KEY") || strings.HasSuffix(name, "_TOKEN")
	})
	if key != "" {
		theirs = append(theirs, "LLAMA_API_KEY="+key)
	}
	return theirs
}
