package prompt

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/model"
)

// raw lays a prompt out with a model's own markers.
func (w *Want) raw(l *Layout, typed string) (whole, warm string) {
	m := w.Traits.Markers
	if m == nil || m.Prefix == "" {
		head := commented(w, l.blocks) + l.above // a model that only goes on
		return head + typed, head
	}
	clean := neutral(*m)
	var files, comments string
	if m.File != "" {
		files = w.files(l.blocks, clean)
	} else {
		comments = clean(commented(w, l.blocks))
	}
	prefix, suffix, line := m.Prefix+comments+clean(l.above), m.Suffix+clean(l.suffix), clean(typed)
	switch {
	case m.SuffixFirst: // what is typed goes on with the prefix, which comes last
		warm = files + suffix + prefix
		return warm + line + m.Middle, warm
	case w.anchored():
		warm = files + prefix + suffix + m.Middle
		return warm + line, warm
	default:
		warm = files + prefix
		return warm + line + suffix + m.Middle, warm
	}
}

// anchored says whether the line being typed stands after the middle marker.
func (w *Want) anchored() bool {
	m := w.Traits.Markers
	return w.Style == Anchored && w.Traits.Fill == model.FillRaw && m != nil && m.Prefix != "" && m.Middle != "" && !m.SuffixFirst
}

// files are blocks as the files of a repository, the document's name last, in the
// format of Qwen2.5-Coder's report (arXiv 2409.12186, section 3.2).
func (w *Want) files(blocks []Block, clean func(string) string) string {
	if len(blocks) == 0 {
		return "" // as single files were seen in training
	}
	m := w.Traits.Markers
	var b strings.Builder
	if m.Repo != "" && w.Repo != "" {
		b.WriteString(m.Repo + clean(oneLine(w.Repo)) + "\n")
	}
	for _, block := range blocks {
		b.WriteString(m.File + clean(oneLine(block.Path)) + "\n" + clean(block.Text))
	}
	b.WriteString(m.File + clean(oneLine(w.Path)) + "\n")
	return b.String()
}

// neutral returns a function that takes from a text what the model would read as its
// markers: it puts a space into each, which changes no other text.
func neutral(m model.Markers) func(string) string {
	markers := slices.Concat([]string{m.Prefix, m.Suffix, m.Middle, m.Repo, m.File}, m.Ends)
	// A marker may be the beginning of another.
	slices.SortFunc(markers, func(a, b string) int { return len(b) - len(a) })
	return func(s string) string {
		for _, marker := range markers {
			if marker == "" || !strings.Contains(s, marker) {
				continue
			}
			_, first := utf8.DecodeRuneInString(marker)
			s = strings.ReplaceAll(s, marker, marker[:first]+" "+marker[first:])
		}
		return s
	}
}

// oneLine keeps a name from being more than one.
func oneLine(name string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(name) }
