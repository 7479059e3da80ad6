// Package openai speaks to servers with the protocol of OpenAI's API: OpenAI,
// OpenRouter, vLLM, LM Studio, DeepSeek, Mistral, Ollama's second door, and any
// other. What is each one's own is a row of the table in preset.go.
//
//	preset.go   the services, and how they differ
//	served.go   which model is used, and what it can take
//	fill.go     a fill: as a prefix and a suffix, as raw text, or as a conversation
//	chat.go     a conversation
//	answer.go   the pieces of an answer, and what it cost
//	shape.go    what go-openai can't say: members, headers and paths of one request
//	events.go   what go-openai can't read: a stream as servers really send it
//
// A fill goes over the wire as, for example,
//
//	POST /beta/completions
//	{"max_tokens": 64, "model": "deepseek-chat", "prompt": "def add(", "stop": ["\n\n"],
//	 "stream": true, "stream_options": {"include_usage": true}, "suffix": "\n", "temperature": 0}
//
//	data: {"choices": [{"text": "a, b", "index": 0, "finish_reason": null}], …}
//	data: {"choices": [{"text": "", "index": 0, "finish_reason": "stop"}], …}
//	data: {"choices": [], "usage": {"prompt_tokens": 17, "completion_tokens": 4, …}}
//	data: [DONE]
//
// It never lets go-openai decide whether a service knows a model, never takes a
// model for one that fills in because of its service alone, and never sends a
// member that the service's page does not name.
package openai
