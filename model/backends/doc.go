// Package backends is the table of backends by name: which kind of server a name
// means, where that one usually is, and in which variable users have its key.
//
// It never connects to anything, never chooses a backend that was not named, and
// never holds a key.
package backends
