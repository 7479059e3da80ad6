package workspace

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
)

// sortByDistance orders files by the number of steps from the folder of near to
// theirs, then by path.
func sortByDistance(files []File, near string) {
	if near == "" {
		slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
		return
	}
	from := steps(filepath.Dir(filepath.Clean(near)))
	distances := map[string]int{} // by folder
	placed := make([]placedFile, len(files))
	for i, f := range files {
		dir := filepath.Dir(f.Path)
		d, ok := distances[dir]
		if !ok {
			d = stepsBetween(from, steps(dir))
			distances[dir] = d
		}
		placed[i] = placedFile{f, d}
	}
	slices.SortFunc(placed, func(a, b placedFile) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.file.Path, b.file.Path))
	})
	for i, p := range placed {
		files[i] = p.file
	}
}

type placedFile struct {
	file     File
	distance int // steps
}

// stepsBetween counts the folders to leave and to enter on the way from a to b.
func stepsBetween(a, b []string) int {
	common := 0
	for common < min(len(a), len(b)) && a[common] == b[common] {
		common++
	}
	return len(a) + len(b) - 2*common
}

// steps are the folders on the way down to dir.
func steps(dir string) []string {
	return strings.FieldsFunc(filepath.ToSlash(dir), func(r rune) bool { return r == '/' })
}
