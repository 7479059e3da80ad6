package config

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
)

// variableName is what a variable that holds a key is called. Small letters are not
// among it, since many a key would be a name otherwise, and be shown.
var variableName = regexp.MustCompile(`^[A-Z_][A-Z0-9_]*$`)

// checkURL checks the address of a server.
func checkURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("is not an address such as http://127.0.0.1:8080")
	case u.User != nil:
		return errors.New("has a name or a password in it; a key never stands in an address")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("is more than an address: leave out what begins with ? or #")
	}
	return nil
}

// told is a value of the setting as somebody wrote it, for messages: without what may
// be a key in the wrong place.
func (g *Setting) told(written any) string {
	text, _ := written.(string)
	switch {
	case g.Kind == URL && strings.ContainsAny(text, "@?#"),
		g.Kind == Variable && text != "" && !variableName.MatchString(text):
		return "its value (not shown)"
	}
	return Literal(written)
}
