package weights

import (
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/model"
)

// Entry is a model of the catalogue: trained to fill in the middle, in one file that
// llama.cpp reads, under a licence that allows it to be used at work.
type Entry struct {
	Name         string  // what people call it by
	Parameters   float64 // in billions
	Quantisation string  // as llama.cpp names it
	Bytes        int64   // of the file, as its page rounds it
	Context      int     // tokens it was trained for
	Licence      string  // its identifier on its page
	Note         string  // what there is to know before it is used; may be empty
	Repository   string  // on the hub
	File         string
	// Revision is the commit that is fetched. With "main", what is fetched may change,
	// so that SHA256 is then empty and the hub is asked for it.
	Revision string
	SHA256   string // in hexadecimal; read from the page Read names, or empty
	Read     string // the page of the hub that names the file, its size and its hash
}

// Hub is where the catalogue's files are.
const Hub = "https://huggingface.co"

// readOn is the day on which the pages of the catalogue were read, in a public copy.
const readOn = "2026-11-24"

// Catalogue returns what can be fetched by name, the smallest first.
func Catalogue() []Entry { return slices.Clone(catalogue) }

// Qwen2.5-Coder 3B is left out: its licence is for research.
var catalogue = []Entry{
	{
		Name: "qwen2.5-coder-0.5b", Parameters: 0.49, Quantisation: "Q8_0", Bytes: 531e6, Context: 32768, Licence: "apache-2.0",
		Repository: "ggml-org/Qwen2.5-Coder-0.5B-Q8_0-GGUF", File: "qwen2.5-coder-0.5b-q8_0.gguf",
		Revision: "ecdd60b1c25ab158bec6e1ab084aeebf9eae0af4",
		SHA256:   "d0f8cd6c49bab52a0abdbe47948518b1f4d9b1a8a2a6825099cea31cea10ac56",
		Read:     "blob/ecdd60b1c25ab158bec6e1ab084aeebf9eae0af4/qwen2.5-coder-0.5b-q8_0.gguf",
	},
	{
		Name: "qwen2.5-coder-1.5b-q4", Parameters: 1.54, Quantisation: "Q4_K_M", Bytes: 986e6, Context: 32768, Licence: "apache-2.0",
		Note:       "answers conversations too",
		Repository: "QuantFactory/Qwen2.5-Coder-1.5B-Instruct-GGUF", File: "Qwen2.5-Coder-1.5B-Instruct.Q4_K_M.gguf",
		Revision: "a2c309f18c9a6f6c3bad6ce538a0a58635e50b81",
		SHA256:   "172812dd82b59723706978e07b4c348f1cd5352629b016745e5815c836160875",
		Read:     "blob/a2c309f18c9a6f6c3bad6ce538a0a58635e50b81/Qwen2.5-Coder-1.5B-Instruct.Q4_K_M.gguf",
	},
	{
		Name: "qwen2.5-coder-1.5b", Parameters: 1.54, Quantisation: "Q8_0", Bytes: 1650e6, Context: 32768, Licence: "apache-2.0",
		Repository: "ggml-org/Qwen2.5-Coder-1.5B-Q8_0-GGUF", File: "qwen2.5-coder-1.5b-q8_0.gguf", Revision: "main",
		Read: "tree/8be1b8a895a84beea772817caaa71eba6b6e0d07",
	},
	{
		Name: "starcoder2-3b", Parameters: 3.03, Quantisation: "Q4_K_M", Bytes: 1850e6, Context: 16384, Licence: "bigcode-openrail-m",
		Note:       "its licence forbids some uses: read attachment A of it",
		Repository: "second-state/StarCoder2-3B-GGUF", File: "starcoder2-3b-Q4_K_M.gguf", Revision: "main",
		Read: "tree/main",
	},
	{
		Name: "granite-code-3b", Parameters: 3.48, Quantisation: "Q4_K_M", Bytes: 2130e6, Context: 2048, Licence: "apache-2.0",
		Note:       "sees no more than 2,048 tokens",
		Repository: "ibm-granite/granite-3b-code-base-2k-GGUF", File: "granite-3b-code-base.Q4_K_M.gguf", Revision: "main",
		Read: "tree/6ef4ee582d1727f6f70e38d46a9c9499bae3b791",
	},
	{
		Name: "qwen2.5-coder-7b", Parameters: 7.62, Quantisation: "Q4_K_M", Bytes: 4680e6, Context: 32768, Licence: "apache-2.0",
		Repository: "QuantFactory/Qwen2.5-Coder-7B-GGUF", File: "Qwen2.5-Coder-7B.Q4_K_M.gguf", Revision: "main",
		Read: "tree/42d43007880a6802bbf8dc7dce8a159bfdfcf217",
	},
}

// Source says where this entry was read, and when.
func (e Entry) Source() string {
	return fmt.Sprintf("%s/%s/%s (%s)", Hub, e.Repository, e.Read, readOn)
}

// Source is something to pull.
type Source struct {
	Name string // what it will be called: its file's name without .gguf
	// Where is an address, or the path of a file on this machine.
	Where  string
	SHA256 string // in hexadecimal; empty if not known
	Bytes  int64  // about; 0 if not known
}

// Find returns what a person means: a name of the catalogue, an address, or a file
// on this machine. hub replaces Hub if it is not empty, for those who have a mirror.
func Find(what, hub string) (Source, error) {
	if e, ok := Named(what); ok {
		if hub == "" {
			hub = Hub
		}
		where := fmt.Sprintf("%s/%s/resolve/%s/%s", strings.TrimRight(hub, "/"), e.Repository, e.Revision, e.File)
		return Source{Name: e.Name, Where: where, SHA256: e.SHA256, Bytes: e.Bytes}, nil
	}
	file := what
	if u, err := url.Parse(what); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		file = path.Base(u.Path)
		// The page of a file on the hub is not the file.
		if parts := strings.Split(u.Path, "/"); len(parts) > 4 && parts[3] == "blob" {
			parts[3] = "resolve"
			u.Path = strings.Join(parts, "/")
			what = u.String()
		}
	} else if !looksLikePath(what) {
		return Source{}, fmt.Errorf("there are no weights %q; did you mean %s?", what, strings.Join(model.Near(what, names()), ", "))
	}
	name, isGGUF := strings.CutSuffix(filepath.Base(file), ".gguf")
	if !isGGUF || !plain(name) {
		return Source{}, fmt.Errorf("%s does not name a .gguf file, which is what llama.cpp reads", what)
	}
	return Source{Name: name, Where: what}, nil
}

// Named returns the entry of a name.
func Named(name string) (Entry, bool) {
	for _, e := range Catalogue() {
		if strings.EqualFold(e.Name, name) {
			return e, true
		}
	}
	return Entry{}, false
}

func names() []string {
	var names []string
	for _, e := range Catalogue() {
		names = append(names, e.Name)
	}
	return names
}

func looksLikePath(what string) bool {
	return strings.ContainsAny(what, `/\`) || strings.HasSuffix(what, ".gguf")
}

// plain says whether a name can be a file's on every system, and is nothing else.
func plain(name string) bool {
	return name != "" && !strings.HasPrefix(name, ".") && !strings.ContainsFunc(name, func(r rune) bool {
		return r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r)
	})
}
