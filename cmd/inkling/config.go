package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/inkling-lsp/inkling/internal/config"
)

type configCommand struct {
	Show  configShowCommand  `cmd:"" default:"withargs" help:"Print the settings that count here."`
	Trust configTrustCommand `cmd:"" help:"Let a workspace's own file name servers, keys, commands and files; allow a host."`
}

type configShowCommand struct {
	ShowOrigin bool `help:"Say for each value where it comes from." xor:"form"`
	Schema     bool `help:"Print the JSON schema of the settings, for editors and checkers." xor:"form"`
	JSON       bool `help:"Print one JSON object: settings, and what is wrong with others." name:"json" xor:"form"`
	backendFlags
}

func (o *configShowCommand) Run(c console) error {
	if o.Schema {
		schema, err := config.JSONSchema(config.Settings())
		if err != nil {
			return err
		}
		_, err = c.out.Write(schema)
		return err
	}
	flags, err := o.flags()
	if err != nil {
		return err
	}
	workspace, err := here()
	if err != nil {
		return err
	}
	p := newPlaces(flags)
	if o.JSON {
		return printSettingsJSON(c, p.sources([]string{workspace}))
	}
	loaded, err := p.load(c, workspace)
	if err != nil {
		return err
	}
	text := settingsText(loaded.Values, o.ShowOrigin)
	if o.ShowOrigin {
		text += filesText(p.sources([]string{workspace}).Files())
	}
	_, err = fmt.Fprint(c.out, text)
	return err
}

// here is the current folder.
func here() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the current folder: %w", err)
	}
	return dir, nil
}

// settingsText writes settings as a file has them, each with its description or
// its origin.
func settingsText(values []config.Value, origins bool) string {
	var b strings.Builder
	section := ""
	described := ""
	for _, v := range values {
		in, name := sectionOf(v)
		if in != section {
			if section != "" {
				b.WriteByte('\n')
			}
			section = in
			fmt.Fprintf(&b, "[%s]\n", section)
		}
		line := name + " = " + v.Shown()
		if v.Setting.Secret {
			line = "# " + name + " " + v.Shown()
		}
		switch {
		case origins:
			line += "  # " + v.Origin.String()
		case described != v.Setting.Key:
			if described != "" && !strings.HasSuffix(b.String(), "]\n") {
				b.WriteByte('\n')
			}
			described = v.Setting.Key
			b.WriteString(comment(v.Setting.Description))
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// filesText lists where settings may be written, for who looks for the place.
func filesText(files []string) string {
	var b strings.Builder
	b.WriteString("\n# files that are looked for:\n")
	for _, path := range files {
		note := ""
		if _, err := os.Stat(path); err != nil {
			note = "  (not there)"
		}
		b.WriteString("# " + path + note + "\n")
	}
	return b.String()
}

// sectionOf is the section of a value and its name in there; a switch has a name
// of two steps.
func sectionOf(v config.Value) (section, name string) {
	i := strings.LastIndexByte(v.Setting.Key, '.')
	return v.Key[:i], v.Key[i+1:]
}

// comment breaks a text into lines of a comment.
func comment(text string) string {
	const width = 78
	var b strings.Builder
	line := "#"
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > width {
			b.WriteString(line + "\n")
			line = "#"
		}
		line += " " + word
	}
	return b.String() + line + "\n"
}

// settingsReport is what `inkling config --json` prints.
type settingsReport struct {
	Settings []config.Value `json:"settings"`
	Problems []string       `json:"problems"`
}

func printSettingsJSON(c console, sources config.Sources) error {
	loaded := config.Load(sources)
	if err := badFlag(loaded); err != nil {
		return err
	}
	r := settingsReport{Settings: loaded.Values, Problems: []string{}}
	for _, p := range loaded.Problems {
		r.Problems = append(r.Problems, p.String())
	}
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}
