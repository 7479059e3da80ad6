// Package fit turns replayed queries into the table from which the embedded
// model takes its confidence: a logistic regression over bucketed features,
// checked on repositories that it has not seen.
//
// It never looks at a repository that eval/README.md reports, never draws a
// random number, and never knows what a feature means.
package fit
