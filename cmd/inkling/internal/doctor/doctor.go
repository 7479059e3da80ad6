package doctor

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/internal/config"
	"github.com/inkling-lsp/inkling/model/local"
)

// Level is how good a finding is.
type Level string

// The levels.
const (
	Good  Level = "good"
	Note  Level = "note"  // works, but could be better or is worth knowing
	Wrong Level = "wrong" // something does not work
)

// Finding is one thing that was looked at.
type Finding struct {
	Topic string `json:"topic"`
	Level Level  `json:"level"`
	Says  string `json:"says"`
	// Mend is what to do about it, as a command where one does it; empty if good.
	Mend string `json:"mend,omitempty"`
}

// Examine looks at everything, one thing after another, in the order in which a
// reader wants to know: the program, what it needs, the workspace, the editors.
// root is the workspace's folder, settings what holds there, server what there is to
// say of the model server, machine of running one here.
func Examine(ctx context.Context, root string, settings config.Loaded, server Finding, machine []Finding) []Finding {
	findings := append([]Finding{embedded(ctx), server}, machine...)
	findings = append(findings, configuration(settings)...)
	findings = append(findings, git(ctx))
	files, found := listed(ctx, root)
	findings = append(findings, found)
	findings = append(findings, cache(settings.Config.Cache))
	findings = append(findings, watches(files)...)
	findings = append(findings, neovim(ctx), code(ctx))
	return findings
}

// embedded completes a line in a document that is made for it.
func embedded(ctx context.Context) Finding {
	const line = "\tif err := Examine(ctx); err != nil {\n"
	content := "package a\n\nfunc a() {\n" + line + "\t}\n}\n\nfunc b() {\n\tif err := Exam"
	s := text.NewSnapshot("untitled:doctor.go", "go", 1, content)
	m := local.New(local.DefaultOptions())
	m.Open(s)
	start := time.Now()
	engine := completion.New(completion.DefaultOptions(), completion.Deps{Predictor: m})
	answer, err := engine.Suggest(ctx, completion.Request{Snapshot: s, Offset: s.Len(), Trigger: completion.Invoked})
	took := time.Since(start)
	switch {
	case err != nil:
		return Finding{"embedded model", Wrong, "it failed: " + err.Error(), "report it: this should never happen"}
	case len(answer.Suggestions) == 0 || answer.Suggestions[0].Text != "ine(ctx); err != nil {":
		return Finding{"embedded model", Wrong, "it does not complete a line that stands twice in a document", "report it: this should never happen"}
	}
	return Finding{"embedded model", Good, fmt.Sprintf("completes a line in %.2f ms", float64(took.Microseconds())/1000), ""}
}

// configuration tells each setting that does not hold as it was written.
func configuration(l config.Loaded) []Finding {
	if len(l.Problems) == 0 {
		return []Finding{{"settings", Good, "all that is written is understood", ""}}
	}
	var findings []Finding
	for _, p := range l.Problems {
		findings = append(findings, Finding{"settings", Note, p.String(), "inkling config --show-origin shows what holds instead"})
	}
	return findings
}

func git(ctx context.Context) Finding {
	out, err := output(ctx, "git", "--version")
	if err != nil {
		return Finding{"git", Note, "not found: the ignore rules are read without it, and a tracked file that is ignored is missed", "install git"}
	}
	return Finding{"git", Good, strings.TrimSpace(out), ""}
}

// listed lists the workspace, as the server does first of all.
func listed(ctx context.Context, root string) ([]workspace.File, Finding) {
	start := time.Now()
	files, err := workspace.List(ctx, []string{root}, "")
	took := time.Since(start).Round(time.Millisecond)
	bytes := int64(0)
	for _, f := range files {
		bytes += f.Size
	}
	says := fmt.Sprintf("%s: %.1f MB in files that may be learned (%d), listed in %v", root, float64(bytes)/1e6, len(files), took)
	switch {
	case err != nil:
		return files, Finding{"workspace", Wrong, err.Error(), "give a folder that can be read: inkling doctor DIR"}
	case len(files) == 0:
		return files, Finding{"workspace", Note, root + ": nothing to learn from", "inkling index --explain FILE says why a file is left out"}
	case took > 5*time.Second:
		return files, Finding{"workspace", Note, says, "list large folders of data in .gitignore"}
	}
	return files, Finding{"workspace", Good, says, ""}
}

func neovim(ctx context.Context) Finding {
	out, err := output(ctx, "nvim", "--version")
	if err != nil {
		return Finding{"Neovim", Note, "not on PATH", "if you use it: install 0.12 or newer"}
	}
	first, _, _ := strings.Cut(out, "\n")
	if v := regexp.MustCompile(`(\d+)\.(\d+)`).FindStringSubmatch(first); v != nil {
		major, _ := strconv.Atoi(v[1])
		minor, _ := strconv.Atoi(v[2])
		if major > 0 || minor >= 12 {
			return Finding{"Neovim", Good, first + ", with inline completion", ""}
		}
	}
	return Finding{"Neovim", Note, first + " has no inline completion of its own", "install 0.12 or newer"}
}

func code(ctx context.Context) Finding {
	out, err := output(ctx, "code", "--version")
	if err != nil {
		return Finding{"VS Code", Note, "code is not on PATH", "if you use it: \"Shell Command: Install 'code' command in PATH\" in its command palette"}
	}
	first, _, _ := strings.Cut(out, "\n")
	return Finding{"VS Code", Good, first, ""}
}

// patience bounds what another program may take to say its version.
const patience = 5 * time.Second

func output(ctx context.Context, program string, args ...string) (string, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, args...).Output()
	return string(out), err
}
