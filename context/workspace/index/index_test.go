package index

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"pgregory.net/rapid"
)

// fakeDisk holds files by path; an empty text is a file that may not be read.
type fakeDisk struct {
	mu      sync.Mutex
	files   map[string]string
	lists   int
	reads   int
	filters int
	watches int
	watched func([]workspace.Event) // nil until the disk is watched
	slow    time.Duration           // how long it takes until it is
	stamps  map[string]int          // how often each file was written
}

func (d *fakeDisk) List(_ context.Context, roots []string, _ string) ([]workspace.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lists++
	var files []workspace.File
	for _, path := range slices.Sorted(maps.Keys(d.files)) {
		if within(roots)(path) {
			size := int64(len(d.files[path]))
			stamp := workspace.Stamp{Size: size, Modified: 1, Node: uint64(d.stamps[path])} // long ago
			files = append(files, workspace.File{Path: path, URI: text.URI("file://" + path), Size: size, Stamp: stamp})
		}
	}
	return files, nil
}

func (d *fakeDisk) Filter(ctx context.Context, roots, paths []string) ([]workspace.File, error) {
	files, err := d.List(ctx, roots, "")
	d.mu.Lock()
	defer d.mu.Unlock()
	d.filters++
	return slices.DeleteFunc(files, func(f workspace.File) bool { return !slices.Contains(paths, f.Path) }), err
}

func (d *fakeDisk) Still(ctx context.Context, roots, paths []string) ([]workspace.File, error) {
	files, err := d.List(ctx, roots, "")
	return slices.DeleteFunc(files, func(f workspace.File) bool { return !slices.Contains(paths, f.Path) }), err
}

func (d *fakeDisk) Read(path string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reads++
	if d.files[path] == "" {
		return "", &workspace.ExcludedError{Path: path, Reason: workspace.ReasonGenerated}
	}
	return d.files[path], nil
}

func (d *fakeDisk) Watch(ctx context.Context, _ []string, ready func(), report func([]workspace.Event)) error {
	time.Sleep(d.slow)
	d.mu.Lock()
	d.watches++
	d.watched = report
	d.mu.Unlock()
	ready()
	<-ctx.Done()
	return ctx.Err()
}

func (d *fakeDisk) write(path, content string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files[path] = content
	if d.stamps == nil {
		d.stamps = make(map[string]int)
	}
	d.stamps[path]++
}

func (d *fakeDisk) remove(path string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, path)
}

// fakeModel keeps what it is taught, and the size of each batch.
type fakeModel struct {
	mu      sync.Mutex
	learned map[string]string
	batches []int
	stored  map[[sha256.Size]byte]string
	kept    []Time
	slow    time.Duration // what each batch takes
}

// Recall knows the texts that are in the store.
func (m *fakeModel) Recall(_ context.Context, files []File) (missing []File) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range files {
		if content, ok := m.stored[f.Sum]; ok {
			m.learned[string(f.URI)] = content
		} else {
			missing = append(missing, f)
		}
	}
	return missing
}

// Keep notes when it was asked to.
func (m *fakeModel) Keep(_ context.Context, t Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept = append(m.kept, t)
	return nil
}

func (m *fakeModel) Learn(ctx context.Context, files []Text) error {
	select {
	case <-time.After(m.slow):
	case <-ctx.Done():
		return ctx.Err()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	size := 0
	for _, f := range files {
		m.learned[string(f.URI)] = f.Content
		size += len(f.Content)
	}
	m.batches = append(m.batches, size)
	return nil
}

func (m *fakeModel) Forget(uris ...text.URI) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, u := range uris {
		delete(m.learned, string(u))
	}
}

func (m *fakeModel) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var b strings.Builder
	for _, u := range slices.Sorted(maps.Keys(m.learned)) {
		fmt.Fprintf(&b, "%s=%s ", strings.TrimPrefix(u, "file://"), m.learned[u])
	}
	return strings.TrimSpace(b.String())
}

// inBubble runs a test under a virtual clock, with an index on a disk of its own.
func inBubble(t *testing.T, o Options, files map[string]string, test func(*testing.T, *Index, *fakeDisk, *fakeModel)) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDisk{files: files}
		m := &fakeModel{learned: make(map[string]string)}
		if o.MaxBytes == 0 {
			o.MaxBytes = DefaultOptions().MaxBytes
		}
		l := start([]Learner{m}, o, d)
		defer l.Close()
		test(t, l, d, m)
	})
}

// settle waits until the index has nothing to do, and tells what the model knows.
func settle(m *fakeModel) string {
	time.Sleep(2 * quiet)
	synctest.Wait()
	return m.String()
}

func expect(t *testing.T, m *fakeModel, want string) {
	t.Helper()
	if got := settle(m); got != want {
		t.Fatalf("the model knows %q, want %q", got, want)
	}
}

func TestIndexFollowsTheDisk(t *testing.T) {
	files := map[string]string{"/r/a": "1", "/r/d/b": "2", "/r/d/c": "3", "/r/secret": "", "/other/x": "9"}
	inBubble(t, Options{}, files, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.SetRoots([]string{"/r"}, "")
		expect(t, m, "/r/a=1 /r/d/b=2 /r/d/c=3")

		d.write("/r/a", "11")
		d.write("/r/new", "4")
		l.Changed([]workspace.Event{{Kind: workspace.Written, Path: "/r/a"}, {Kind: workspace.Written, Path: "/r/new"}, {Kind: workspace.Written, Path: "/other/x"}})
		expect(t, m, "/r/a=11 /r/d/b=2 /r/d/c=3 /r/new=4")

		d.remove("/r/d/b")
		d.remove("/r/d/c")
		l.Changed([]workspace.Event{{Kind: workspace.Removed, Path: "/r/d"}})
		expect(t, m, "/r/a=11 /r/new=4")

		d.write("/r/new", "")
		l.Changed([]workspace.Event{{Kind: workspace.Written, Path: "/r/new"}})
		expect(t, m, "/r/a=11")

		l.SetRoots([]string{"/other"}, "")
		expect(t, m, "/other/x=9")
	})
}

func TestIndexLearnsOnlyWhatIsNewAfterARescan(t *testing.T) {
	inBubble(t, Options{}, map[string]string{"/r/a": "1", "/r/b": "2", "/r/c": "3"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.SetRoots([]string{"/r"}, "")
		settle(m)
		d.write("/r/b", "22")
		d.remove("/r/c")
		l.Changed([]workspace.Event{{Kind: workspace.Rescan}})
		expect(t, m, "/r/a=1 /r/b=22")
		if !slices.Equal(m.batches, []int{3, 2}) {
			t.Errorf("batches of %v bytes, want all and then the changed file", m.batches)
		}
	})
}

func TestIndexListsAnewWhenAnIgnoreFileChanges(t *testing.T) {
	inBubble(t, Options{}, map[string]string{"/r/a": "1"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.SetRoots([]string{"/r"}, "")
		settle(m)
		d.remove("/r/a") // what is ignored is listed no more
		d.write("/r/b", "2")
		l.Changed([]workspace.Event{{Kind: workspace.Written, Path: "/r/.gitignore"}})
		expect(t, m, "/r/b=2")
	})
}

func TestIndexTakesTheFirstChangeAtOnceAndGathersTheRestOfTheMoment(t *testing.T) {
	inBubble(t, Options{}, map[string]string{"/r/a": "1"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.SetRoots([]string{"/r"}, "")
		settle(m)
		reads := d.reads
		for i := range 10 {
			d.write("/r/a", strings.Repeat("x", i+1))
			l.Changed([]workspace.Event{{Kind: workspace.Written, Path: "/r/a"}})
			if i == 0 {
				synctest.Wait()
				if got := m.String(); got != "/r/a=x" {
					t.Errorf("right after the first change, the model knows %q", got)
				}
			}
			time.Sleep(quiet / 20)
		}
		expect(t, m, "/r/a=xxxxxxxxxx")
		if d.filters != 0 || d.reads-reads != 2 {
			t.Errorf("ten changes in half the quiet time were asked of git %d and read %d times, want never and twice", d.filters, d.reads-reads)
		}
	})
}

func TestIndexTeachesInGrowingBatchesNearestFirst(t *testing.T) {
	files := make(map[string]string)
	for i := range 64 {
		files[fmt.Sprintf("/r/%02d", i)] = strings.Repeat("x", firstBatch/2)
	}
	var progress []int
	o := Options{Progress: func(done, total int) { progress = append(progress, done, total) }}
	inBubble(t, o, files, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.SetRoots([]string{"/r"}, "")
		settle(m)
		if want := []int{1, 2, 4, 8, 16, 1}; !slices.Equal(inUnits(m.batches), want) {
			t.Errorf("batches are %v times the first, want %v", inUnits(m.batches), want)
		}
		if want := []int{0, 64, 2, 64, 6, 64, 14, 64, 30, 64, 62, 64, 64, 64}; !slices.Equal(progress, want) {
			t.Errorf("progress was %v, want %v", progress, want)
		}
	})
}

func inUnits(batches []int) []int {
	units := make([]int, len(batches))
	for i, b := range batches {
		units[i] = b / firstBatch
	}
	return units
}

func TestIndexTakesAChangeBeforeTheRestOfARound(t *testing.T) {
	files := map[string]string{"/r/a": "old"}
	for i := range 8 {
		files[fmt.Sprintf("/r/b%d", i)] = strings.Repeat("x", firstBatch)
	}
	inBubble(t, Options{}, files, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		m.slow = time.Second
		l.SetRoots([]string{"/r"}, "")
		time.Sleep(1500 * time.Millisecond) // into the second batch
		d.write("/r/a", "new")
		l.Changed([]workspace.Event{{Kind: workspace.Written, Path: "/r/a"}})
		time.Sleep(2 * time.Second) // the second batch, and the change
		if got := m.String(); !strings.HasPrefix(got, "/r/a=new ") || strings.Contains(got, "/r/b7") {
			t.Errorf("the model knows %.40q…, want the change but not yet the last file", got)
		}
	})
}

func TestIndexStaysWithinItsBytes(t *testing.T) {
	inBubble(t, Options{MaxBytes: 5}, map[string]string{"/r/a": "12", "/r/b": "34", "/r/c": "56"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.SetRoots([]string{"/r"}, "")
		expect(t, m, "/r/a=12 /r/b=34")
		d.write("/r/a", "123456")
		l.Changed([]workspace.Event{{Kind: workspace.Written, Path: "/r/a"}})
		expect(t, m, "/r/b=34")
	})
}

func TestIndexTakesAnotherLimit(t *testing.T) {
	inBubble(t, Options{MaxBytes: 4}, map[string]string{"/r/a": "12", "/r/b": "34", "/r/c": "56"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.SetRoots([]string{"/r"}, "")
		expect(t, m, "/r/a=12 /r/b=34")
		l.Limit(2)
		expect(t, m, "/r/a=12")
		l.Limit(6)
		expect(t, m, "/r/a=12 /r/b=34 /r/c=56")
		lists := d.lists
		l.Limit(6)
		if settle(m); d.lists != lists {
			t.Error("the same limit lists the workspace again")
		}
	})
}

func TestIndexWatchesTheRootsItHas(t *testing.T) {
	inBubble(t, Options{Watch: true}, map[string]string{"/r/a": "1", "/s/b": "2"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.SetRoots([]string{"/r"}, "")
		settle(m)
		l.SetRoots([]string{"/s"}, "")
		settle(m)
		d.write("/s/b", "22")
		d.watched([]workspace.Event{{Kind: workspace.Written, Path: "/s/b"}})
		expect(t, m, "/s/b=22")
	})
}

func TestIndexBeginsToWatchWhenNobodyElseDoes(t *testing.T) {
	inBubble(t, Options{}, map[string]string{"/r/a": "1"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.SetRoots([]string{"/r"}, "")
		settle(m)
		if d.watched != nil {
			t.Fatal("the disk is watched twice")
		}
		d.write("/r/a", "11") // seen by nobody
		l.Watch()
		expect(t, m, "/r/a=11")
		d.write("/r/a", "111")
		d.watched([]workspace.Event{{Kind: workspace.Written, Path: "/r/a"}})
		expect(t, m, "/r/a=111")
	})
}

func TestIndexToldToWatchBeforeItHasRootsWatchesThem(t *testing.T) {
	inBubble(t, Options{}, map[string]string{"/r/a": "1"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.Watch()
		settle(m)
		l.SetRoots([]string{"/r"}, "")
		expect(t, m, "/r/a=1")
		if d.watched == nil {
			t.Error("nobody watches the disk")
		}
	})
}

func TestIndexMissesNothingBeforeTheWatchIsReady(t *testing.T) {
	inBubble(t, Options{Watch: true}, map[string]string{"/r/a": "1"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		d.slow = time.Second
		l.SetRoots([]string{"/r"}, "")
		expect(t, m, "/r/a=1")
		d.write("/r/a", "11") // nobody tells
		time.Sleep(d.slow)
		expect(t, m, "/r/a=11")
	})
}

func TestIndexKeepsItsWatchWhenOnlyTheNearestFileChanges(t *testing.T) {
	inBubble(t, Options{Watch: true}, map[string]string{"/r/a": "1"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.SetRoots([]string{"/r"}, "")
		settle(m)
		l.SetRoots([]string{"/r"}, "/r/a")
		settle(m)
		if d.watches != 1 {
			t.Errorf("the disk was watched %d times", d.watches)
		}
	})
}

func TestIndexEndsInTheMiddleOfABatch(t *testing.T) {
	inBubble(t, Options{Watch: true}, map[string]string{"/r/a": "1"}, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		m.slow = time.Hour
		l.SetRoots([]string{"/r"}, "")
		time.Sleep(time.Second)
		begin := time.Now()
		l.Close()
		if time.Since(begin) != 0 {
			t.Errorf("closing took %v", time.Since(begin))
		}
	})
}

func TestIndexEndsARoundOfNothing(t *testing.T) {
	var rounds int
	o := Options{Progress: func(done, total int) {
		if done == total {
			rounds++
		}
	}}
	inBubble(t, o, nil, func(t *testing.T, l *Index, d *fakeDisk, m *fakeModel) {
		l.Changed([]workspace.Event{{Kind: workspace.Written, Path: "/r/a"}})
		settle(m)
		if rounds != 0 {
			t.Error("a round ended before there were roots")
		}
		l.SetRoots(nil, "")
		settle(m)
		if rounds != 1 {
			t.Errorf("%d rounds ended, want 1", rounds)
		}
	})
}

// fakeNotes are notes in memory.
type fakeNotes map[string][]byte

func (n fakeNotes) Note(name string) []byte { return n[name] }

func (n fakeNotes) PutNote(name string, value []byte) error {
	n[name] = value
	return nil
}

// restart runs a test with a second index, whose model has stored what the first learned.
func restart(t *testing.T, files map[string]string, between func(*fakeDisk, *fakeModel), test func(*testing.T, *Index, *fakeDisk, *fakeModel)) {
	notes := fakeNotes{}
	var d *fakeDisk
	stored := make(map[[sha256.Size]byte]string)
	inBubble(t, Options{Notes: notes}, files, func(t *testing.T, x *Index, first *fakeDisk, m *fakeModel) {
		x.SetRoots([]string{"/r"}, "")
		settle(m)
		d = first
		for _, content := range m.learned {
			stored[sha256.Sum256([]byte(content))] = content
		}
	})
	inBubble(t, Options{Notes: notes}, nil, func(t *testing.T, x *Index, second *fakeDisk, m *fakeModel) {
		second.files, second.stamps, m.stored = d.files, d.stamps, stored
		between(second, m)
		x.SetRoots([]string{"/r"}, "")
		test(t, x, second, m)
	})
}

func TestRestartReadsNothingThatStandsAsItStood(t *testing.T) {
	files := map[string]string{"/r/a": "1", "/r/b": "2", "/r/generated": ""}
	restart(t, files, func(*fakeDisk, *fakeModel) {}, func(t *testing.T, x *Index, d *fakeDisk, m *fakeModel) {
		expect(t, m, "/r/a=1 /r/b=2")
		if d.reads > 0 || len(m.batches) > 0 {
			t.Errorf("%d files were read, batches of %v bytes learned", d.reads, m.batches)
		}
	})
}

func TestRestartReadsWhatHasChangedAndLearnsWhatIsNew(t *testing.T) {
	files := map[string]string{"/r/a": "1", "/r/b": "2", "/r/c": "3", "/r/d": "4", "/r/generated": ""}
	change := func(d *fakeDisk, m *fakeModel) {
		d.write("/r/a", "1")         // touched
		d.write("/r/b", "22")        // new text
		d.write("/r/new", "3")       // a copy of c
		d.write("/r/generated", "5") // by hand now
		delete(m.stored, sha256.Sum256([]byte("4")))
	}
	restart(t, files, change, func(t *testing.T, x *Index, d *fakeDisk, m *fakeModel) {
		expect(t, m, "/r/a=1 /r/b=22 /r/c=3 /r/d=4 /r/generated=5 /r/new=3")
		if d.reads != 5 || !slices.Equal(m.batches, []int{4}) {
			t.Errorf("%d files were read, batches of %v bytes learned", d.reads, m.batches)
		}
	})
}

func TestBranchSwitchedBackIsRecalled(t *testing.T) {
	inBubble(t, Options{}, map[string]string{"/r/a": "1"}, func(t *testing.T, x *Index, d *fakeDisk, m *fakeModel) {
		m.stored = map[[sha256.Size]byte]string{sha256.Sum256([]byte("1")): "1"}
		x.SetRoots([]string{"/r"}, "")
		settle(m)
		for _, content := range []string{"branch", "1"} {
			d.write("/r/a", content)
			x.Changed([]workspace.Event{{Kind: workspace.Written, Path: "/r/a"}})
			expect(t, m, "/r/a="+content)
		}
		if !slices.Equal(m.batches, []int{len("branch")}) {
			t.Errorf("batches of %v bytes were learned", m.batches)
		}
	})
}

func TestFileThatMayHaveChangedUnseenIsReadAgain(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		name  string
		stamp workspace.Stamp
		want  bool
	}{
		{"long ago", workspace.Stamp{Modified: now.Add(-time.Minute).UnixNano()}, true},
		{"just now", workspace.Stamp{Modified: now.UnixNano() - 1}, false},
		{"in the future", workspace.Stamp{Modified: now.Add(time.Hour).UnixNano()}, false},
		{"an old time, set just now", workspace.Stamp{Modified: 1, Changed: now.UnixNano() - 1}, false},
		{"a whole second, a second ago", workspace.Stamp{Modified: now.Truncate(time.Second).Add(-time.Second).UnixNano()}, false},
		{"a whole second, longer ago", workspace.Stamp{Modified: now.Truncate(time.Second).Add(-5 * time.Second).UnixNano()}, true},
	} {
		if got := c.stamp.Settled(now); got != c.want {
			t.Errorf("%s: settled is %v", c.name, got)
		}
	}
}

func TestWhatWasLearnedIsKeptWhenThereIsTime(t *testing.T) {
	files := make(map[string]string)
	for i := range 3 {
		files[fmt.Sprintf("/r/%d", i)] = strings.Repeat("x", firstBatch+i)
	}
	inBubble(t, Options{}, files, func(t *testing.T, x *Index, d *fakeDisk, m *fakeModel) {
		change := func() {
			d.write("/r/0", strings.Repeat("y", len(d.files["/r/0"])+1))
			x.Changed([]workspace.Event{{Kind: workspace.Written, Path: "/r/0"}})
		}
		expect := func(what string, want ...Time) {
			t.Helper()
			synctest.Wait()
			m.mu.Lock()
			defer m.mu.Unlock()
			if !slices.Equal(m.kept, want) {
				t.Errorf("%s: kept at %v, want %v", what, m.kept, want)
			}
			m.kept = nil
		}
		x.SetRoots([]string{"/r"}, "")
		expect("during the round", Busy, Busy, Busy)
		time.Sleep(2 * restful)
		expect("after the round", Idle)
		change()
		time.Sleep(keepEvery / 2)
		change()
		expect("soon after changes")
		time.Sleep(keepEvery)
		expect("long after changes", Idle)
		time.Sleep(keepEvery)
		expect("when nothing has changed")
		change()
		synctest.Wait()
		x.Close()
		expect("at the end", Ending)
	})
}

func TestLearnersAreAskedWhatTheyUseThoughTheyOnlyRecalled(t *testing.T) {
	files := map[string]string{"/r/a": "a"}
	inBubble(t, Options{}, files, func(t *testing.T, x *Index, _ *fakeDisk, m *fakeModel) {
		time.Sleep(2 * restful)
		x.SetRoots([]string{"/r"}, "")
		time.Sleep(2 * restful)
		x.SetRoots([]string{"/r"}, "/r/a") // the file is known still
		time.Sleep(2 * restful)
		m.mu.Lock()
		defer m.mu.Unlock()
		if want := []Time{Busy, Idle, Idle}; !slices.Equal(m.kept, want) {
			t.Errorf("kept at %v, want %v", m.kept, want)
		}
	})
}

func TestRoundThatWasBrokenOffKeepsItsNotes(t *testing.T) {
	files := map[string]string{"/r/a": strings.Repeat("a", firstBatch), "/r/b": strings.Repeat("b", firstBatch)}
	notes := fakeNotes{}
	inBubble(t, Options{Notes: notes}, files, func(t *testing.T, x *Index, d *fakeDisk, m *fakeModel) {
		m.slow = time.Second
		x.SetRoots([]string{"/r"}, "")
		time.Sleep(1500 * time.Millisecond)
	})
	if len(notes) != 1 {
		t.Errorf("%d notes, want 1", len(notes))
	}
	for _, note := range notes { // of what was read, whether or not it was learned
		if lessons, err := decodeStamps(note); err != nil || len(lessons) != 2 {
			t.Errorf("noted %d files, want 2: %v", len(lessons), err)
		}
	}
}

func TestNotesAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := make(map[string]lesson)
		for range rapid.IntRange(0, 10).Draw(t, "files") {
			path := "/" + rapid.StringMatching(`[a-z/ é]{1,20}`).Draw(t, "path")
			l := lesson{uri: text.FileURI(path), left: rapid.Bool().Draw(t, "left")}
			l.stamp = workspace.Stamp{
				Size: rapid.Int64().Draw(t, "size"), Modified: rapid.Int64().Draw(t, "modified"),
				Changed: rapid.Int64().Draw(t, "changed"), Node: rapid.Uint64Min(1).Draw(t, "node"),
			}
			if !l.left {
				l.sum = sha256.Sum256([]byte(path))
			}
			want[path] = l
		}
		got, err := decodeStamps(encodeStamps(want))
		if err != nil || !maps.Equal(got, want) {
			t.Fatalf("read back %v: %v", got, err)
		}
	})
}

// FuzzDecodeStamps reads anything.
func FuzzDecodeStamps(f *testing.F) {
	f.Add(encodeStamps(map[string]lesson{"/a": {stamp: workspace.Stamp{Size: 1}}, "/b": {stamp: workspace.Stamp{Node: 2}, left: true}}))
	f.Fuzz(func(t *testing.T, note []byte) {
		lessons, err := decodeStamps(note)
		if err != nil && lessons != nil {
			t.Errorf("%d lessons beside the error %v", len(lessons), err)
		}
	})
}

func TestLaterLearnersCatchUpWhenTheFirstKnowsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDisk{files: map[string]string{}}
		for i := range 40 {
			d.files[fmt.Sprintf("/w/%02d", i)] = strings.Repeat("x", 40<<10) + fmt.Sprint(i)
		}
		first, second := &fakeModel{learned: map[string]string{}, slow: time.Second}, &fakeModel{learned: map[string]string{}, slow: time.Second}
		var early int
		var behind []int
		x := start([]Learner{first, second}, Options{MaxBytes: 1e9, Progress: func(done, total int) {
			if second.mu.Lock(); done < total {
				early += len(second.learned)
			}
			second.mu.Unlock()
		}, Behind: func(files int) { behind = append(behind, files) }}, d)
		defer x.Close()
		x.SetRoots([]string{"/w"}, "")
		time.Sleep(time.Hour)
		synctest.Wait()
		if early > 0 || len(second.learned) != 40 || second.String() != first.String() {
			t.Errorf("the second learned %d files, %d before the first had all", len(second.learned), early)
		}
		if len(behind) < 3 || !slices.Contains(behind, 40) || behind[len(behind)-1] != 0 {
			t.Errorf("it was behind by %v files", behind)
		}
		d.write("/w/07", "changed")
		d.remove("/w/08")
		x.Changed([]workspace.Event{{Kind: workspace.Written, Path: "/w/07"}, {Kind: workspace.Removed, Path: "/w/08"}})
		time.Sleep(time.Hour)
		synctest.Wait()
		if second.learned["file:///w/07"] != "changed" || len(second.learned) != 39 {
			t.Errorf("after a change it has %q, and %d files", second.learned["file:///w/07"], len(second.learned))
		}
	})
}
