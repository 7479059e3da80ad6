package house

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

// module is loaded once for all rules.
var module = sync.OnceValues(func() (*Module, error) { return Load(".") })

func loaded(t *testing.T) *Module {
	t.Helper()
	m, err := module()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func report(t *testing.T, problems []string) {
	t.Helper()
	for _, p := range problems {
		t.Error(p)
	}
}

func TestImportsRunDownwardsAndThroughDoors(t *testing.T) {
	m := loaded(t)
	report(t, ImportProblems(m.Packages, goMod(t, m).direct()))
}

func TestPackagesSayWhatTheyAreForAndWhatTheyNeverDo(t *testing.T) {
	for _, p := range loaded(t).Packages {
		report(t, PackageProblems(p))
	}
}

func TestFilesFunctionsAndPackagesAreShort(t *testing.T) {
	report(t, SizeProblems(loaded(t).Packages, long, rows))
}

func TestTestsNeitherSkipNorSleep(t *testing.T) {
	for _, p := range loaded(t).Packages {
		for _, f := range p.Files {
			report(t, TestProblems(f))
		}
	}
}

func TestModuleIsInstallableByItsPath(t *testing.T) {
	m := loaded(t)
	mod := goMod(t, m)
	if m.Path != modulePath || mod.Module.Path != modulePath {
		t.Errorf("go.mod names the module %q, want %q", m.Path, modulePath)
	}
	if len(mod.Replace) > 0 {
		t.Error("go.mod has a replace directive: `go install` of a version refuses such a module")
	}
}

func TestArchitecturePageShowsEveryRoom(t *testing.T) {
	m := loaded(t)
	page := read(t, m, "docs/architecture.md")
	for _, rooms := range floors {
		for _, room := range rooms {
			if !strings.Contains(page, "`"+room+"`") {
				t.Errorf("docs/architecture.md does not name `%s`: the page is the map of the house", room)
			}
		}
	}
}

func TestDecisionsAreNumbered(t *testing.T) {
	problems, gaps := DecisionProblems(loaded(t).Files)
	report(t, problems)
	if len(gaps) > 0 {
		t.Logf("no decisions with the numbers %v; if they were withdrawn, say so in docs/decisions/README.md", gaps)
	}
}

func TestChangelogIsInForm(t *testing.T) {
	report(t, ChangelogProblems(read(t, loaded(t), "CHANGELOG.md")))
}

func TestCommandsInDocumentsExist(t *testing.T) {
	m := loaded(t)
	known := map[string][]string{"make": nil}
	for _, p := range m.Packages {
		if p.Path != "cmd/inkling" && p.Path != "cmd/inkling-eval" {
			continue
		}
		name := strings.TrimPrefix(p.Path, "cmd/")
		if known[name] = subcommands(p); len(known[name]) == 0 {
			t.Errorf("no commands found in %s: does it still use kong's tags? then teach subcommands the new way", p.Path)
		}
	}
	for _, f := range m.Files {
		if strings.HasSuffix(f, ".md") && !strings.Contains(f, "testdata/") {
			markdown := read(t, m, f)
			for _, c := range commandsIn(markdown) {
				if c.program == "make" && !slices.Contains(known["make"], c.argument) && makes(t, m, c.argument) {
					known["make"] = append(known["make"], c.argument)
				}
			}
			report(t, CommandProblems(f, markdown, known))
		}
	}
}

func TestCIRunsTheTestCommandThenTheLinter(t *testing.T) {
	script := read(t, loaded(t), ".ci/run")
	test, lint := strings.Index(script, "\nmake test\n"), strings.Index(script, "\nmake lint\n")
	if test < 0 || lint < test {
		t.Error(".ci/run does not run `make test`, then `make lint`: what passes here has to pass for whoever reads the README")
	}
}

func TestNothingIsTrueOfOneMachineOnly(t *testing.T) {
	m := loaded(t)
	for _, f := range m.Files {
		content := read(t, m, f)
		if !strings.Contains(content, "\x00") && f != "go.sum" {
			report(t, TextProblems(f, content))
		}
	}
}

func read(t *testing.T, m *Module, name string) string {
	t.Helper()
	content, err := m.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// makes says whether make knows how to make a target, without making it.
func makes(t *testing.T, m *Module, target string) bool {
	t.Helper()
	dry := exec.CommandContext(t.Context(), "make", "--dry-run", target)
	dry.Dir = m.Root
	return dry.Run() == nil
}

// modFile is what `go mod edit -json` says of go.mod.
type modFile struct {
	Module  struct{ Path string }
	Require []struct {
		Path     string
		Indirect bool
	}
	Replace []any
}

func goMod(t *testing.T, m *Module) (mod modFile) {
	t.Helper()
	output, err := run(m.Root, "go", "mod", "edit", "-json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(output, &mod); err != nil {
		t.Fatal(err)
	}
	return mod
}

// direct are the modules that the project itself imports.
func (m modFile) direct() []string {
	var paths []string
	for _, r := range m.Require {
		if !r.Indirect {
			paths = append(paths, r.Path)
		}
	}
	return paths
}
