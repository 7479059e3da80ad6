// Package ollama speaks to an Ollama server in its own protocol. A fill of a model
// whose family is known goes over the wire as
//
//	POST /api/generate
//	{"model": "qwen2.5-coder:1.5b-base", "prompt": "<|fim_prefix|>…<|fim_suffix|>…<|fim_middle|>",
//	 "raw": true, "stream": true, "think": false, "truncate": false, "keep_alive": "30m",
//	 "options": {"temperature": 0, "num_predict": 64, "stop": ["\n\n"]}}
//
//	{"model": "…", "response": " return", "done": false}
//	{"model": "…", "response": "", "done": true, "done_reason": "stop", "prompt_eval_count": 26, …}
//
// Of another model whose template can insert, as a prompt and a suffix; of any other
// as a conversation, by POST /api/chat.
//
// It never has a model loaded that was not asked for, never changes the context
// length that a model is loaded with, which would load it again, and never takes a
// model for one on this machine that the server itself runs elsewhere.
package ollama
