package completion

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
	"github.com/inkling-lsp/inkling/model/local"
	"go.uber.org/goleak"
)

// workspaceOf is a folder of Go files, each with lines of its own.
func workspaceOf(t *testing.T, files int) string {
	t.Helper()
	root := t.TempDir()
	for i := range files {
		if err := os.WriteFile(filepath.Join(root, fmt.Sprintf("f%d.go", i)), []byte(lines(i)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func lines(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "package p\n\nfunc f%d() {\n", i)
	for j := range 20 {
		fmt.Fprintf(&b, "\tprepare%dx%d(alpha)\n\tfinish%dx%d(alpha, beta%d)\n", i, j, i, j, i*j)
	}
	return b.String() + "}\n"
}

func in(dir string) store.Options {
	o := store.DefaultOptions()
	o.Dir = dir
	return o
}

// study learns a workspace, keeps it in a store, and returns the model.
func study(t *testing.T, root, cache string) *local.Model {
	t.Helper()
	m := local.New(local.DefaultOptions())
	var s *store.Store
	if cache != "" {
		s = store.New(in(cache))
	}
	learned := make(chan struct{}, 1)
	x := index.Start([]index.Learner{NewKnowledge(m, s)}, index.Options{MaxBytes: 1e6, Notes: s, Progress: func(done, total int) {
		if done == total {
			select {
			case learned <- struct{}{}:
			default:
			}
		}
	}})
	defer x.Close()
	x.SetRoots([]string{root}, "")
	<-learned
	return m
}

// answers are what a model predicts at places that files of a workspace are
// evidence for: the texts, their probabilities and their sources.
func answers(t *testing.T, m *local.Model, files int) string {
	t.Helper()
	var b strings.Builder
	for i := range files {
		s := text.NewSnapshot("file:///elsewhere/ask.go", "go", 1, fmt.Sprintf("package p\n\nfunc g() {\n\tprepare%dx7(alpha)\n\t", i))
		p, err := m.Predict(t.Context(), local.Query{Snapshot: s, Offset: s.Len()})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Candidates {
			if strings.HasPrefix(c.Text, fmt.Sprintf("finish%dx", i)) {
				fmt.Fprintf(&b, "%s %.9f %s:%d\n", c.Text, c.Probability, filepath.Base(string(c.Source.URI)), c.Source.Line)
			}
		}
	}
	return b.String()
}

func TestRestartPredictsAsTheFirstStart(t *testing.T) {
	const files = 12
	root, cache := workspaceOf(t, files), t.TempDir()
	want := answers(t, study(t, root, ""), files)
	if strings.Count(want, "\n") < files {
		t.Fatalf("little is predicted: %s", want)
	}
	for start := range 3 {
		if got := answers(t, study(t, root, cache), files); got != want {
			t.Errorf("start %d predicts\n%s\nwant\n%s", start, got, want)
		}
	}
}

func textsOf(contents ...string) (texts []index.Text, files []index.File) {
	for i, c := range contents {
		f := index.File{URI: text.URI(fmt.Sprintf("file:///%d.go", i)), Sum: sha256.Sum256([]byte(c))}
		texts, files = append(texts, index.Text{File: f, Content: c}), append(files, f)
	}
	return texts, files
}

func TestKeepWritesNothingTwiceAndRemovesWhatIsCovered(t *testing.T) {
	o := in(t.TempDir())
	keep := func(k *Knowledge, when index.Time) int {
		t.Helper()
		if err := k.Keep(t.Context(), when); err != nil {
			t.Fatal(err)
		}
		return len(store.New(o).Packs(segments))
	}
	k := NewKnowledge(local.New(local.DefaultOptions()), store.New(o))
	texts, files := textsOf(lines(0), lines(1), lines(2), lines(3), lines(0))
	for i, want := range []int{1, 2, 3, 1} { // four small segments are joined to one
		if err := k.Learn(t.Context(), texts[i:i+1]); err != nil {
			t.Fatal(err)
		}
		if n := keep(k, index.Busy); n > max(0, i) {
			t.Errorf("%d packs in the middle of a round", n)
		}
		if n := keep(k, index.Idle); n != want {
			t.Errorf("%d packs after %d texts, want %d", n, i+1, want)
		}
	}
	second := NewKnowledge(local.New(local.DefaultOptions()), store.New(o))
	if missing := second.Recall(t.Context(), files); !slices.Equal(missing, files[4:]) {
		t.Errorf("%v is missing, want the second file of one text", missing)
	}
	if n := keep(second, index.Idle); n != 1 {
		t.Errorf("%d packs after what was there was recalled", n)
	}
}

func TestPackThatAServerWorksWithStaysYoung(t *testing.T) {
	o := in(t.TempDir())
	texts, files := textsOf(lines(0), lines(1))
	k := NewKnowledge(local.New(local.DefaultOptions()), store.New(o))
	if err := errors.Join(k.Learn(t.Context(), texts[:1]), k.Keep(t.Context(), index.Idle)); err != nil {
		t.Fatal(err)
	}
	other := NewKnowledge(local.New(local.DefaultOptions()), store.New(o))
	if err := errors.Join(other.Learn(t.Context(), texts[1:]), other.Keep(t.Context(), index.Idle)); err != nil {
		t.Fatal(err)
	}
	packs, _ := filepath.Glob(filepath.Join(o.Dir, "*", "segments-*"))
	if len(packs) != 2 {
		t.Fatalf("packs %q, want 2", packs)
	}
	then := time.Now().Add(-24 * time.Hour)
	for _, p := range packs {
		if err := os.Chtimes(p, then, then); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.Keep(t.Context(), index.Idle); err != nil {
		t.Fatal(err)
	}
	newest := store.New(o).Packs(segments)[0]
	young := 0
	for _, p := range packs {
		if info, err := os.Stat(p); err == nil && info.ModTime().After(then.Add(time.Hour)) {
			young++
		}
	}
	if young != 1 || !newest.Has(store.Key(local.KeyOf("", files[0].URI, files[0].Sum))) {
		t.Errorf("%d packs are young, want that of the first text alone", young)
	}
}

func TestPackThatIsNoSegmentIsLearnedAgain(t *testing.T) {
	o := in(t.TempDir())
	texts, files := textsOf(lines(0))
	key := store.Key(local.KeyOf("", files[0].URI, files[0].Sum))
	if err := store.New(o).Put(segments, []store.Key{key}, strings.NewReader("no segment")); err != nil {
		t.Fatal(err)
	}
	k := NewKnowledge(local.New(local.DefaultOptions()), store.New(o))
	if missing := k.Recall(t.Context(), files); len(missing) != 1 {
		t.Fatal("recalled from no segment")
	}
	if err := errors.Join(k.Learn(t.Context(), texts), k.Keep(t.Context(), index.Idle)); err != nil {
		t.Fatal(err)
	}
	if missing := NewKnowledge(local.New(local.DefaultOptions()), store.New(o)).Recall(t.Context(), files); len(missing) != 0 {
		t.Error("what was learned instead is not kept")
	}
}

// A pack whose key says another text than its segment holds is not believed.
func TestPackUnderAWrongKeyIsNotBelieved(t *testing.T) {
	o := in(t.TempDir())
	m := local.New(local.DefaultOptions())
	if err := m.Learn(t.Context(), []local.File{{URI: "file:///0.go", Content: lines(0)}}); err != nil {
		t.Fatal(err)
	}
	_, files := textsOf(lines(1))
	key := store.Key(local.KeyOf("", files[0].URI, files[0].Sum))
	if err := store.New(o).Put(segments, []store.Key{key}, m.Segments()[0]); err != nil {
		t.Fatal(err)
	}
	if missing := NewKnowledge(local.New(local.DefaultOptions()), store.New(o)).Recall(t.Context(), files); len(missing) != 1 {
		t.Error("a text was recalled from the segment of another")
	}
}

const childRoot, childCache = "INKLING_TEST_ROOT", "INKLING_TEST_CACHE"

// TestMain lets the tests run this test binary as a server that is killed.
func TestMain(m *testing.M) {
	if root := os.Getenv(childRoot); root != "" {
		learnForever(root, os.Getenv(childCache))
	}
	goleak.VerifyTestMain(m)
}

// learnForever learns a workspace again and again, and keeps it each time.
func learnForever(root, cache string) {
	for {
		s := store.New(in(cache))
		k := NewKnowledge(local.New(local.DefaultOptions()), s)
		learned := make(chan struct{}, 1)
		x := index.Start([]index.Learner{k}, index.Options{MaxBytes: 1e6, Notes: s, Progress: func(done, total int) {
			if done == total {
				select {
				case learned <- struct{}{}:
				default:
				}
			}
		}})
		x.SetRoots([]string{root}, "")
		fmt.Println("started")
		<-learned
		x.Close() // keeps
		if err := store.Clear(in(cache)); err != nil {
			panic(err)
		}
	}
}

// Two servers share a folder, one empties it, both are killed at some moment:
// the next start predicts what it would have without them.
func TestKilledServersLeaveNothingWrong(t *testing.T) {
	const files = 12
	root := workspaceOf(t, files)
	want := answers(t, study(t, root, ""), files)
	cache := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	for range 6 {
		after := time.Duration(random.Int64N(int64(60 * time.Millisecond)))
		var servers []*exec.Cmd
		for range 2 {
			c := exec.CommandContext(t.Context(), os.Args[0])
			c.Env = append(os.Environ(), childRoot+"="+root, childCache+"="+cache)
			out, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := out.Read(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			servers = append(servers, c)
		}
		timer := time.NewTimer(after)
		<-timer.C
		for _, c := range servers {
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = c.Wait() // it was killed
		}
		if got := answers(t, study(t, root, cache), files); got != want {
			t.Errorf("killed after %v, the next start predicts\n%s\nwant\n%s", after, got, want)
		}
	}
}
