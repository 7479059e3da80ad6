package model

import (
	"log/slog"
	"time"
)

// Options name a backend. A name and a URL are enough.
type Options struct {
	// Name is the kind of server that is asked: llamacpp, ollama, openai, anthropic, or
	// one of the others that `inkling model list` prints. With none, the embedded model
	// works alone.
	Name string `setting:"name" short:"INKLING_BACKEND" sensitive:"a server that your code is sent to"`
	// URL is where the server listens, with the scheme. Without it, that is where this
	// kind of server usually does.
	URL string `setting:"url" kind:"url" short:"INKLING_URL" beside:"name" sensitive:"a server that your code is sent to"`
	// Model is which of the server's models to use. Without it, that is the first, or
	// the one that is loaded.
	Model string `setting:"model" short:"INKLING_MODEL" beside:"name" sensitive:"a model that your code is sent to"`
	// Key is what the server asks for as a password. It is looked for in the
	// environment, then in the system's keyring (`inkling model key set`).
	Key Secret `setting:"key" short:"INKLING_API_KEY" secret:"true"`
	// KeyEnv is the name of another environment variable that holds the key.
	KeyEnv string `setting:"key_env" kind:"variable" beside:"name" sensitive:"a variable whose value is sent"`
	// CAFile is a PEM file with certificates to trust besides the system's: those of
	// a company's proxy, or of a server with a certificate of its own.
	CAFile string `setting:"ca_file" kind:"path" sensitive:"certificates to trust"`
	// Program is the llama-server that the backend managed runs: a path or a name on
	// PATH, and flags for it if need be. Without it, that is llama-server.
	Program string `setting:"program" sensitive:"a command that is run"`
	// WeightsDir is the folder in which the weights for the backend managed are kept.
	// Without it, that is inkling/models in the user's cache folder.
	WeightsDir string `setting:"weights_dir" kind:"path" own:"true"`
	// IdleAfter is how long the server of the backend managed stays when nothing uses
	// it any more. Without it, that is two minutes.
	IdleAfter time.Duration `setting:"idle_after" min:"0" max:"86400"`
	// Logger hears of each request by name and size, never of its content. nil is
	// silent.
	Logger *slog.Logger
}

// Secret is a key. However it is printed, logged or encoded, its text does not
// appear: whoever sends it to its server says string(key).
type Secret string

const hidden = "(hidden)"

// String hides the key.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString hides the key from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the key from logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the key in JSON and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
