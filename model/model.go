package model

import (
	"context"
	"time"
)

// Backend is a model server and how to speak to it. It is safe for concurrent use.
type Backend interface {
	// Name is the kind of server, as the configuration names it.
	Name() string
	// Traits asks the server, once, what it can take. The answer is kept until the
	// connection breaks; an error is not, so that a server may start later than the
	// editor. A prompt is laid out by what it last said: if the server is another by
	// then, and the backend can tell, Fill is Unreachable until this is called again.
	Traits(ctx context.Context) (Traits, error)
	Filler
	Chatter
	// Close ends idle connections. Requests in flight end by their contexts.
	Close()
}

// Filler completes code between a prefix and a suffix.
type Filler interface {
	// Fill streams the answer to emit and returns when it has ended, emit has had
	// enough, or ctx ends, which closes the connection. What was emitted before an
	// error stays valid. An error is an *Error, or ctx's.
	Fill(ctx context.Context, r FillRequest, emit Emit) (Report, error)
}

// Chatter answers a conversation.
type Chatter interface {
	// Chat streams the answer as Fill does.
	Chat(ctx context.Context, r ChatRequest, emit Emit) (Report, error)
}

// Tokenizer is a backend that counts tokens as its model does.
type Tokenizer interface {
	// Count returns the tokens of each text by itself.
	Count(ctx context.Context, texts []string) ([]int, error)
}

// Lister is a backend that can say what its server serves.
type Lister interface {
	// Models returns what Options.Model may be, in the server's order.
	Models(ctx context.Context) ([]string, error)
}

// Emit takes the next piece of an answer, in order, never empty. It returns false
// when more text would change nothing: the request is then ended without an error.
// It is called from the goroutine that called Fill or Chat.
type Emit func(text string) (more bool)

// FillKind is how a backend takes a fill-in-the-middle request.
type FillKind uint8

// The kinds, the one that leaves most to the prompt's layout last.
const (
	FillNone   FillKind = iota // it can't
	FillChat                   // as a conversation
	FillFields                 // as a prefix and a suffix, which the server lays out
	FillRaw                    // as text with the model's own markers in it
)

// Prompt is what a model is to continue, laid out for one kind of backend. Only
// the fields of that kind are set.
type Prompt struct {
	Raw            string    // FillRaw
	Prefix, Suffix string    // FillFields
	Messages       []Message // FillChat
}

// FillRequest asks for the text at a place in a document: the likeliest, without
// any randomness.
type FillRequest struct {
	Prompt Prompt
	// Begin is what the answer must begin with: the letters of a word that is partly
	// typed, and the space before it. It is only sent to a backend whose traits say
	// that it forces beginnings; it is part of the answer that is emitted.
	Begin string
	// Stop ends the answer, which does not contain it. Traits.MaxStops bounds them.
	Stop []string
	// MaxTokens bounds the answer. 0 has the server read the prompt into its cache
	// and answer nothing, where it can (Traits.Warms).
	MaxTokens int
	// MaxTime bounds the writing of the answer on servers that can, 0 does not.
	MaxTime time.Duration
	// Lane keeps requests apart that would push each other's prompts out of the
	// server's cache. Lanes count from 0; a server with fewer takes them modulo.
	Lane int
}

// Role is who says a message.
type Role string

// The roles.
const (
	System    Role = "system"
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is a part of a conversation.
type Message struct {
	Role Role
	Text string
	// CacheHere asks servers with cache marks to keep what ends with this message:
	// it, and what stands before it, will come again.
	CacheHere bool
}

// ChatRequest asks for the next message of a conversation.
type ChatRequest struct {
	Messages    []Message
	Temperature float64 // 0 is sent as 0
	Stop        []string
	MaxTokens   int // 0 leaves it to the server
	Lane        int
}

// Report says what a request cost. What a server does not tell is -1.
type Report struct {
	TokensIn     int // of the whole prompt, cached or not
	TokensCached int // of those, how many the server had already read
	TokensOut    int
	// FirstText is the time from the call to the first text that is not empty, 0 if
	// there was none. Whole is the time to the end.
	FirstText, Whole time.Duration
	// Reading is how long the server read those tokens of the prompt that it had not
	// cached, Writing how long it wrote, both by its own clock. 0 if it does not tell.
	Reading, Writing time.Duration
	// End says why the answer ended.
	End End
}

// End is why an answer ended.
type End string

// The ends.
const (
	Finished End = "finished" // the model had said all, or came to a stop string
	Limited  End = "limited"  // by MaxTokens or MaxTime
	Enough   End = "enough"   // emit returned false
	Broken   End = "broken"   // an error, which was returned
)

// Traits are what a backend and the model it serves can take.
type Traits struct {
	Model string // as the server calls it
	// ContextTokens is how long a prompt and its answer may be together, as the
	// server says; 0 if it does not.
	ContextTokens int
	Fill          FillKind
	Chat          bool
	ForcesBegin   bool     // FillRequest.Begin is obeyed
	Warms         bool     // MaxTokens 0 reads the prompt and nothing else
	ReportsCache  bool     // Report.TokensCached is told
	MaxStops      int      // stop strings in one request; 0 is no limit
	Lanes         int      // prompts that the server keeps beside each other, at least 1
	Markers       *Markers // of FillRaw
	Remote        bool     // requests leave this machine
}

// Markers are the special texts by which a model knows the parts of a
// fill-in-the-middle prompt, each a single token of its vocabulary. Those that a
// model lacks are empty.
type Markers struct {
	Prefix, Suffix, Middle string
	// SuffixFirst says that the model was trained with the suffix before the prefix.
	SuffixFirst bool
	Repo, File  string   // before the name of a repository, and of a file
	Ends        []string // what the model says when it is done, and would go on after
}
