package prompt

import (
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/context/workspace"
)

// Kind is what a block is, in the order of blocks in a prompt: how rarely they
// change.
type Kind uint8

// The kinds.
const (
	Imports    Kind = iota // the beginning of the document, where its window does not show it
	Definition             // of what is used around the cursor
	Visited                // where the user has been
	Edited                 // what the user has changed
)

var kindNames = [...]string{"imports", "definition", "visited", "edited"}

func (k Kind) String() string { return kindNames[k] }

// Block is a piece of context in a prompt: lines of a file.
type Block struct {
	Kind Kind
	Path string // as the model is to see it, from the workspace's root, with slashes
	// First and Last are its lines in the file, from 1. Blocks of one kind and file
	// that share a line are versions of each other.
	First, Last int
	Language    string // LSP's identifier
	Text        string
	Why         string // for the user who asks what was sent, and why

	tokens int
}

// is says whether both are the same text from the same place, wherever its lines are
// by now.
func (b Block) is(o Block) bool { return b.Kind == o.Kind && b.Path == o.Path && b.Text == o.Text }

// versionOf says whether b is a state of the place that o is another of.
func (b Block) versionOf(o Block) bool {
	return b.Kind == o.Kind && b.Path == o.Path && b.First <= o.Last && o.First <= b.Last
}

// welcome returns the blocks of w that may be in a prompt, best first, counted, each
// ending with a line end so that its last token does not merge with what follows.
// What the window or the suffix shows already is left out.
func (w *Want) welcome(shown string) []Block {
	var list []Block
	for _, b := range w.Blocks {
		text := strings.Trim(b.Text, "\r\n")
		if blank(text) || workspace.Secret(b.Path) || int(b.Kind) >= len(kindNames) || b.Path == w.Path && strings.Contains(shown, text) {
			continue
		}
		b.Text = text + "\n"
		if among(list, b) {
			continue
		}
		b.tokens = w.Count(b.Language, b.Text) + w.Count("", b.Path) + 2
		list = append(list, b)
	}
	return list
}

// revise returns the list of blocks that follows list, when these are wanted, best
// first. What is in it stays where it is. New ones go to the end of their kind, as
// long as there is room; if there is none for one that ought to be in, so much is made
// at once that it is rarely done. Ranks decide who is in, never the order.
func revise(list, wanted []Block, budget int) []Block {
	kept := slices.DeleteFunc(slices.Clone(list), func(b Block) bool {
		return !among(wanted, b) && slices.ContainsFunc(wanted, b.versionOf)
	})
	full := tokensOf(kept) > budget
	for _, b := range best(wanted, budget) {
		full = full || !among(kept, b) && tokensOf(kept)+b.tokens > budget
	}
	room := budget - tokensOf(kept)
	if full {
		kept, room = evict(kept, wanted, budget/2, budget*3/4)
	}
	var added []Block
	for _, b := range wanted {
		if b.tokens <= room && !among(kept, b) {
			room -= b.tokens
			added = append(added, b)
		}
	}
	slices.Reverse(added) // the best last, nearest to where the model writes
	kept = append(kept, added...)
	slices.SortStableFunc(kept, func(a, b Block) int { return int(a.Kind) - int(b.Kind) })
	return kept
}

// best are the first of the wanted that fit a budget together.
func best(wanted []Block, budget int) []Block {
	for i, b := range wanted {
		if budget -= b.tokens; budget < 0 {
			return wanted[:i]
		}
	}
	return wanted
}

// evict leaves blocks of the list that are wanted, as far as they and what is better
// have most tokens at most, and, while that leaves half free, the youngest of the
// others. room is what is left of most for blocks that are not in the list.
func evict(list, wanted []Block, half, most int) (kept []Block, room int) {
	stay := make([]bool, len(list))
	room, ahead := most, 0
	for _, b := range wanted {
		if b.tokens > room-ahead {
			continue
		}
		if i := slices.IndexFunc(list, b.is); i >= 0 {
			stay[i] = true
			room -= b.tokens
		} else {
			ahead += b.tokens
		}
	}
	for i, b := range slices.Backward(list) {
		if !stay[i] && !among(wanted, b) && most-room+ahead+b.tokens <= half {
			stay[i] = true
			room -= b.tokens
		}
	}
	for i, b := range list {
		if stay[i] {
			kept = append(kept, b)
		}
	}
	return kept, room
}

func among(list []Block, b Block) bool { return slices.ContainsFunc(list, b.is) }

func tokensOf(list []Block) int {
	n := 0
	for _, b := range list {
		n += b.tokens
	}
	return n
}
