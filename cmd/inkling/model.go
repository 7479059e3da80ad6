package main

// modelCommand is the group of commands about the model server. Each has a file of
// its own.
type modelCommand struct {
	List   modelListCommand   `cmd:"" help:"List the backends that can be named, the models of the one that is, and the weights that can be pulled."`
	Status modelStatusCommand `cmd:"" help:"Say which model server is configured, and what it can take."`
	Test   modelTestCommand   `cmd:"" help:"Ask the model server, and say how fast it answers."`
	Key    modelKeyCommand    `cmd:"" help:"Keep the key of a model server in the system's keyring."`
	Pull   modelPullCommand   `cmd:"" help:"Fetch weights for a llama-server on this machine."`
	Serve  modelServeCommand  `cmd:"" help:"Run a llama-server with weights that were pulled, until Ctrl-C."`
	Remove modelRemoveCommand `cmd:"" help:"Remove weights that were pulled."`
}
