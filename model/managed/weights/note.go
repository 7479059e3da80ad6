package weights

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
)

// known is what is known about a part, and kept beside it.
type known struct {
	Where string `json:"where"` // without what may be secret in it
	// Bytes is how long the whole file is; 0 if the server does not say.
	Bytes int64 `json:"bytes"`
	// ETag is the file's, of the server that sends it, for If-Range.
	ETag string `json:"etag,omitempty"`
	// SHA256 is what the hub says of it before it sends elsewhere for it.
	SHA256 string `json:"sha256,omitempty"`
}

// resume looks at what an earlier pull has left.
func (p *pull) resume() {
	content, err := os.ReadFile(p.note)
	if err != nil || json.Unmarshal(content, &p.known) != nil || p.known.Where != address(p.source.Where) || !p.sameFile() {
		p.known = known{}
		return
	}
	// What has another name too, as a link has, is not ours to write to.
	if info, err := os.Lstat(p.path); err == nil && info.Mode().IsRegular() && links(p.path) == 1 {
		p.have = info.Size()
	}
}

// sameFile says whether the server will tell if the part is of another file than the
// one that is wanted. Their addresses may differ in what the note leaves out.
func (p *pull) sameFile() bool {
	return address(p.source.Where) == p.source.Where || p.known.SHA256 != "" || strings.HasPrefix(p.known.ETag, `"`)
}

// address is a source without a name, a password or a query, which may be a token or
// a signature: what may be written down and shown.
func address(where string) string {
	u, err := url.Parse(where)
	if err != nil || u.Host == "" {
		return where
	}
	u.User, u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = nil, "", false, "", ""
	return u.String()
}

// forget has the next request ask for the whole file.
func (p *pull) forget() { p.have, p.known = 0, known{} }

func (p *pull) remember() error {
	content, err := json.Marshal(p.known)
	if err == nil {
		_ = os.Remove(p.note) // one that is there keeps its mode
		err = os.WriteFile(p.note, content, 0o600)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errDisk, err)
	}
	return nil
}
