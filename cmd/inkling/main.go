package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the command line, as kong reads it.
type commands struct {
	LSP      lspCommand      `cmd:"" name:"lsp" help:"Run the language server on standard input and output."`
	Complete completeCommand `cmd:"" help:"Print one inline completion."`
	Config   configCommand   `cmd:"" help:"Print the settings and where they come from; trust a workspace's own."`
	Demo     demoCommand     `cmd:"" help:"Watch Inkling complete real code, key by key."`
	Doctor   doctorCommand   `cmd:"" help:"Say what works here, what does not, and what mends it."`
	Model    modelCommand    `cmd:"" help:"The model server: what there is, what is configured, how fast it is."`
	Index    indexCommand    `cmd:"" help:"Learn a workspace and keep it; say why a file is left out; clear what is kept."`
	Version  versionCommand  `cmd:"" help:"Print the version."`

	Completions completionsCommand `cmd:"" help:"Print what completes this command line in a shell."`
	Man         manCommand         `cmd:"" help:"Print the manual page: inkling man | man -l -"`
	Asked       askedCommand       `cmd:"" name:"__complete" hidden:""`
	Supervise   superviseCommand   `cmd:"" name:"__supervise" hidden:""`
}

// console is what a command may read and print to.
type console struct {
	in       io.Reader
	out, err io.Writer
}

func main() { os.Exit(run(os.Args[1:], console{os.Stdin, os.Stdout, os.Stderr})) }

// run executes a command line and returns its exit code.
func run(args []string, c console) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// A reader that goes away must not end the program before it has cleaned up.
	signal.Ignore(syscall.SIGPIPE)
	code := -1
	parser, err := kong.New(&commands{},
		kong.Name("inkling"),
		kong.Description("Code completion from what your workspace already says. No key, no network, no download."),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(c.out, c.err),
		kong.Exit(func(n int) { code = n }), // only --help exits by itself
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(c),
	)
	if err != nil {
		return report(c.err, err)
	}
	if len(args) == 0 { // whoever types only the name wants to know what there is
		parser.Stdout = c.err
		_, _ = parser.Parse([]string{"--help"})
		return badUsage
	}
	command, err := parser.Parse(asEditorsSay(args))
	if code >= 0 {
		return code
	}
	if err != nil {
		return report(c.err, usage(err, "run \"inkling --help\" for what there is"))
	}
	err = command.Run()
	if errors.Is(err, syscall.EPIPE) {
		return done // as in "inkling demo | head": the reader has had enough
	}
	if err != nil && ctx.Err() != nil { // only a signal ends ctx, and the error is its consequence
		err = byInterrupt(err)
	}
	return report(c.err, err)
}

// asEditorsSay understands what is not a command but often sent: language servers
// are started with --stdio, and programs are asked for their --version. A place
// on standard input, as in -:12:8, looks like a flag and must go behind "--".
func asEditorsSay(args []string) []string {
	place := func(arg string) bool { return strings.HasPrefix(arg, "-:") }
	switch {
	case slices.ContainsFunc(args, place) && !slices.Contains(args, "--"):
		i := slices.IndexFunc(args, place)
		return slices.Concat(args[:i], args[i+1:], []string{"--", args[i]})
	case args[0] == "help":
		return append(args[1:], "--help")
	case args[0] == "--version":
		return slices.Concat([]string{"version"}, args[1:])
	case slices.Contains(args, "--stdio") && strings.HasPrefix(args[0], "-"):
		return slices.Concat([]string{"lsp"}, args)
	}
	return args
}

// report prints an error with what to do about it, and returns the exit code.
func report(w io.Writer, err error) int {
	if err == nil {
		return done
	}
	code := badUsage
	var f *failure
	if errors.As(err, &f) {
		code = f.code
	}
	if errors.As(err, new(unsaid)) {
		return code
	}
	fmt.Fprintf(w, "inkling: %v\n", err)
	if f != nil && f.hint != "" {
		fmt.Fprintf(w, "inkling: %s\n", f.hint)
	}
	return code
}
