// Package words keeps the texts of a segment's tokens by their ids, which are
// hashes: one blob, and two arrays that can be used where they lie on disk.
//
// It never makes an id, never keeps two texts for one, and never copies what it is
// given from disk.
package words
