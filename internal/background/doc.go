// Package background lets work give way to typing. Go has no priorities for
// goroutines: where a workspace is learned on all processors, a key waits until the
// scheduler takes one away, up to 10 ms. Threads have priorities, so a goroutine that
// computes for long gets one of its own with a low one. A priority says who gets how
// much of a processor, not who gets it first: so the work also stops for a moment,
// every half a millisecond or so, and lets go first who waits (Yield).
//
// It never raises a priority, never outlives the goroutine that asked, and never
// fails: where a system refuses, the work runs as it would have.
package background
