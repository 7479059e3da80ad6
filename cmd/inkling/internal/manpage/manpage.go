package manpage

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// Section is a part of the page that flags and commands don't tell.
type Section struct {
	Title string
	// Items are terms and what they mean.
	Items [][2]string
}

// Write writes the page of section 1.
func Write(w io.Writer, model *kong.Application, version string, more ...Section) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, ".TH %s 1 \"\" \"%s %s\" \"User Commands\"\n", strings.ToUpper(model.Name), model.Name, escape(version))
	fmt.Fprintf(out, ".SH NAME\n%s \\- %s\n", model.Name, escape(firstSentence(model.Help)))
	fmt.Fprintf(out, ".SH SYNOPSIS\n.B %s\n.I command\n.RI [ argument ...]\n.RI [ flag ...]\n", model.Name)
	fmt.Fprintf(out, ".SH DESCRIPTION\n%s\n", escape(model.Help))
	fmt.Fprintln(out, ".SH COMMANDS")
	for _, leaf := range model.Leaves(true) {
		writeCommand(out, leaf)
	}
	fmt.Fprintln(out, ".SH FLAGS OF ALL COMMANDS")
	for _, f := range model.Flags {
		writeFlag(out, f)
	}
	for _, s := range more {
		fmt.Fprintf(out, ".SH %s\n", strings.ToUpper(escape(s.Title)))
		for _, item := range s.Items {
			fmt.Fprintf(out, ".TP\n.B %s\n%s\n", escape(item[0]), escape(item[1]))
		}
	}
	return out.Flush()
}

func writeCommand(out io.Writer, leaf *kong.Node) {
	fmt.Fprintf(out, ".SS %s\n%s\n", escape(leaf.Summary()), escape(leaf.Help))
	for _, p := range leaf.Positional {
		fmt.Fprintf(out, ".TP\n.I %s\n%s\n", escape(p.Name), escape(p.Help))
	}
	for _, f := range leaf.Flags {
		writeFlag(out, f)
	}
}

func writeFlag(out io.Writer, f *kong.Flag) {
	if !f.Hidden {
		fmt.Fprintf(out, ".TP\n.B %s\n%s\n", escape(f.String()), escape(f.Help))
	}
}

func firstSentence(s string) string {
	first, _, _ := strings.Cut(s, ".")
	return first
}

// escape keeps roff from reading text as its own: a backslash, a hyphen that
// would become a dash, a dot or quote at the start of a line.
func escape(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "\n", " ").Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}
