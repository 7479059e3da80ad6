package text

import (
	"slices"
	"strings"
)

// The text of a snapshot is a rope: a B-tree whose leaves hold the bytes and
// whose nodes are never changed once they are made.
//
//	             [ 1,140 bytes, 33 lines ]                 inner: 4 to 16 children
//	            /            |            \
//	[ 390 bytes, 11 ] [ 384 bytes, 12 ] [ 366 bytes, 10 ]  leaf: 128 to 512 bytes
//
// A change copies the leaves it touches and the path above them, and shares all
// the rest with the text before. All leaves are at the same depth, and all but
// the root are filled as the drawing says.
//
// Each node counts what is below it in every unit that a position may use. The
// counts of two nodes can be added because a leaf never begins in the middle of
// a character or of a \r\n; see widen.

// A larger leaf makes a change copy and count more, a smaller one makes more
// nodes: docs/decisions/0002 has the sizes that were measured.
const (
	maxLeaf     = 512 // bytes
	minLeaf     = maxLeaf / 4
	maxChildren = 16
	minChildren = maxChildren / 4
)

// node is a leaf, which has text, or an inner node, which has children.
type node struct {
	count    count
	height   int // 0 is a leaf
	text     string
	children []*node
}

func newLeaf(text string) *node { return &node{text: text, count: countText(text)} }

func newInner(children []*node) *node {
	n := &node{height: children[0].height + 1, children: children}
	for _, c := range children {
		n.count.add(&c.count)
	}
	return n
}

// newRope makes a rope whose leaves are parts of text, which is not copied.
func newRope(text string) *node { return newRoot(cutText(text)) }

// newRoot puts nodes of the same height under one root.
func newRoot(nodes []*node) *node {
	if len(nodes) == 0 {
		return newLeaf("")
	}
	for len(nodes) > 1 {
		nodes = group(nodes)
	}
	root := nodes[0]
	for len(root.children) == 1 {
		root = root.children[0]
	}
	return root
}

func (n *node) len() int { return n.count[inBytes] }

// ascii tells whether bytes, runes and UTF-16 units are the same in n.
func (n *node) ascii() bool { return n.count[inRunes] == n.count[inBytes] }

func (n *node) underfull() bool {
	if n.height == 0 {
		return n.len() < minLeaf
	}
	return len(n.children) < minChildren
}

// find returns the first leaf whose end reaches v units, and what is before it.
func (n *node) find(u unit, v int) (leaf *node, before count) {
	for n.height > 0 {
		last := len(n.children) - 1
		i := 0
		for ; i < last && before[u]+n.children[i].count[u] < v; i++ {
			before.add(&n.children[i].count)
		}
		n = n.children[i]
	}
	return n, before
}

// at is the byte at offset, which is inside the text.
func (n *node) at(offset int) byte {
	leaf, before := n.find(inBytes, offset+1)
	return leaf.text[offset-before[inBytes]]
}

// slice returns the bytes of r, which is inside the text. It copies only what is
// in several leaves.
func (n *node) slice(r Range) string {
	leaf, before := n.find(inBytes, r.Start+1)
	if at := before[inBytes]; r.End <= at+leaf.len() {
		return leaf.text[r.Start-at : r.End-at]
	}
	var b strings.Builder
	b.Grow(r.Len())
	n.write(&b, r)
	return b.String()
}

func (n *node) write(b *strings.Builder, r Range) {
	if n.height == 0 {
		b.WriteString(n.text[r.Start:r.End])
		return
	}
	at := 0
	for _, c := range n.children {
		if at < r.End && at+c.len() > r.Start {
			c.write(b, Range{max(r.Start-at, 0), min(r.End-at, c.len())})
		}
		at += c.len()
	}
}

// replace returns a rope with text in the place of r, which is inside the text.
func (n *node) replace(r Range, text string) *node {
	r, text = n.widen(r, text)
	return newRoot(n.splice(r, text))
}

// widen extends a change after which two bytes meet that make, or are part of, a
// character or a \r\n: the leaves must not be cut between them. A character has
// at most four bytes, so none that is born of the change reaches further than
// three bytes beyond it, and there the old text says where characters begin.
func (n *node) widen(r Range, text string) (Range, string) {
	if !n.fuses(r, text) {
		return r, text
	}
	wide := Range{n.charStart(max(r.Start-3, 0)), n.charStart(min(r.End+6, n.len()))}
	return wide, n.slice(Range{wide.Start, r.Start}) + text + n.slice(Range{r.End, wide.End})
}

// fuses tells whether text in the place of r may become one character with a
// byte beside it.
func (n *node) fuses(r Range, text string) bool {
	var before, after byte // NUL never fuses
	if r.Start > 0 {
		before = n.at(r.Start - 1)
	}
	if r.End < n.len() {
		after = n.at(r.End)
	}
	if text == "" {
		return fuse(before, after)
	}
	return fuse(before, text[0]) || fuse(text[len(text)-1], after)
}

func (n *node) charStart(offset int) int {
	leaf, before := n.find(inBytes, offset)
	at := before[inBytes]
	return at + charStart(leaf.text, offset-at)
}

// splice returns the nodes, all of n's height, that hold n's text with text in
// the place of r. There may be none, and one alone may be underfull.
func (n *node) splice(r Range, text string) []*node {
	if r.Len() == 0 && text == "" {
		return []*node{n}
	}
	if n.height == 0 {
		return cutText(concat(n.text[:r.Start], text, n.text[r.End:]))
	}
	first, at := n.child(r.Start)
	last, lastAt := first, at
	if r.Len() > 0 {
		last, lastAt = n.child(r.End)
	}
	var middle []*node
	if first == last {
		middle = n.children[first].splice(Range{r.Start - at, r.End - at}, text)
	} else {
		left, right := n.children[first], n.children[last]
		middle = left.splice(Range{r.Start - at, left.len()}, text)
		middle = append(middle, right.splice(Range{0, r.End - lastAt}, "")...)
	}
	children := slices.Concat(n.children[:first], middle, n.children[last+1:])
	return group(mend(children, first, first+len(middle)))
}

// child finds the first child whose end reaches offset, and where it starts.
func (n *node) child(offset int) (i, at int) {
	for ; i < len(n.children)-1 && at+n.children[i].len() < offset; i++ {
		at += n.children[i].len()
	}
	return i, at
}

// mend joins the underfull ones of nodes[from:to] with their neighbours. It may
// change nodes.
func mend(nodes []*node, from, to int) []*node {
	for i := max(from-1, 0); i < to && i+1 < len(nodes); {
		if !nodes[i].underfull() && !nodes[i+1].underfull() {
			i++
			continue
		}
		joined := join(nodes[i], nodes[i+1])
		nodes = slices.Replace(nodes, i, i+2, joined...)
		to += len(joined) - 2
		i += len(joined) - 1
	}
	return nodes
}

// join distributes what two nodes of the same height hold evenly.
func join(l, r *node) []*node {
	if l.height == 0 {
		return cutText(l.text + r.text)
	}
	seam := len(l.children)
	return group(mend(slices.Concat(l.children, r.children), seam, seam))
}

// group puts nodes under as few parents as leaves room for more, evenly.
func group(nodes []*node) []*node {
	n := pieces(len(nodes), maxChildren)
	parents := make([]*node, 0, n)
	for ; n > 0; n-- {
		size := len(nodes) / n
		parents = append(parents, newInner(nodes[:size:size]))
		nodes = nodes[size:]
	}
	return parents
}

// cutText puts text into as few leaves as leaves room for more, evenly.
func cutText(text string) []*node {
	n := pieces(len(text), maxLeaf)
	leaves := make([]*node, 0, n)
	for ; n > 0; n-- {
		size := charStart(text, len(text)/n)
		leaves = append(leaves, newLeaf(text[:size]))
		text = text[size:]
	}
	return leaves
}

// pieces says into how many parts to cut size, so that each is at most limit. If
// there are several they are about three quarters full: a full one would have to
// be cut by the next keystroke.
func pieces(size, limit int) int {
	if size <= limit {
		return min(size, 1)
	}
	part := limit * 3 / 4
	return (size + part - 1) / part
}

// concat always copies b, which may be part of a client's whole message.
func concat(a, b, c string) string {
	if b == "" {
		return a + c
	}
	var s strings.Builder
	s.Grow(len(a) + len(b) + len(c))
	s.WriteString(a)
	s.WriteString(b)
	s.WriteString(c)
	return s.String()
}
