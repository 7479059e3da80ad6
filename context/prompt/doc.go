// Package prompt lays out what a model is asked to fill in, so that its server has
// to read as little as possible anew at each key. For a model with markers a prompt
// goes over the wire as
//
//	<|repo_name|>shop                 ┐
//	<|file_sep|>cart/total.go         │ blocks, those that change least first: new ones
//	package cart …                    │ go to the end of their kind, old ones leave by
//	<|file_sep|>cart/cart.go          ┘ halves, both only while the user is idle
//	<|fim_prefix|>func (c *Cart) …    ┐ pages of the file, from a window whose top stays
//	    sum := 0                      │ where it is until it holds a quarter too much …
//	    ␣␣␣␣                          ┘ … down to the anchor: the line's indentation
//	<|fim_suffix|>                    ┐ a short suffix, frozen with the anchor
//	    return sum                    ┘
//	<|fim_middle|>for _, item :=      ← the line as it is typed, up to its last whole word
//
//	  " ra"                           ← the word being typed is not sent: the answer is
//	                                    made to begin with it (model.FillRequest.Begin)
//
// A server keeps what it has read and reads on from the first difference: a key
// inside a word costs nothing, the end of a word that word, a new line the finished
// line and the suffix. Where a server lays prompts out by itself, or is asked in
// words, the same parts go into prefix and suffix, or into messages.
//
//	layout.go   the step from one prompt to the next, a pure function
//	anchor.go   where the line being typed begins
//	heal.go     the partly typed word
//	suffix.go   what stands below, and when it is looked at again
//	page.go     what stands above, and when it moves
//	block.go    what else there is, and who is let in
//	budget.go   how long a prompt may be, by how fast the server reads
//	count.go    tokens, by the server's tokenizer or by an estimate
//	raw.go, fields.go, chat.go   the three ways onto the wire
//	trail.go, imports.go         blocks from what is open
//
// It never asks a server while somebody types, never lets in a file that is secret
// by its name, and never changes the order of what a server has already read.
package prompt
