package main

// modelCommand is the group of commands about the model server. Each has a file of
// its own.
type modelCommand struct {
	List modelListCommand `cmd:"" help:"List the backends that can be named."`
}
