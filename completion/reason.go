package completion

import (
	"github.com/inkling-lsp/inkling/completion/fill"
	"github.com/inkling-lsp/inkling/model/local"
)

// Reason is the stable code of why a suggestion was not shown.
type Reason string

// Why nothing may be shown at a place.
const (
	Disabled        = Reason("disabled")          // the user's settings switch completion off, in this language or in all
	SecretFile      = Reason("secret-file")       // nothing is learned from such a file, or shown in it
	TextAfterCursor = Reason("text-after-cursor") // code follows on the line that a suggestion would run into
	LongLine        = Reason(local.LongLine)
	TooLarge        = Reason(local.TooLarge)
	InComment       = Reason(local.InComment)
	NoMatch         = Reason(local.NoMatch)
)

// Why the model server wrote nothing. The embedded model's candidates are shown, if
// there are any.
const (
	ServerStarting   = Reason(fill.Starting)
	ServerLate       = Reason(fill.Late)
	ServerFailed     = Reason(fill.Failed)
	ServerSuspended  = Reason(fill.Suspended)
	ServerEmpty      = Reason(fill.NothingNew)
	ServerSuperseded = Reason(fill.Superseded)
	ServerEnded      = Reason(fill.Ended)
)

// Why a candidate is not fit to be shown.
const (
	NotExtendingSelected = Reason("not-extending-selected") // the completion menu would insert something else
	Empty                = Reason("empty")                  // nothing is left to insert
	OnlyClosers          = Reason("only-closers")           // brackets and punctuation are typed faster than read
	Unbalanced           = Reason("unbalanced")             // it closes the wrong bracket, or leaves one open inside the line
	RepeatsLineBelow     = Reason("repeats-line-below")     // the line would be the next one again
	Duplicate            = Reason("duplicate")              // a more probable candidate inserts the same
	Dismissed            = Reason("dismissed")              // the user has just rejected it here
	BelowThreshold       = Reason("below-threshold")        // not probable enough for who asked
)

// Drop is something not shown.
type Drop struct {
	Reason Reason
	Text   string // what would have been inserted; empty if nothing was asked for
	Detail string // what a person should know beyond the reason; may be empty
}
