package model

import "log/slog"

// Options name a backend. A name and a URL are enough.
type Options struct {
	// Name is the kind of server: llamacpp, ollama, openai, anthropic, or one of the
	// presets that `inkling model list` prints. Empty means none: the embedded model
	// works alone.
	Name string
	// URL is where it listens, with the scheme. Empty means where that kind usually does.
	URL string
	// Model is which of the server's models to use. Empty means its first, or its only one.
	Model string
	// Key is the secret that the server asks for; it is never logged. It comes from
	// the environment or the system's keyring.
	Key string
	// CAFile is a PEM file with certificates to trust besides the system's: those of
	// a company's proxy, or of a server with a certificate of its own.
	CAFile string
	// Logger hears of each request by name and size, never of its content. nil is
	// silent.
	Logger *slog.Logger
}
