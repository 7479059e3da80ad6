package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// maxFile is the size in bytes from which on a file is not one of settings.
const maxFile = 1 << 20

// workspaceFile finds the file that counts among those of several folders. The
// settings are those of a session, not of a document, so there is only one.
func workspaceFile(folders []string) (path string, problems []Problem) {
	for _, folder := range folders {
		candidate := filepath.Join(folder, WorkspaceFileName)
		if _, err := os.Stat(candidate); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if path == "" {
			path = candidate
			continue
		}
		problems = append(problems, Problem{
			Origin: Origin{Layer: WorkspaceFile, Name: candidate},
			What:   "it is not read: the settings of this session come from " + path,
			Hint:   "put what both need into the file of the first folder",
		})
	}
	return path, problems
}

// file returns the entries of a file. One that is not there has none.
func (s *schema) file(layer Layer, path string) ([]entry, []Problem) {
	origin := Origin{Layer: layer, Name: path}
	if path == "" {
		return nil, nil
	}
	content, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, []Problem{{Origin: origin, What: err.Error(), Hint: "the file is ignored"}}
	}
	return s.toml(content, origin)
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, reason(err)
	}
	// Opening a pipe waits for who writes to it, and a device may have no end.
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, reason(err)
	case len(content) > maxFile:
		return nil, fmt.Errorf("it has more than %d bytes, too many for settings", maxFile)
	}
	return content, nil
}

// reason is a system's error without the path, which stands before it.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("it can't be read: %w", p.Err)
	}
	return err
}

// toml returns the entries of a file's text.
func (s *schema) toml(content []byte, origin Origin) ([]entry, []Problem) {
	var tree map[string]any
	if err := toml.Unmarshal(content, &tree); err != nil {
		p := Problem{Origin: origin, What: err.Error(), Hint: "the whole file is ignored"}
		var broken *toml.DecodeError
		if errors.As(err, &broken) {
			line, column := broken.Position()
			p.Origin.Line = line
			p.What = fmt.Sprintf("column %d: this is no TOML: %s", column, strings.TrimPrefix(broken.Error(), "toml: "))
		}
		return nil, []Problem{p}
	}
	lines := lines(content)
	return s.flatten(tree, func(key string) Origin {
		at := origin
		at.Line = lines[key]
		return at
	})
}

// lines tells in which line of a file each key stands, from 1. Of long paths it
// knows the beginning.
func lines(content []byte) map[string]int {
	found := make(map[string]int)
	var p unstable.Parser
	p.Reset(content)
	section := ""
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			section = note(&p, found, "", e)
		case unstable.KeyValue:
			noteValue(&p, found, section, e, 0)
		}
	}
	return found
}

// deepest is how many steps a key has at most, sections and switches included. A
// file may have keys of any depth, but no setting does.
const deepest = 4

func noteValue(p *unstable.Parser, found map[string]int, section string, e *unstable.Node, depth int) {
	key := note(p, found, section, e)
	if v := e.Value(); v.Kind == unstable.InlineTable && depth < deepest {
		for children := v.Children(); children.Next(); {
			if child := children.Node(); child.Kind == unstable.KeyValue {
				noteValue(p, found, key, child, depth+1)
			}
		}
	}
}

// note notes the line of an expression's key and of its beginnings, and returns
// the key.
func note(p *unstable.Parser, found map[string]int, section string, e *unstable.Node) string {
	key := section
	steps := e.Key()
	for n := 0; n < deepest && steps.Next(); n++ {
		step := steps.Node()
		key = join(key, string(step.Data))
		if found[key] == 0 {
			found[key] = p.Shape(step.Raw).Start.Line
		}
	}
	return key
}
