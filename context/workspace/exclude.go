package workspace

import "fmt"

// Reason is why a file is left out.
type Reason string

// The reasons, in the order in which they are looked for.
const (
	ReasonOutside    Reason = "outside"     // under none of the roots
	ReasonSecret     Reason = "secret"      // by name; such a file is never opened
	ReasonVendored   Reason = "vendored"    // somebody else's code, or no code
	ReasonIgnored    Reason = "ignored"     // git would not show it
	ReasonLock       Reason = "lock-file"   // by name
	ReasonMinified   Reason = "minified"    // by name, or by the length of its lines
	ReasonGenerated  Reason = "generated"   // by name, or by a comment at its head
	ReasonBinary     Reason = "binary"      // by name, or because it is no UTF-8 text
	ReasonNotRegular Reason = "not-regular" // a link, folder, pipe, socket or device
	ReasonTooLarge   Reason = "too-large"   // over MaxSize

	// ReasonBeyond is that nearer files fill the limit of what is learned.
	ReasonBeyond Reason = "beyond learning.max_bytes"
)

// RulesVersion grows when Read would judge a file otherwise than before, so that
// who remembers a judgement asks again.
const RulesVersion = 1

// MaxSize is the size of the largest file that is read, in bytes. Written source
// ends well below it (the longest file of the Go distribution that no program
// wrote has 0.4 MB); what is larger is data, and one such file would cost as much
// to learn as a hundred others.
const MaxSize = 1 << 20

// ExcludedError says why a file is left out. It is a verdict, not a failure.
type ExcludedError struct {
	Path   string
	Reason Reason
}

func (e *ExcludedError) Error() string {
	return fmt.Sprintf("%s is left out: %s", e.Path, e.Reason)
}
