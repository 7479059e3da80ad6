package managed

// phase is how far a server is.
type phase string

// The phases.
const (
	starting   phase = "starting"   // its process begins
	loading    phase = "loading"    // it reads its weights
	ready      phase = "ready"      // it answers
	restarting phase = "restarting" // it has ended by itself, and is started again
	failed     phase = "failed"     // it has ended too often
)

// state is what a supervisor tells its leases, as a line of JSON each time it
// changes.
type state struct {
	Phase phase `json:"phase"`
	// URL and Key are how to speak to a server that is ready.
	URL string `json:"url,omitempty"`
	Key string `json:"key,omitempty"`
	PID int    `json:"pid,omitempty"` // of the server
	// Says is why it is restarting or has failed, for a person.
	Says string `json:"says,omitempty"`
}

// status is the state for a person.
func (s state) status() string {
	switch s.Phase {
	case "":
		return "not started"
	case starting:
		return "starting llama-server"
	case loading:
		return "loading the model"
	case ready:
		return "ready"
	}
	return s.Says
}

// farewell is the only line that a lease says: that it does not only end, but that
// the server may end at once if no other lease is left.
const farewell = "end"
