package completion

import "strings"

// Options are the user's settings of this room. An Options is not changed once an
// engine has it.
type Options struct {
	// Enabled switches inline completion on, in languages that Languages does not
	// name.
	Enabled bool `setting:"enabled"`
	// Languages switches inline completion on or off in one language, whatever
	// Enabled says. A language is named as editors name it: go, python, markdown.
	Languages map[string]bool `setting:"languages"`
	// Threshold is the least probability at which the rest of a line is shown that
	// nobody asked for. From 0.3 on two of three are right.
	Threshold float64 `setting:"threshold" min:"0" max:"1"`
	// LineThreshold is the least probability at which a whole line is shown that
	// nobody asked for: it takes longer to read and is in the way more.
	LineThreshold float64 `setting:"line_threshold" min:"0" max:"1"`
	// ManualThreshold is the least probability at which a suggestion is shown that
	// the user asked for, by a key or a command.
	ManualThreshold float64 `setting:"manual_threshold" min:"0" max:"1"`
	// Plain says whether suggestions are also entries of the editor's completion
	// menu: off, on, or auto, in an editor that has no inline completion. It is read
	// when a session begins.
	Plain string `setting:"plain" values:"off,auto,on"`
}

// DefaultOptions are the options of a user who has set none.
func DefaultOptions() Options {
	return Options{Enabled: true, Threshold: 0.3, LineThreshold: 0.5, ManualThreshold: 0.15, Plain: "off"}
}

func (o *Options) enabled(language string) bool {
	if on, ok := o.Languages[language]; ok {
		return on
	}
	return o.Enabled
}

func (o *Options) threshold(c cursor) float64 {
	switch {
	case c.Trigger == Invoked:
		return o.ManualThreshold
	case strings.TrimSpace(c.before) == "":
		return o.LineThreshold
	}
	return o.Threshold
}
