package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/inkling-lsp/inkling/internal/config"
)

// mark begins the generated part of the page.
const mark = "<!-- From here on this page is written by go generate ./internal/config, from the doc comments of the options. -->\n"

// reference puts the reference of the settings behind the part of the page that
// is written by hand.
func reference(page []byte, settings []config.Setting) ([]byte, error) {
	head, _, found := bytes.Cut(page, []byte(mark))
	if !found {
		return nil, fmt.Errorf("%s lacks the line behind which its reference belongs:\n%s", pageFile, mark)
	}
	b := bytes.NewBuffer(bytes.Clone(head))
	b.WriteString(mark)
	section := ""
	for _, g := range settings {
		i := strings.LastIndexByte(g.Key, '.')
		if g.Key[:i] != section {
			section = g.Key[:i]
			fmt.Fprintf(b, "\n## [%s]\n", section)
		}
		fmt.Fprintf(b, "\n### %s\n\n%s\n\n%s\n", g.Key, g.Description, facts(g))
	}
	return b.Bytes(), nil
}

// facts are what a setting takes, in one line.
func facts(g config.Setting) string {
	facts := []string{kinds[g.Kind]}
	if allowed := g.Allowed(); allowed != "" {
		facts[0] += ": " + allowed
	}
	if g.Unit != "" {
		facts[0] += " (" + g.Unit + ")"
	}
	if g.Kind != config.Switches && !g.Secret && config.Literal(g.Default) != `""` {
		facts = append(facts, "default `"+config.Literal(g.Default)+"`")
	}
	environment := "environment `" + g.Env + "`"
	if g.Short != "" {
		environment += " or `" + g.Short + "`"
	}
	facts = append(facts, environment)
	if g.Secret {
		facts = append(facts, "never in a file, and never shown")
	}
	if g.Own {
		facts = append(facts, "not in a workspace's own file, nor in the editor; counts from the start of a program on")
	}
	if g.Sensitive != "" {
		facts = append(facts, "names "+g.Sensitive+": [needs trust](#trust) in a workspace's own file")
	}
	return strings.Join(facts, " · ")
}

// kinds are the kinds of settings, as people say.
var kinds = map[config.Kind]string{
	config.Bool:     "true or false",
	config.Int:      "a whole number",
	config.Float:    "a number",
	config.Duration: `a duration, such as "150ms"`,
	config.String:   "a text",
	config.Path:     "a file's path",
	config.URL:      "an address",
	config.Variable: "a variable's name",
	config.Enum:     "one of",
	config.List:     "a list of texts",
	config.Switches: "true or false by name",
}
