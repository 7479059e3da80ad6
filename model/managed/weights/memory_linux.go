package weights

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

// FreeMemory is how many bytes programs can still have without others being pushed
// out; a container's limit counts.
func FreeMemory() (bytes int64, ok bool) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if value, is := strings.CutPrefix(lines.Text(), "MemAvailable:"); is {
			kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			if err != nil {
				return 0, false
			}
			return min(kilobytes<<10, containerMemory()), true
		}
	}
	return 0, false
}

// containerMemory is what is left of the limit of this process's group; without one
// it is as much as there can be.
func containerMemory() int64 {
	const unlimited = 1 << 62
	limit, ok := number("/sys/fs/cgroup/memory.max")
	used, used2 := number("/sys/fs/cgroup/memory.current")
	if !ok || !used2 {
		return unlimited
	}
	return max(0, limit-used)
}

func number(file string) (int64, bool) {
	content, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(content)), 10, 64)
	return n, err == nil
}
