package workspace

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkList lists 20,000 files in 1,000 folders: by git, which has them in its
// index, and by walking.
func BenchmarkList(b *testing.B) {
	dir := b.TempDir()
	git(b, dir, "init", "-q")
	files := map[string]string{".gitignore": "*.log\n/out/\n**/gen/*.go\n"}
	for i := range 20_000 {
		files[fmt.Sprintf("p%d/q%d/f%d.go", i%10, i%1000, i)] = "package q\n"
	}
	write(b, dir, files)
	git(b, dir, "add", ".")
	near := filepath.Join(dir, "p3", "q13", "f13.go")
	for _, name := range []string{"git", "walk"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				files, err := listers[name].files(b.Context(), []string{dir}, nil)
				if err != nil || len(files) != 20_001 {
					b.Fatal(len(files), err)
				}
				sortByDistance(files, near)
			}
		})
	}
}

// BenchmarkRead reads a source file of ordinary size, from the system's cache.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	content := "package a\n" + strings.Repeat("\tif err != nil { // why\n\t\treturn err\n\t}\n", 300)
	write(b, dir, map[string]string{"a.go": content})
	path := filepath.Join(dir, "a.go")
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(path); err != nil {
			b.Fatal(err)
		}
	}
}
