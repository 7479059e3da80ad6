package markertest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/editortest"
)

// patience bounds the wait for the server to notice a change on disk.
const patience = 20 * time.Second

// player plays one test in one editor.
type player struct {
	marker  *marker
	editor  Editor
	log     string         // the path of the server's log
	name    string         // of the document with the cursor
	cursors map[string]int // where the cursor was left in the others

	// The last question and its answer.
	ask     func() string
	form    string // "ghost" or "listed": where the answer is seen
	ghost   string
	reasons []string // why something was not shown
	details []string // the same for people, or how probable what is shown is
	logged  int      // bytes of the log until then

	// unsettled is set while the server may not have noticed a change on disk:
	// expectations may come true later.
	unsettled bool
	update    *update // nil to compare
}

// play does a step.
func (p *player) play(s step) error {
	if s.verb == "expect" {
		return p.expect(s)
	}
	do, known := verbs[s.verb]
	switch {
	case !known:
		return fmt.Errorf("there is no verb %q; README.md has the list", s.verb)
	case len(s.args) != do.args:
		return fmt.Errorf("%s needs %d words after it and has %d", s.verb, do.args, len(s.args))
	}
	return do.play(p, s.args)
}

type verb struct {
	args int
	play func(p *player, args []string) error
}

var verbs = map[string]verb{
	"open":      {1, (*player).open},
	"close":     {1, (*player).close},
	"cursor":    {1, (*player).cursor},
	"type":      {1, (*player).typeKeys},
	"enter":     {0, (*player).enter},
	"backspace": {1, (*player).backspace},
	"replace":   {2, (*player).replace},
	"save":      {0, func(p *player, _ []string) error { p.editor.Save(); p.unsettled = true; return nil }},
	"write":     {2, (*player).write},
	"remove":    {1, func(p *player, args []string) error { p.editor.RemoveFile(args[0]); p.unsettled = true; return nil }},
	"ask":       {0, func(p *player, _ []string) error { return p.question(p.editor.GhostText) }},
	"invoke":    {0, func(p *player, _ []string) error { return p.question(p.editor.InvokedGhostText) }},
	"menu": {1, func(p *player, args []string) error {
		return p.question(func() string { return p.editor.MenuGhostText(args[0]) })
	}},
	"accept":      {0, (*player).accept},
	"accept-part": {1, fake((*player).acceptPart)},
	"dismiss":     {0, fake((*player).dismiss)},
	"list":        {0, fake((*player).list)},
	"choose":      {0, fake((*player).choose)},
	"add-cell":    {2, fake((*player).addCell)},
	"remove-cell": {1, fake((*player).removeCell)},
	"add-folder": {1, fake(func(p *player, e fakeEditor, args []string) error {
		e.AddFolder(args[0])
		p.unsettled = true
		return nil
	})},
	"remove-folder": {1, fake(func(p *player, e fakeEditor, args []string) error {
		e.RemoveFolder(args[0])
		p.unsettled = true
		return nil
	})},
	"quit": {0, func(p *player, _ []string) error { p.editor.Close(); return nil }},
	"kill": {0, func(p *player, _ []string) error { p.editor.Break(); return nil }},
}

func (p *player) open(args []string) error {
	name := args[0]
	if p.name != "" {
		p.cursors[p.name] = p.editor.Cursor()
	}
	p.name = name
	switch notebook := notebookOf(name); {
	case p.editor.IsOpen(name):
		p.editor.Focus(name)
		if at, visited := p.cursors[name]; visited {
			p.editor.SetCursor(at)
			return nil
		}
	case notebook != "":
		if err := p.openNotebook(notebook); err != nil {
			return err
		}
		if !p.editor.IsOpen(name) {
			return fmt.Errorf("there is no cell %q in this test", name)
		}
		p.editor.Focus(name)
	case strings.HasPrefix(name, untitledPrefix):
		content, ok := p.marker.others[name]
		if !ok {
			return fmt.Errorf("there is no file %q in this test", name)
		}
		p.editor.OpenText(name, text.URI(name), editortest.Language(name), content)
	default:
		p.editor.Open(name)
	}
	if mark, marked := p.marker.marks[name]; marked {
		p.editor.SetCursor(mark)
	}
	return nil
}

// close closes a document. Another one must be opened before the next question
// if it had the cursor.
func (p *player) close(args []string) error {
	if e, ok := p.editor.(fakeEditor); ok && e.HasNotebook(args[0]) {
		e.CloseNotebook(args[0])
		if notebookOf(p.name) == args[0] {
			p.name = ""
		}
		return nil
	}
	p.editor.CloseDocument(args[0])
	p.left(args[0])
	return nil
}

// left forgets a document that is no longer open.
func (p *player) left(name string) {
	delete(p.cursors, name)
	if p.name == name {
		p.name = ""
	}
}

func (p *player) cursor(args []string) error {
	before, after, marked := strings.Cut(args[0], cursorMark)
	if n := strings.Count(p.editor.Text(), before+after); n != 1 || !marked {
		return fmt.Errorf("cursor needs a text with a %s in it that is in the document once; it is there %d times", cursorMark, n)
	}
	p.editor.SetCursor(strings.Index(p.editor.Text(), before+after) + len(before))
	return nil
}

// typeKeys asks after each key, as an editor does.
func (p *player) typeKeys(args []string) error {
	for _, key := range args[0] {
		p.editor.Type(string(key))
		if err := p.question(p.editor.GhostText); err != nil {
			return err
		}
	}
	return nil
}

// enter begins a line that is indented as the one above it.
func (p *player) enter([]string) error {
	p.editor.Enter()
	return p.question(p.editor.GhostText)
}

func (p *player) backspace(args []string) error {
	var n int
	if _, err := fmt.Sscanf(args[0], "%d", &n); err != nil {
		return fmt.Errorf("backspace needs a number: %w", err)
	}
	for range n {
		p.editor.Backspace()
		if err := p.question(p.editor.GhostText); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) replace(args []string) error {
	if n := strings.Count(p.editor.Text(), args[0]); n != 1 {
		return fmt.Errorf("replace needs a text that is in the document once; %q is there %d times", args[0], n)
	}
	start := strings.Index(p.editor.Text(), args[0])
	p.editor.Replace(text.Range{Start: start, End: start + len(args[0])}, args[1])
	return nil
}

func (p *player) write(args []string) error {
	content, ok := p.marker.others[args[1]]
	if !ok {
		return fmt.Errorf("there is no file %q in this test", args[1])
	}
	p.editor.WriteFile(args[0], content)
	p.unsettled = true
	return nil
}

func (p *player) accept([]string) error {
	if p.ghost == "" || p.form != "ghost" {
		return fmt.Errorf("there is nothing to accept%s", p.why())
	}
	p.editor.Accept()
	return p.question(p.editor.GhostText)
}

func (p *player) acceptPart(e fakeEditor, args []string) error {
	if !strings.HasPrefix(p.ghost, args[0]) {
		return fmt.Errorf("the ghost text %q does not begin with %q", p.ghost, args[0])
	}
	e.AcceptPart(args[0])
	return p.question(p.editor.GhostText)
}

func (p *player) dismiss(e fakeEditor, _ []string) error {
	if p.ghost == "" || p.form != "ghost" {
		return fmt.Errorf("there is no ghost text to dismiss%s", p.why())
	}
	e.Dismiss()
	return nil
}

// question asks for the ghost text.
func (p *player) question(ask func() string) error { return p.look("ghost", ask) }

// look asks the server and keeps the answer.
func (p *player) look(form string, ask func() string) error {
	p.ask, p.form, p.ghost = ask, form, ask()
	p.reasons, p.details = nil, nil
	return p.readLog()
}

// expect compares, and while the server may yet learn something, asks again.
func (p *player) expect(s step) error {
	deadline := time.Now().Add(patience)
	if err := p.awaitReason(s); err != nil {
		return err
	}
	err := p.compare(s)
	for err != nil && p.unsettled && p.ask != nil && p.editor.LearnedAgain(time.Until(deadline)) {
		if err := p.look(p.form, p.ask); err != nil {
			return err
		}
		if err := p.awaitReason(s); err != nil {
			return err
		}
		err = p.compare(s)
	}
	p.unsettled = false
	var differs *differenceError
	if p.update != nil && errors.As(err, &differs) {
		return p.update.accept(s, differs)
	}
	return err
}
