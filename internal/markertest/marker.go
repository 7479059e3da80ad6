package markertest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/context/text"
)

const (
	// cursorMark shows where the cursor stands, in files and in texts.
	cursorMark = "‸"
	scriptName = "script"
	// untitledPrefix begins the names of documents that are no files.
	untitledPrefix = "untitled:"
	// asidePrefix begins the names of what is no part of the workspace at first.
	asidePrefix = "@"
)

// marker is a test.
type marker struct {
	encodings []text.Encoding
	roots     []string
	watches   bool   // the editor watches the disk, not the server
	plain     string // how the completion menu is asked for, if it is
	inline    bool   // the editor knows inline completion

	disk   []txtar.File      // the workspace
	others map[string]string // untitled documents and what stands aside, by name
	marks  map[string]int    // where files have the cursor, bytes
	cells  []string          // of notebooks, in order; their texts are in others
	crlf   map[string]string // what ends the lines of a file, if not \n
	script []step
}

// parse reads a test. It refuses what the script does not use.
func parse(archive *txtar.Archive) (*marker, error) {
	m := &marker{
		encodings: []text.Encoding{text.UTF16},
		inline:    true,
		others:    make(map[string]string),
		marks:     make(map[string]int),
		crlf:      make(map[string]string),
	}
	files := slices.Clone(archive.Files)
	last := len(files) - 1
	if last < 0 || files[last].Name != scriptName {
		return nil, fmt.Errorf("the last file must be %q", scriptName)
	}
	if err := m.header(string(archive.Comment), files[:last]); err != nil {
		return nil, err
	}
	for _, f := range files[:last] {
		if err := m.add(f); err != nil {
			return nil, err
		}
	}
	var err error
	if m.script, err = steps(string(files[last].Data), lineOfScript(archive)); err != nil {
		return nil, err
	}
	return m, m.check()
}

// header reads what stands above the files: comments, and settings that may
// change the files.
func (m *marker) header(header string, files []txtar.File) error {
	about := false
	for i, line := range strings.Split(header, "\n") {
		about = about || strings.HasPrefix(line, "# ")
		words, err := split(line)
		if err == nil && len(words) > 0 {
			err = m.setting(words[0], words[1:], files)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if !about {
		return errors.New("line 1: say in a comment, after \"# \", what the test shows")
	}
	return nil
}

var encodings = map[string]text.Encoding{"utf-8": text.UTF8, "utf-16": text.UTF16, "utf-32": text.UTF32}

func (m *marker) setting(name string, args []string, files []txtar.File) error {
	switch {
	case name == "encoding" && len(args) > 0:
		m.encodings = nil
		for _, arg := range args {
			e, ok := encodings[arg]
			if !ok {
				return fmt.Errorf("no encoding is called %q; there are utf-8, utf-16 and utf-32", arg)
			}
			m.encodings = append(m.encodings, e)
		}
		return nil
	case name == "roots" && len(args) > 0:
		m.roots = args
		return nil
	case name == "editor-watches" && len(args) == 0:
		m.watches = true
		return nil
	case name == "plain-completion" && len(args) == 1 && (args[0] == "on" || args[0] == "auto"):
		m.plain = args[0]
		return nil
	case name == "without-inline-completion" && len(args) == 0:
		m.inline = false
		return nil
	case len(args) == 0:
		return fmt.Errorf("%q is no setting; a comment begins with \"# \"", name)
	}
	i := slices.IndexFunc(files, func(f txtar.File) bool { return f.Name == args[0] })
	if i < 0 {
		return fmt.Errorf("%s: there is no file %q in this test", name, args[0])
	}
	data, err := m.fileSetting(name, args, string(files[i].Data))
	files[i].Data = []byte(data)
	return err
}

// fileSetting changes a file into what txtar can't hold, or should not.
func (m *marker) fileSetting(name string, args []string, data string) (string, error) {
	switch {
	case name == "lines" && len(args) == 2 && (args[1] == "crlf" || args[1] == "cr"):
		m.crlf[args[0]] = map[string]string{"crlf": "\r\n", "cr": "\r"}[args[1]]
		return strings.ReplaceAll(data, "\n", m.crlf[args[0]]), nil
	case name == "unended" && len(args) == 1:
		return strings.TrimRight(data, "\r\n"), nil
	case name == "repeat" && len(args) == 3:
		n, err := strconv.Atoi(args[2])
		if err != nil || strings.Count(data, args[1]) != 1 {
			return "", fmt.Errorf("repeat needs a number, and a text that is in the file once: %q is there %d times", args[1], strings.Count(data, args[1]))
		}
		return strings.Replace(data, args[1], strings.Repeat(args[1], n), 1), nil
	}
	return "", fmt.Errorf("%q is no setting, or not with %d words after it; README.md has the list", name, len(args))
}

// add takes a file in, without its cursor mark.
func (m *marker) add(f txtar.File) error {
	_, twice := m.others[f.Name]
	if twice || slices.ContainsFunc(m.disk, func(other txtar.File) bool { return other.Name == f.Name }) {
		return fmt.Errorf("there are two files %s", f.Name)
	}
	before, after, marked := strings.Cut(string(f.Data), cursorMark)
	if strings.Contains(after, cursorMark) {
		return fmt.Errorf("%s has two cursors", f.Name)
	}
	if strings.HasPrefix(f.Name, asidePrefix) {
		m.others[f.Name] = string(f.Data)
		return nil
	}
	if marked {
		m.marks[f.Name] = len(before)
	}
	if notebookOf(f.Name) != "" {
		m.cells = append(m.cells, f.Name)
		m.others[f.Name] = before + after
		return nil
	}
	if strings.HasPrefix(f.Name, untitledPrefix) {
		m.others[f.Name] = before + after
		return nil
	}
	m.disk = append(m.disk, txtar.File{Name: f.Name, Data: []byte(before + after)})
	return nil
}

// check refuses a script that expects nothing at its end, and files that it does
// not use.
func (m *marker) check() error {
	last := len(m.script) - 1
	end := slices.IndexFunc(m.script, func(s step) bool { return s.verb == "quit" || s.verb == "kill" })
	if end >= 0 && end != last || end < 0 && (last < 0 || m.script[last].verb != "expect") {
		return errors.New("the script must end with an expectation, quit or kill: what happens after the last one is not tested")
	}
	used := make(map[string]bool)
	for _, s := range m.script {
		for _, arg := range s.args {
			used[arg] = true
			if notebook := notebookOf(arg); notebook != "" {
				used[notebook] = true
			}
		}
	}
	for name := range m.others {
		if !used[name] && !used[notebookOf(name)] {
			return fmt.Errorf("the script does not use %s", name)
		}
	}
	for name := range m.marks {
		if !used[name] {
			return fmt.Errorf("%s has a cursor, but the script does not open it", name)
		}
	}
	return nil
}
