package completion

// Tally counts suggestions by what has become of them. Clients need not tell:
// only what they told is in it.
type Tally struct {
	Offered  int // given to the client
	Shown    int // drawn
	Accepted int // taken, in part or whole
	Rejected int // dismissed
}

// fate is what a client has told of a suggestion.
type fate uint8

const (
	wasShown fate = 1 << iota
	wasAccepted
	wasRejected
)

// remembered is how many suggestions back a client may tell of: it tells of what
// is drawn, a few answers later at most.
const remembered = 256

// fates counts each news of a suggestion once.
type fates struct {
	tally Tally
	last  ID
	known [remembered]fate // of the suggestions up to last, each at its number modulo remembered
}

func (f *fates) offer(id ID) {
	f.last, f.known[id%remembered] = id, 0
	f.tally.Offered++
}

func (f *fates) tell(id ID, news fate) {
	if id == 0 || id > f.last || f.last-id >= remembered || f.known[id%remembered]&news != 0 {
		return
	}
	f.known[id%remembered] |= news
	switch news {
	case wasShown:
		f.tally.Shown++
	case wasAccepted:
		f.tally.Accepted++
	case wasRejected:
		f.tally.Rejected++
	}
}
