package main

// modelCommand is the group of commands about the model server. Each has a file of
// its own.
type modelCommand struct {
	List   modelListCommand   `cmd:"" help:"List the backends that can be named."`
	Pull   modelPullCommand   `cmd:"" help:"Fetch weights for a llama-server on this machine."`
	Serve  modelServeCommand  `cmd:"" help:"Run a llama-server with weights that were pulled, until Ctrl-C."`
	Remove modelRemoveCommand `cmd:"" help:"Remove weights that were pulled."`
}
