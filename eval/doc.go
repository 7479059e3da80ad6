// Package eval is the room that says how good the embedded model is: it replays
// the commits of real repositories, asks for the lines that people really
// wrote, and prints what was right beside simple baselines on the same queries.
// README.md holds the rules and why they are so.
//
// It never shows a model text that was not yet written at the time of the
// query, never writes into a repository that it reads, and never tunes
// anything: what is fitted, the sub-package fit fits on repositories that are
// not reported.
package eval
