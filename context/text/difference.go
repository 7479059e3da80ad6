package text

import "slices"

// Difference returns the smallest pair of ranges, one in a and one in b, outside
// of which both texts are equal. The borders may be inside a character. It takes
// little time when one text descends from the other, however many changes lie
// between them: what both share is not read.
func Difference(a, b *Snapshot) (inA, inB Range) {
	return difference(a.root, b.Len(), func(backward bool) *walk { return newWalk(b.root, backward) })
}

// rewrite returns the smallest change that makes content of s.
func (s *Snapshot) rewrite(content string) Change {
	inS, inContent := difference(s.root, len(content), func(backward bool) *walk {
		return &walk{rest: content, backward: backward}
	})
	return Change{inS, content[inContent.Start:inContent.End]}
}

func difference(a *node, sizeB int, walkB func(backward bool) *walk) (inA, inB Range) {
	sizeA := a.len()
	prefix := common(newWalk(a, false), walkB(false))
	limit := min(sizeA, sizeB) - prefix
	if limit == 0 {
		return Range{prefix, sizeA}, Range{prefix, sizeB}
	}
	suffix := min(common(newWalk(a, true), walkB(true)), limit)
	return Range{prefix, sizeA - suffix}, Range{prefix, sizeB - suffix}
}

// walk goes through a text from one end, a node or a part of a leaf at a time.
type walk struct {
	ahead    []*node // what is not entered yet, the next one last
	rest     string  // of the leaf that was entered
	backward bool
}

func newWalk(n *node, backward bool) *walk { return &walk{ahead: []*node{n}, backward: backward} }

// common is the number of equal bytes from where x and y are. Where both are at
// the same node they step over it.
func common(x, y *walk) int {
	n := 0
	for {
		switch {
		case x.done() || y.done():
			return n
		case x.rest != "" && y.rest != "":
			size := min(len(x.rest), len(y.rest))
			same := x.agree(y, size)
			if n += same; same < size {
				return n
			}
		case x.rest != "":
			y.enter()
		case y.rest != "":
			x.enter()
		case x.next() == y.next():
			n += x.next().len()
			x.skip()
			y.skip()
		case x.next().height >= y.next().height:
			x.enter()
		default:
			y.enter()
		}
	}
}

func (w *walk) done() bool { return w.rest == "" && len(w.ahead) == 0 }

func (w *walk) next() *node { return w.ahead[len(w.ahead)-1] }

func (w *walk) skip() { w.ahead = w.ahead[:len(w.ahead)-1] }

// enter goes down into the next node.
func (w *walk) enter() {
	n := w.next()
	w.skip()
	w.rest = n.text
	w.ahead = append(w.ahead, n.children...)
	if !w.backward {
		slices.Reverse(w.ahead[len(w.ahead)-len(n.children):])
	}
}

// take returns the next size bytes and steps over them.
func (w *walk) take(size int) (part string) {
	if w.backward {
		size = len(w.rest) - size
		part, w.rest = w.rest[size:], w.rest[:size]
		return part
	}
	part, w.rest = w.rest[:size], w.rest[size:]
	return part
}

// agree steps over size bytes of both walks and returns how many of them are
// equal before the first that is not.
func (w *walk) agree(o *walk, size int) int {
	a, b := w.take(size), o.take(size)
	if a == b {
		return size
	}
	n := 0
	if w.backward {
		for a[size-1-n] == b[size-1-n] {
			n++
		}
		return n
	}
	for a[n] == b[n] {
		n++
	}
	return n
}
