// Package llamacpp speaks to a llama-server, llama.cpp's own, in its own protocol:
// raw text with the model's own markers, forced beginnings, prompts that stay in a
// chosen slot's cache. A fill goes over the wire as
//
//	POST /completion
//	{"prompt": "<|fim_prefix|>…<|fim_suffix|>…<|fim_middle|>", "n_predict": 64,
//	 "temperature": 0, "stream": true, "cache_prompt": true, "id_slot": 0,
//	 "grammar": "root ::= \" retu\" [^\\x00]*", "stop": ["\n\n"],
//	 "t_max_predict_ms": 800, "timings_per_token": true, "response_fields": […]}
//
//	data: {"content": " retu", "stop": false, "timings": {"cache_n": 357, "prompt_n": 2, …}}
//	data: {"content": "rn", …}
//	data: {"content": "", "stop": true, "stop_type": "eos", "timings": {…}}
//
// A model whose markers are not known is asked by POST /infill, where the server
// lays the prompt out; a conversation by POST /v1/chat/completions.
//
// It never starts a server, never takes a port for granted that was named, and never
// has a model loaded or unloaded that was not asked for.
package llamacpp
