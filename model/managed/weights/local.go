package weights

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// takeLocal puts a file of this machine into the store: by a link where that can be,
// which costs nothing. The link has the file's own name from the beginning: whatever
// is called a part may be written to, and through a link that would be the user's
// own file.
func (p *pull) takeLocal(ctx context.Context, path string) (sum, checked string, err error) {
	if _, err := ReadHeader(p.source.Where); err != nil {
		return "", "", err
	}
	from, err := os.Open(p.source.Where)
	if err != nil {
		return "", "", err
	}
	defer from.Close()
	hash := sha256.New()
	if p.have, err = io.Copy(hash, &until{ctx, from}); err != nil {
		return "", "", err
	}
	if sum, checked, err = p.compare(hex.EncodeToString(hash.Sum(nil))); err != nil {
		return "", "", err
	}
	if resolved, err := filepath.EvalSymlinks(p.source.Where); err == nil && os.Link(resolved, path) == nil {
		p.remove() // what a download of the same name has left is of no use any more
		return sum, checked, nil
	}
	return sum, checked, p.copyLocal(ctx, from, sum, path)
}

// copyLocal copies a file of a known hash into the store.
func (p *pull) copyLocal(ctx context.Context, from *os.File, sum, path string) error {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := enough(filepath.Dir(p.path), p.have); err != nil {
		return err
	}
	p.remove()
	p.known = known{Bytes: p.have}
	if err := p.write(ctx, from, os.O_TRUNC); err != nil {
		p.remove()
		return err
	}
	// What was copied is proven, not what was read the first time.
	if copied, _, err := p.verify(ctx); err != nil || copied != sum {
		p.remove()
		return errors.Join(errors.New("the file has changed while it was copied"), err)
	}
	return p.place(path)
}
