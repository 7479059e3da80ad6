package completion

import (
	"slices"
	"strings"
	"sync"

	"github.com/inkling-lsp/inkling/context/text"
)

// maxShown bounds the documents whose last suggestions are kept; each holds on to
// one snapshot.
const maxShown = 32

// shown remembers what was shown last in each document, so that it stays while
// the user types along it or comes back into it.
type shown struct {
	mu     sync.Mutex
	lastID ID
	last   []display // at most one of a document, the newest at the end
	fates  fates
}

// display is an answer that was shown.
type display struct {
	snapshot *text.Snapshot
	offset   int
	// suggestions insert at offset; the first is what the user sees.
	suggestions []Suggestion
	// offered is what is left of them, as the last answer had it.
	offered []Suggestion
	// dismissed is set when the user has rejected one of them.
	dismissed bool
}

// show remembers suggestions as shown at c and returns them named, and stretched
// over what the completion menu would replace. An empty answer leaves what was
// shown before: the user may come back to it.
func (s *shown) show(c cursor, suggestions []Suggestion) []Suggestion {
	if len(suggestions) == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range suggestions {
		s.lastID++
		suggestions[i].ID = s.lastID
		s.fates.offer(s.lastID)
	}
	uri := c.Snapshot.URI()
	s.last = slices.DeleteFunc(s.last, func(d display) bool { return d.snapshot.URI() == uri })
	if len(s.last) == maxShown {
		s.last = slices.Delete(s.last, 0, 1)
	}
	offered := overSelected(c, suggestions)
	s.last = append(s.last, display{snapshot: c.Snapshot, offset: c.Offset, suggestions: suggestions, offered: offered})
	return slices.Clone(offered)
}

// rest is what is left to show of the suggestions that were last shown in c's
// document, if the user has typed the beginning of the first and nothing else. A
// user who asks is given a new answer, and so is a cursor at which nothing has
// been typed: the model may know more by now.
func (s *shown) rest(c cursor) []Suggestion {
	if c.Trigger == Invoked {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.in(c.Snapshot.URI())
	if i < 0 || c.Offset == s.last[i].offset || s.last[i].dismissed {
		return nil
	}
	typed, closers, ok := typedSince(s.last[i], c)
	if !ok {
		return nil
	}
	offered := overSelected(c, left(c, s.last[i].suggestions, typed, closers))
	if len(offered) > 0 {
		s.last[i].offered = offered
	}
	return slices.Clone(offered)
}

// accepted forgets an answer when the user has taken one of its suggestions to
// its end, so that deleting from there does not bring it back.
func (s *shown) accepted(id ID, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fates.tell(id, wasAccepted)
	s.last = slices.DeleteFunc(s.last, func(d display) bool {
		return slices.ContainsFunc(d.offered, func(g Suggestion) bool { return g.ID == id && n >= len(g.Text) })
	})
}

// rejected marks an answer of which the user has dismissed a suggestion.
func (s *shown) rejected(id ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fates.tell(id, wasRejected)
	for i, d := range s.last {
		if slices.ContainsFunc(d.offered, func(g Suggestion) bool { return g.ID == id }) {
			s.last[i].dismissed = true
		}
	}
}

// withoutDismissed keeps back what is left of an answer that the user has
// dismissed, as long as nothing else than its beginning has been typed since.
func (s *shown) withoutDismissed(c cursor, fit []Suggestion) (kept []Suggestion, dropped []Drop) {
	if c.Trigger == Invoked {
		return fit, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.in(c.Snapshot.URI())
	if i < 0 || !s.last[i].dismissed {
		return fit, nil
	}
	typed, closers, ok := typedSince(s.last[i], c)
	if !ok {
		return fit, nil
	}
	unwanted := left(c, s.last[i].suggestions, typed, closers)
	for _, g := range fit {
		if slices.ContainsFunc(unwanted, func(u Suggestion) bool { return u.Text == g.Text }) {
			dropped = append(dropped, Drop{Reason: Dismissed, Text: g.Text})
		} else {
			kept = append(kept, g)
		}
	}
	return kept, dropped
}

// in is the place in last of what was shown in a document, or -1.
func (s *shown) in(uri text.URI) int {
	return slices.IndexFunc(s.last, func(d display) bool { return d.snapshot.URI() == uri })
}

func (s *shown) tell(id ID, f fate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fates.tell(id, f)
}

func (s *shown) counted() Tally {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fates.tally
}

// left is what is left of suggestions between typed and closers, or nothing if
// those are not the ends of the first.
func left(c cursor, suggestions []Suggestion, typed, closers string) []Suggestion {
	var rest []Suggestion
	for i, s := range suggestions {
		insertion, begins := strings.CutPrefix(s.Text, typed)
		insertion, ends := strings.CutSuffix(insertion, closers)
		if begins && ends && insertion != "" && extendsSelected(c, insertion) {
			s.Text, s.Range = insertion, text.Range{Start: c.Offset, End: c.Offset}
			rest = append(rest, s)
		} else if i == 0 {
			return nil
		}
	}
	return rest
}

// typedSince returns what was typed between d and c, and the closers that the
// editor put behind it, if nothing else has changed.
func typedSince(d display, c cursor) (typed, closers string, ok bool) {
	was, is := d.snapshot, c.Snapshot
	added := is.Len() - was.Len()
	if c.Offset < d.offset || c.Offset > d.offset+added {
		return "", "", false
	}
	inWas, _ := text.Difference(was, is)
	if inWas.Len() > 0 || inWas.Start < d.offset {
		return "", "", false
	}
	// All that was is still there, with something added in one place: but where
	// letters repeat, Difference may see that place later than it was typed.
	same := text.Range{Start: d.offset, End: inWas.Start}
	moved := text.Range{Start: same.Start + added, End: same.End + added}
	if was.Slice(same) != is.Slice(moved) {
		return "", "", false
	}
	typed = is.Slice(text.Range{Start: d.offset, End: c.Offset})
	closers = is.Slice(text.Range{Start: c.Offset, End: d.offset + added})
	return typed, closers, onlyClosers(closers)
}

// overSelected makes suggestions replace what the completion menu would replace.
func overSelected(c cursor, suggestions []Suggestion) []Suggestion {
	if c.Selected == nil {
		return suggestions
	}
	stretched := make([]Suggestion, len(suggestions))
	typed := c.Snapshot.Slice(text.Range{Start: c.Selected.Range.Start, End: c.Offset})
	for i, s := range suggestions {
		s.Text, s.Range = typed+s.Text, c.Selected.Range
		stretched[i] = s
	}
	return stretched
}
