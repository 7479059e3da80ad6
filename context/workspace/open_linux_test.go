package workspace

import (
	"bytes"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The kernel itself is asked which files were opened, by whichever way.
func TestNoSecretFileIsEverOpened(t *testing.T) {
	dir := tempDir(t)
	git(t, dir, "init", "-q")
	write(t, dir, map[string]string{"a.go": "package a\n", ".env": "K=1", "tls.key": "K", "credentials.json": "{}", "notes.txt": ""})
	git(t, dir, "add", "-f", ".env")
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close(fd) }() // it is only read from
	if _, err := unix.InotifyAddWatch(fd, dir, unix.IN_OPEN); err != nil {
		t.Fatal(err)
	}

	w := watchDir(t, dir)
	for _, l := range listers {
		files, err := l.files(t.Context(), []string{dir}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if _, err := Read(f.Path); err != nil {
				t.Error(err)
			}
		}
	}
	for _, name := range []string{".env", "tls.key", "credentials.json"} {
		if _, err := Read(filepath.Join(dir, name)); reasonOf(err) != ReasonSecret {
			t.Errorf("%s: error %v, want reason %s", name, err, ReasonSecret)
		}
	}
	w.rename(".env", ".env.old")
	w.rename("notes.txt", "new.txt")
	w.until("written new.txt")

	opened := openedFiles(t, fd)
	delete(opened, "")     // the folder itself
	delete(opened, ".git") // by git
	if got, want := slices.Sorted(maps.Keys(opened)), []string{"a.go", "notes.txt"}; !slices.Equal(got, want) {
		t.Errorf("opened %q, want %q", got, want)
	}
}

// openedFiles reads the names in the events that wait at an inotify descriptor.
func openedFiles(t *testing.T, fd int) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	buf := make([]byte, 64<<10)
	for {
		n, err := unix.Read(fd, buf)
		if err == unix.EAGAIN {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at < n; {
			e := (*unix.InotifyEvent)(unsafe.Pointer(&buf[at]))
			at += unix.SizeofInotifyEvent
			names[string(bytes.TrimRight(buf[at:at+int(e.Len)], "\x00"))] = true
			at += int(e.Len)
		}
	}
}
