package shell

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Asked is the hidden command that the scripts ask; the words typed so far follow it.
const Asked = "__complete"

// Word is one way to go on.
type Word struct {
	Text, Help string
}

// Words are the ways to go on after words, of which the last is the one being
// typed and may be empty. known are the values of flags that kong does not know.
// None means that the shell's own file names fit.
func Words(model *kong.Application, words []string, known func(flag string) []Word) []Word {
	node := model.Node
	var flag *kong.Flag // whose value is being typed
	for _, word := range words[:max(0, len(words)-1)] {
		switch {
		case flag != nil:
			flag = nil
		case strings.HasPrefix(word, "-"):
			if name, _, hasValue := strings.Cut(word, "="); !hasValue {
				flag = takesValue(node, name)
			}
		default:
			if child := childOf(node, word); child != nil {
				node = child
			}
		}
	}
	typed := ""
	if len(words) > 0 {
		typed = words[len(words)-1]
	}
	var found []Word
	switch {
	case flag != nil:
		found = values(flag, "", known)
	case strings.HasPrefix(typed, "-") && strings.Contains(typed, "="):
		name, _, _ := strings.Cut(typed, "=")
		if f := takesValue(node, name); f != nil {
			found = values(f, name+"=", known)
		}
	case strings.HasPrefix(typed, "-"):
		found = flags(node)
	default:
		found = commands(node)
	}
	return beginningWith(found, typed)
}

// Script is what a user sources in a shell: bash, zsh or fish.
func Script(name, program string) (string, error) {
	script, ok := scripts[name]
	if !ok {
		return "", fmt.Errorf("there are completions for bash, zsh and fish, not for %q", name)
	}
	return strings.NewReplacer("PROGRAM", program, "ASKED", Asked).Replace(script), nil
}

// Each line of the answer is a word, a tab and its help. bash 3.2, which macOS
// has, knows no mapfile.
var scripts = map[string]string{
	"bash": `# PROGRAM completions for bash; in ~/.bashrc: eval "$(PROGRAM completions bash)"
_PROGRAM() {
  local line words
  COMPREPLY=()
  words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  while IFS=$'\t' read -r line _; do
    COMPREPLY+=("$line")
  done < <(PROGRAM ASKED -- "${words[@]}" 2> /dev/null)
  if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then
    compopt -o nospace 2> /dev/null
  fi
}
complete -o default -F _PROGRAM PROGRAM
`,
	"zsh": `#compdef PROGRAM
# PROGRAM completions for zsh; in ~/.zshrc, after compinit: source <(PROGRAM completions zsh)
_PROGRAM() {
  local line
  local -a found
  while IFS=$'\t' read -r word help; do
    found+=("${word//:/\\:}:$help")
  done < <(PROGRAM ASKED -- "${(@)words[2,CURRENT]}" 2> /dev/null)
  if (( $#found )); then
    _describe PROGRAM found
  else
    _files
  fi
}
compdef _PROGRAM PROGRAM
`,
	"fish": `# PROGRAM completions for fish; in ~/.config/fish/config.fish: PROGRAM completions fish | source
function __PROGRAM_words
  PROGRAM ASKED -- (commandline -opc)[2..-1] (commandline -ct) 2> /dev/null
end
complete -c PROGRAM -n 'count (__PROGRAM_words) > /dev/null' -f -a '(__PROGRAM_words)'
`,
}

func childOf(node *kong.Node, name string) *kong.Node {
	for _, child := range node.Children {
		if child.Name == name && !child.Hidden {
			return child
		}
	}
	return nil
}

// takesValue is the flag of that name if it needs a value, else nil.
func takesValue(node *kong.Node, name string) *kong.Flag {
	for _, group := range allFlags(node) {
		for _, f := range group {
			if ("--"+f.Name == name || f.Short != 0 && "-"+string(f.Short) == name) && !f.IsBool() {
				return f
			}
		}
	}
	return nil
}

func flags(node *kong.Node) (found []Word) {
	for _, group := range allFlags(node) {
		for _, f := range group {
			found = append(found, Word{"--" + f.Name, f.Help})
		}
	}
	return found
}

// allFlags are those of a command, and those of the one that it stands for.
func allFlags(node *kong.Node) [][]*kong.Flag {
	if node.DefaultCmd != nil {
		node = node.DefaultCmd
	}
	return node.AllFlags(true)
}

func commands(node *kong.Node) (found []Word) {
	for _, child := range node.Children {
		if !child.Hidden {
			found = append(found, Word{child.Name, child.Help})
		}
	}
	for _, p := range node.Positional {
		found = append(found, enumOf(p, "")...)
	}
	return found
}

func values(f *kong.Flag, prefix string, known func(flag string) []Word) (found []Word) {
	if f.Enum != "" {
		return enumOf(f.Value, prefix)
	}
	for _, w := range known(f.Name) {
		found = append(found, Word{prefix + w.Text, w.Help})
	}
	return found
}

func enumOf(v *kong.Value, prefix string) (found []Word) {
	if v.Enum == "" {
		return nil
	}
	for _, one := range v.EnumSlice() {
		found = append(found, Word{prefix + one, ""})
	}
	return found
}

func beginningWith(words []Word, typed string) (fit []Word) {
	for _, w := range words {
		if strings.HasPrefix(w.Text, typed) {
			fit = append(fit, w)
		}
	}
	return fit
}
