package llamatest

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
)

// A metadatum is a key of a GGUF file with its value: a uint32, float32, string,
// []string or []int32.
type metadatum struct {
	key   string
	value any
}

// A tensor is named numbers in rows of the given width.
type tensor struct {
	name   string
	width  int
	values []float32
}

// The format's numbers for types, from the specification in ggml's docs/gguf.md.
const (
	typeUint32  uint32 = 4
	typeInt32   uint32 = 5
	typeFloat32 uint32 = 6
	typeString  uint32 = 8
	typeArray   uint32 = 9
	tensorF32   uint32 = 0
	alignment          = 32 // of tensors in the file, in bytes
)

// The shape of the model: as small as the architecture allows, so that a server
// loads it in a moment and reads thousands of tokens in a second.
const (
	width, layers, inner, heads, keyHeads = 64, 2, 128, 4, 2
	trainedContext                        = 32768
)

// write puts a model with random weights into a file. The same vocabulary gives
// the same bytes.
func write(path, name string, v vocabulary) error {
	metadata := describe(name, v)
	tensors := weights(v)

	var b bytes.Buffer
	b.WriteString("GGUF")
	put(&b, uint32(3), uint64(len(tensors)), uint64(len(metadata)))
	for _, m := range metadata {
		putString(&b, m.key)
		putValue(&b, m.value)
	}
	offset := uint64(0)
	for _, t := range tensors {
		putString(&b, t.name)
		if height := len(t.values) / t.width; height == 1 {
			put(&b, uint32(1), uint64(t.width))
		} else {
			put(&b, uint32(2), uint64(t.width), uint64(height))
		}
		put(&b, tensorF32, offset)
		offset += uint64(aligned(4 * len(t.values)))
	}
	pad(&b)
	for _, t := range tensors {
		put(&b, t.values)
		pad(&b)
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

// describe says what is in the file: the model's shape and its vocabulary.
func describe(name string, v vocabulary) []metadatum {
	return []metadatum{
		{"general.architecture", "qwen2"},
		{"general.name", name},
		{"qwen2.context_length", uint32(trainedContext)},
		{"qwen2.embedding_length", uint32(width)},
		{"qwen2.block_count", uint32(layers)},
		{"qwen2.feed_forward_length", uint32(inner)},
		{"qwen2.attention.head_count", uint32(heads)},
		{"qwen2.attention.head_count_kv", uint32(keyHeads)},
		{"qwen2.rope.freq_base", float32(1e6)},
		{"qwen2.attention.layer_norm_rms_epsilon", float32(1e-6)},
		{"tokenizer.ggml.model", "gpt2"},
		{"tokenizer.ggml.pre", "qwen2"},
		{"tokenizer.ggml.tokens", v.tokens},
		{"tokenizer.ggml.token_type", v.types},
		{"tokenizer.ggml.merges", v.merges},
		{"tokenizer.ggml.eos_token_id", uint32(0)},
	}
}

// weights are random, but only the tokens of v.said can ever be the likeliest.
func weights(v vocabulary) []tensor {
	random := rand.New(rand.NewPCG(1, 2))
	matrix := func(name string, width, height int) tensor {
		t := tensor{name, width, make([]float32, width*height)}
		for i := range t.values {
			t.values[i] = float32(random.NormFloat64()) / 8
		}
		return t
	}
	vector := func(name string, length int, value float32) tensor {
		t := tensor{name, length, make([]float32, length)}
		for i := range t.values {
			t.values[i] = value
		}
		return t
	}
	const keys = width / heads * keyHeads
	output := matrix("output.weight", width, len(v.tokens))
	for id := range v.tokens {
		if !v.said[id] {
			clear(output.values[id*width : (id+1)*width])
		}
	}
	tensors := []tensor{matrix("token_embd.weight", width, len(v.tokens)), vector("output_norm.weight", width, 1), output}
	for _, block := range []string{"blk.0.", "blk.1."} {
		tensors = append(tensors,
			vector(block+"attn_norm.weight", width, 1), vector(block+"ffn_norm.weight", width, 1),
			matrix(block+"attn_q.weight", width, width), vector(block+"attn_q.bias", width, 0),
			matrix(block+"attn_k.weight", width, keys), vector(block+"attn_k.bias", keys, 0),
			matrix(block+"attn_v.weight", width, keys), vector(block+"attn_v.bias", keys, 0),
			matrix(block+"attn_output.weight", width, width),
			matrix(block+"ffn_gate.weight", width, inner), matrix(block+"ffn_up.weight", width, inner),
			matrix(block+"ffn_down.weight", inner, width))
	}
	return tensors
}

func putValue(b *bytes.Buffer, value any) {
	switch value := value.(type) {
	case uint32:
		put(b, typeUint32, value)
	case float32:
		put(b, typeFloat32, value)
	case string:
		put(b, typeString)
		putString(b, value)
	case []int32:
		put(b, typeArray, typeInt32, uint64(len(value)), value)
	case []string:
		put(b, typeArray, typeString, uint64(len(value)))
		for _, s := range value {
			putString(b, s)
		}
	}
}

func putString(b *bytes.Buffer, s string) {
	put(b, uint64(len(s)))
	b.WriteString(s)
}

func put(b *bytes.Buffer, values ...any) {
	for _, v := range values {
		// A buffer takes everything, and every v is of fixed size.
		_ = binary.Write(b, binary.LittleEndian, v)
	}
}

func pad(b *bytes.Buffer) { b.Write(make([]byte, aligned(b.Len())-b.Len())) }

func aligned(n int) int { return (n + alignment - 1) / alignment * alignment }
