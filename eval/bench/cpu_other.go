//go:build !unix

package bench

import "time"

// ownCPU is not known here: then it is shown as none.
func ownCPU() (time.Duration, error) { return 0, nil }
