package text

import (
	"path/filepath"
	"strings"
)

// URI is the canonical name of a document; equal documents have equal URIs. Make
// one with ParseURI or FileURI.
//
// Clients write the same file in many ways: file:///c%3A/x (VS Code),
// file:///C:/x (Neovim), file://localhost/C:/x, file:/C:/x. The canonical form
// of a file is file://host/path, with an upper-case drive letter, and with
// percent-encoding, in upper case, of the bytes that RFC 3986 does not allow in
// a path and of no other. In a file's name ? and # are letters: no client means a
// query by them. Dots and links are not resolved.
type URI string

// FileURI names the file at an absolute path, of this system or of Windows.
func FileURI(path string) URI {
	host := ""
	if share, ok := strings.CutPrefix(path, `\\`); ok { // \\host\share\x
		host, path, _ = strings.Cut(slashed(share), "/")
	}
	return fileURI(host, path)
}

// ParseURI makes the canonical name from what a client sent. A bare path is a
// file; what it cannot read it leaves as it is, for names are only compared.
func ParseURI(raw string) URI {
	if strings.HasPrefix(raw, "/") || strings.HasPrefix(raw, `\\`) || hasDrive(raw) {
		return FileURI(raw)
	}
	scheme, rest, ok := strings.Cut(raw, ":")
	if !ok || !isScheme(scheme) {
		return URI(raw)
	}
	scheme = strings.ToLower(scheme)
	if scheme != "file" {
		return URI(scheme + ":" + upperEscapes(rest))
	}
	host := ""
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		if !hasDrive(unescape(after)) { // file://C:/x lacks a slash
			host, _, _ = strings.Cut(after, "/")
		}
		rest = after[len(host):]
	}
	return fileURI(unescape(host), unescape(rest))
}

// Path is the path of a file on this machine, with the separators of this
// system. Other documents have none.
func (u URI) Path() (path string, ok bool) {
	rest, ok := strings.CutPrefix(string(u), "file://")
	if !ok {
		return "", false
	}
	host, _, _ := strings.Cut(rest, "/")
	path = unescape(rest[len(host):])
	switch {
	case host != "" && filepath.Separator == '/':
		return "", false // of another machine
	case host != "":
		path = "//" + unescape(host) + path
	case path != "" && hasDrive(path[1:]):
		path = path[1:]
	}
	return filepath.FromSlash(path), path != ""
}

// fileURI puts the canonical name together from parts that are not escaped.
func fileURI(host, path string) URI {
	if hasDrive(host) {
		host, path = "", host+path
	}
	if drive := strings.TrimPrefix(path, "/"); hasDrive(drive) {
		path = strings.ToUpper(drive[:1]) + slashed(drive[1:])
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	if host = strings.ToLower(host); host == "localhost" {
		host = ""
	}
	return URI("file://" + strings.ReplaceAll(escape(host), "/", "%2F") + escape(path))
}

// hasDrive tells whether path begins with a drive, as in C:\x or c:/x.
func hasDrive(path string) bool {
	return len(path) >= 2 && isLetter(path[0]) && path[1] == ':' && (len(path) == 2 || path[2] == '/' || path[2] == '\\')
}

func slashed(path string) string { return strings.ReplaceAll(path, `\`, "/") }

func isScheme(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && (i == 0 || !isDigit(c) && !strings.ContainsRune("+-.", rune(c))) {
			return false
		}
	}
	return s != ""
}

// escape writes the bytes that RFC 3986, section 3.3, does not allow in a path as
// %XX.
func escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; isLetter(c) || isDigit(c) || strings.IndexByte("-._~!$&'()*+,;=:@/", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// unescape reads %XX, and takes a % that two hex digits do not follow for itself.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if isEscape(s[i:]) {
			b.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// upperEscapes writes the digits of each %XX in upper case.
func upperEscapes(s string) string {
	b := []byte(s)
	for i := range b {
		if isEscape(s[i:]) {
			copy(b[i:], strings.ToUpper(s[i:i+3]))
		}
	}
	return string(b)
}

const hex = "0123456789ABCDEF"

func isEscape(s string) bool { return len(s) >= 3 && s[0] == '%' && isHex(s[1]) && isHex(s[2]) }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// unhex is the value of a hex digit.
func unhex(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
