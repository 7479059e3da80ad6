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
	distance := func(f File) int {
		dir := filepath.Dir(f.Path)
		d, ok := distances[dir]
		if !ok {
			d = stepsBetween(from, steps(dir))
			distances[dir] = d
		}
		return d
	}
	slices.SortFunc(files, func(a, b File) int {
		return cmp.Or(cmp.Compare(distance(a), distance(b)), strings.Compare(a.Path, b.Path))
	})
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
