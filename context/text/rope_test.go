package text

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// A day's typing, pasting and cutting in a large text: the tree grows, and
// shrinks by whole subtrees, which short random texts seldom make it do.
func TestRopeStaysBalancedThroughManyChanges(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	content := strings.Repeat("func f() { return é😀 }\r\n", 20_000)
	root := newRope(content)
	for i := range 1500 {
		r := Range{Start: random.IntN(len(content) + 1)}
		var size int
		switch i % 50 {
		case 10, 30:
			size = 20_000
		case 40:
			size = len(content) / 3
		default:
			size = random.IntN(3)
		}
		r.End = min(r.Start+size, len(content))
		text := awkward[random.IntN(len(awkward))]
		if i%50 == 45 {
			text = strings.Repeat(text+"\n", random.IntN(60_000))
		}
		root = root.replace(r, text)
		content = content[:r.Start] + text + content[r.End:]
		if i%10 == 0 {
			checkRope(t, root)
		}
	}
	checkRope(t, root)
	if got := root.slice(Range{0, root.len()}); got != content {
		t.Fatal("the rope lost or changed bytes")
	}
	root = root.replace(Range{0, root.len()}, "")
	if checkRope(t, root); root.len() != 0 || root.height != 0 {
		t.Fatalf("an emptied rope has %d bytes and height %d", root.len(), root.height)
	}
}

func TestAChangeSharesTheRestOfTheText(t *testing.T) {
	a := newRope(strings.Repeat("some line of code\n", 5000))
	b := a.replace(Range{40_000, 40_000}, "x")
	inA := map[*node]bool{}
	visit(a, func(n *node) { inA[n] = true })
	fresh := 0
	visit(b, func(n *node) {
		if !inA[n] {
			fresh++
		}
	})
	if limit := b.height + 1; fresh > limit {
		t.Errorf("a keystroke made %d nodes, want the path of %d", fresh, limit)
	}
}

func visit(n *node, f func(*node)) {
	f(n)
	for _, c := range n.children {
		visit(c, f)
	}
}
