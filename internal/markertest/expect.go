package markertest

import (
	"fmt"
	"slices"
	"strings"
)

// differenceError says that an expectation is not met.
type differenceError struct {
	step  string // what the script's line would have to say
	file  string // the file that would have to change instead, or empty
	data  string // its text
	cause string
}

func (e *differenceError) Error() string { return e.cause }

// compare checks an expectation.
func (p *player) compare(s step) error {
	form := ""
	if len(s.args) > 0 {
		form = s.args[0]
	}
	argument := strings.Join(s.args[min(1, len(s.args)):], " ")
	switch {
	case form == "text" && len(s.args) == 2:
		return p.compareText(argument)
	case form == "line" && len(s.args) == 2:
		return p.compareLine(argument)
	case (form == "ghost" || form == "listed") && len(s.args) == 2, form == "nothing" && len(s.args) <= 2, form == "no" && len(s.args) == 2:
		if p.ask == nil {
			return fmt.Errorf("nobody has asked yet: type something, or say \"ask\", \"invoke\" or \"list\"")
		}
	default:
		return fmt.Errorf("expect what? README.md has the list")
	}
	switch {
	case form == "no":
		return p.compareOffered(argument)
	case (form == "ghost" || form == "listed") && (form != p.form || argument != p.ghost || p.ghost == ""), form == "nothing" && p.ghost != "":
		return p.differs()
	case form == "nothing" && argument != "" && !slices.Contains(p.reasons, argument):
		return p.differs()
	}
	return nil
}

func (p *player) differs() error {
	if p.ghost == "" {
		e := &differenceError{step: "expect nothing", cause: "nothing is shown" + p.why()}
		if len(p.reasons) > 0 {
			e.step += " " + p.reasons[0]
		}
		return e
	}
	what := map[string]string{"ghost": "the ghost text is ", "listed": "the first entry of the menu is "}[p.form]
	return &differenceError{step: "expect " + p.form + " " + quote(p.ghost), cause: what + quote(p.ghost) + p.why()}
}

// compareOffered looks at all that was offered, not only at what is drawn.
func (p *player) compareOffered(unwanted string) error {
	for _, text := range p.editor.Offered() {
		if strings.Contains(text, unwanted) {
			return fmt.Errorf("%s is offered", quote(text))
		}
	}
	return nil
}

// compareText compares the document with a file that stands aside.
func (p *player) compareText(name string) error {
	want, ok := p.marker.others[name]
	if !ok {
		return fmt.Errorf("there is no file %q in this test", name)
	}
	content, at := p.editor.Text(), p.editor.Cursor()
	if strings.Contains(want, cursorMark) {
		content = content[:at] + cursorMark + content[at:]
	}
	if content == want {
		return nil
	}
	e := &differenceError{file: name, cause: fmt.Sprintf("the document is\n%s\nwhich is %q", content, content)}
	if ending := p.marker.crlf[name]; ending != "" {
		content = strings.ReplaceAll(content, ending, "\n")
	}
	e.data = content
	return e
}

// compareLine compares the cursor's line, with the cursor in it.
func (p *player) compareLine(want string) error {
	content, at := p.editor.Text(), p.editor.Cursor()
	start := strings.LastIndexAny(content[:at], "\r\n") + 1
	rest, _, _ := strings.Cut(strings.ReplaceAll(content[at:], "\r", "\n"), "\n")
	got := content[start:at] + cursorMark + rest
	if got == want {
		return nil
	}
	return &differenceError{step: "expect line " + quote(got), cause: "the line is " + quote(got)}
}
