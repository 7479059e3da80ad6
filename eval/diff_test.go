package eval

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestDiffIsRead(t *testing.T) {
	const out = `diff --git a/kept.go b/kept.go
index 1111111..2222222 100644
--- a/kept.go
+++ b/kept.go
@@ -3,2 +3 @@ func f() {
-	old one
---- a/trap
+	new
@@ -9,0 +9,2 @@
+++ b/trap
+	added
diff --git a/before.go b/after.go
similarity index 90%
rename from before.go
rename to after.go
index 3333333..4444444 100644
--- a/before.go
+++ b/after.go
@@ -1 +0,0 @@
-	gone
\ No newline at end of file
diff --git a/new.go b/new.go
new file mode 100644
index 0000000..5555555
--- /dev/null
+++ b/new.go
@@ -0,0 +1,2 @@
+a
+b
diff --git a/dead.go b/dead.go
deleted file mode 100644
index 6666666..0000000
--- a/dead.go
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git "a/qu\"ote.go" "b/qu\"ote.go"
index 7777777..8888888 100644
--- "a/qu\"ote.go"
+++ "b/qu\"ote.go"
@@ -5 +5 @@
-y
+z
`
	want := diff{
		files: []fileDiff{
			{"kept.go", "kept.go", "1111111", "2222222", []hunk{{2, 4, 2, 3}, {9, 9, 8, 10}}},
			{"before.go", "after.go", "3333333", "4444444", []hunk{{0, 1, 0, 0}}},
			{"", "new.go", "0000000", "5555555", []hunk{{0, 0, 0, 2}}},
			{"dead.go", "", "6666666", "0000000", []hunk{{0, 1, 0, 0}}},
			{`qu"ote.go`, `qu"ote.go`, "7777777", "8888888", []hunk{{4, 5, 4, 5}}},
		},
		removed: map[string]int{"old one": 1, "--- a/trap": 1, "gone": 1, "x": 1, "y": 1},
		added:   6,
	}
	if got := parseDiff(out); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestMissingFileOfAnotherKindIsNoHindrance(t *testing.T) {
	dir := history(t, "-- 00/a.go --\npackage a\n-- 00/big.svg --\nold\n-- 01/a.go --\npackage a\n\nvar x = y\n-- 01/big.svg --\nnew\n")
	repo, err := openRepository(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := repo.close(); err != nil {
			t.Error(err)
		}
	}()
	base, ids, err := repo.commits(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := repo.tree(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	loosen(t, dir)
	for _, e := range tree {
		if e.path == "big.svg" {
			if err := os.Remove(filepath.Join(dir, "objects", e.blob[:2], e.blob[2:])); err != nil {
				t.Fatal(err)
			}
		}
	}
	d, err := repo.diff(t.Context(), base, ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(d.files) != 1 || d.files[0].to != "a.go" || d.added != 2 {
		t.Errorf("got %+v, want the change of a.go", d)
	}
}

// loosen takes a repository's objects out of its packs.
func loosen(t *testing.T, dir string) {
	t.Helper()
	packs, err := filepath.Glob(filepath.Join(dir, "objects", "pack", "*.pack"))
	if err != nil {
		t.Fatal(err)
	}
	for _, pack := range packs {
		data, err := os.ReadFile(pack)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{pack, strings.TrimSuffix(pack, ".pack") + ".idx"} {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
		unpack := exec.Command("git", "--git-dir="+dir, "unpack-objects", "-q")
		unpack.Stdin = bytes.NewReader(data)
		if out, err := unpack.CombinedOutput(); err != nil {
			t.Fatalf("unpack: %v: %s", err, out)
		}
	}
}

func FuzzDiffNeverPanics(f *testing.F) {
	f.Add("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +3 @@\n-a\n-b\n+c\n")
	f.Add("@@ -1 +1 @@\n")
	f.Add("diff --git\n@@ -\nrename\nindex\n--- \"\n")
	f.Fuzz(func(t *testing.T, out string) {
		for _, file := range parseDiff(out).files {
			for _, h := range file.hunks {
				if h.oldEnd < h.old || h.newEnd < h.new || h.old < 0 || h.new < 0 {
					t.Errorf("hunk %+v", h)
				}
			}
		}
	})
}
