// Package llamatest starts a real llama-server for tests, with a model of random
// weights that is written on the spot and loaded in a moment. What it answers means
// nothing, but is the same each time: enough to prove what goes over the wire, what
// is cached, and what is cancelled.
//
//	s := llamatest.Start(t, llamatest.Qwen)
//	backend, err := llamacpp.New(model.Options{URL: s.URL}, wire.Defaults())
//
// It never listens but on loopback, never ends a process that it has not started,
// and never loads a model that it has not written.
package llamatest
