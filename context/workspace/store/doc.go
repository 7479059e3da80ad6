// Package store keeps on disk what was learned of the workspace, so that a
// restart, another clone and a switch to another branch learn nothing twice.
//
// What is kept is a *pack*: the keys of the texts that something was learned of,
// and what was learned, as bytes that only the learner understands. A key says
// what was learned from which text (the embedded model's is a hash of the text and
// its language), never where the file is. Beside the packs lie *notes*: small
// files with a name, which are replaced as a whole.
//
// A pack is written to a temporary file and renamed. From then on it is never
// changed and never cut, only unlinked. So it can be mapped into memory without
// danger, servers share its memory, and none ever waits for another: there is
// nothing to lock. Whoever is killed leaves a temporary file, which is swept up,
// or a whole pack. A pack whose checksums do not agree is removed and learned
// again: nothing is synced to the disk, since after a power cut a cache may be
// gone but not wrong (docs/decisions/0015).
//
// It never keeps a text that the workspace room would not read, never writes
// outside its folder, which only its user can read, and never makes anyone wait
// who has not asked it.
package store
