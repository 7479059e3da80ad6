package prompt

import (
	"strings"

	"github.com/inkling-lsp/inkling/model"
)

const instruction = `You complete code in an editor. You are shown what stands above the line that is being typed, what stands below it, and the line as far as it is typed. Answer with the text that comes next on that line, and with the lines after it if they belong to it: only that text, as it is to be inserted, without a fence, without an explanation, and without repeating what is already there.`

// messages lays a prompt out as a conversation: one system message with all that
// stays, marked to be kept, and one of the user with the document, what changes most
// at its end. There is one of each because templates of many models demand turns
// that alternate.
func (w *Want) messages(l *Layout, typed string) []model.Message {
	var system, user strings.Builder
	system.WriteString(instruction)
	for _, b := range l.blocks {
		fence(&system, "file", b.Path, b.Text)
	}
	fence(&user, "above", w.Path, l.above)
	fence(&user, "below", w.Path, l.suffix)
	user.WriteString("<line>" + typed)
	return []model.Message{
		{Role: model.System, Text: system.String(), CacheHere: true},
		{Role: model.User, Text: user.String()},
	}
}

// fence puts a text between tags, each on its line.
func fence(b *strings.Builder, tag, path, text string) {
	if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
		b.WriteString("\n")
	}
	b.WriteString("<" + tag + " path=\"" + quoted(path) + "\">\n" + tagless(text))
	if !strings.HasSuffix(text, "\n") {
		b.WriteString("\n")
	}
	b.WriteString("</" + tag + ">\n")
}

// quoted is a path as it may stand between quotes.
func quoted(path string) string { return strings.ReplaceAll(oneLine(path), `"`, "&quot;") }

// tagless is a text without what would end it, or be taken for the beginning of the
// line that is being typed. A model reads the backslash as JavaScript's.
func tagless(text string) string {
	return strings.NewReplacer("</file>", `<\/file>`, "</above>", `<\/above>`, "</below>", `<\/below>`, "<line>", `<\line>`).Replace(text)
}
