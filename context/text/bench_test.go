package text

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var sizes = []int{5_000, 100_000} // lines

// source is a text of code's shape: about 34 bytes a line, a few of them not ASCII.
func source(lines int) string {
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for range lines {
		b.WriteString(strings.Repeat("\t", random.IntN(4)))
		b.WriteString(strings.Repeat("word ", random.IntN(13)))
		if random.IntN(20) == 0 {
			b.WriteString("// naïve 😀")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// BenchmarkChange types a character, and takes it away again, at a place that
// moves every forty keys. p99-ns is of a single change, as the read loop feels it.
func BenchmarkChange(b *testing.B) {
	for _, lines := range sizes {
		b.Run(fmt.Sprintf("%dlines", lines), func(b *testing.B) {
			var d Documents
			d.Open(NewSnapshot("file:///x", "go", 0, source(lines)))
			random := rand.New(rand.NewPCG(3, 4))
			took := make([]time.Duration, 0, 1<<20)
			line, version := 0, int32(0)
			b.ReportAllocs()
			for b.Loop() {
				if version%40 == 0 {
					line = random.IntN(lines)
				}
				key := PositionChange{span(line, 3, line, 3), "x"}
				if version%2 == 1 {
					key = PositionChange{span(line, 3, line, 4), ""}
				}
				version++
				start := time.Now()
				if _, err := d.Change("file:///x", version, UTF16, []PositionChange{key}); err != nil {
					b.Fatal(err)
				}
				if len(took) < cap(took) {
					took = append(took, time.Since(start))
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100]), "p99-ns")
		})
	}
}

func BenchmarkPositions(b *testing.B) {
	for _, lines := range sizes {
		s := NewSnapshot("file:///x", "go", 0, source(lines))
		for name, e := range map[string]Encoding{"UTF8": UTF8, "UTF16": UTF16} {
			b.Run(fmt.Sprintf("%dlines/%s", lines, name), func(b *testing.B) {
				random := rand.New(rand.NewPCG(3, 4))
				for b.Loop() {
					p := Position{random.IntN(lines), random.IntN(40)}
					s.OffsetPosition(s.PositionOffset(p, e), e)
				}
			})
		}
	}
}

// BenchmarkDifference compares a text with the one ten keystrokes later, and
// with an equal one that shares nothing with it.
func BenchmarkDifference(b *testing.B) {
	for _, lines := range sizes {
		content := source(lines)
		old := NewSnapshot("file:///x", "go", 0, content)
		typed := old
		for i := range 10 {
			typed, _ = typed.Apply(0, []Change{{Range{len(content)/2 + i, len(content)/2 + i}, "x"}})
		}
		stranger := NewSnapshot("file:///x", "go", 0, "x"+strings.Clone(content))
		for name, s := range map[string]*Snapshot{"descendant": typed, "stranger": stranger} {
			b.Run(fmt.Sprintf("%dlines/%s", lines, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					Difference(old, s)
				}
			})
		}
	}
}

func BenchmarkString(b *testing.B) {
	for _, lines := range sizes {
		s := NewSnapshot("file:///x", "go", 0, source(lines))
		b.Run(fmt.Sprintf("%dlines", lines), func(b *testing.B) {
			b.SetBytes(int64(s.Len()))
			for b.Loop() {
				_ = s.atVersion(1).String()
			}
		})
	}
}

func BenchmarkNewSnapshot(b *testing.B) {
	for _, lines := range sizes {
		content := source(lines)
		b.Run(fmt.Sprintf("%dlines", lines), func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			b.ReportAllocs()
			for b.Loop() {
				NewSnapshot("file:///x", "go", 0, content)
			}
		})
	}
}
