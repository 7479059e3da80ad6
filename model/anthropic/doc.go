// Package anthropic speaks to Anthropic's API by its own library. It has no
// endpoint that fills in, so that a fill is a conversation too:
//
//	POST /v1/messages
//	{"model": "claude-…", "max_tokens": 64, "stream": true, "temperature": 0,
//	 "thinking": {"type": "disabled"},
//	 "system": [{"type": "text", "text": "…", "cache_control": {"type": "ephemeral"}}],
//	 "messages": [{"role": "user", "content": [{"type": "text", "text": "…"}]}]}
//
//	event: message_start
//	data: {"type": "message_start", "message": {"usage": {"input_tokens": 25, "cache_read_input_tokens": 2048, …}}}
//
//	event: content_block_delta
//	data: {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "return"}}
//
//	event: message_delta
//	data: {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 15}}
//
// It never takes a key, an address or a header from where the library would look
// for one, never sends what the library tells of this machine, and never pays for a
// prompt to be read ahead.
package anthropic
