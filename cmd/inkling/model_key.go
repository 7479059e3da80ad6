package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
)

type modelKeyCommand struct {
	Set    modelKeySetCommand    `cmd:"" help:"Put a key into the system's keyring, in place of the one there."`
	Forget modelKeyForgetCommand `cmd:"" help:"Take a key out of the system's keyring."`
}

type modelKeySetCommand struct {
	From string `arg:"" optional:"" enum:"-," default:"" help:"- reads the key from standard input. Else it is typed on the terminal, unseen."`
	backendFlags
}

func (o *modelKeySetCommand) Run(ctx context.Context, c console) error {
	s, host, err := o.keyed(c)
	if err != nil {
		return err
	}
	key, err := readKey(ctx, c, o.From, host)
	if err != nil {
		return err
	}
	err = waited(c, "asking the keyring", func() error { return s.places.keys.Set(ctx, host, key) })
	if err != nil {
		return usage(err, "")
	}
	_, err = fmt.Fprintf(c.out, "the keyring has a key for %s\n", host)
	return err
}

type modelKeyForgetCommand struct {
	backendFlags
}

func (o *modelKeyForgetCommand) Run(ctx context.Context, c console) error {
	s, host, err := o.keyed(c)
	if err != nil {
		return err
	}
	was := false
	err = waited(c, "asking the keyring", func() (err error) {
		was, err = s.places.keys.Forget(ctx, host)
		return err
	})
	if err != nil {
		return usage(err, "")
	}
	said := "the keyring has no key any more for"
	if !was {
		said = "the keyring had no key for"
	}
	_, err = fmt.Fprintf(c.out, "%s %s\n", said, host)
	return err
}

// keyed is the server whose key it is about, and its host.
func (f backendFlags) keyed(c console) (served, string, error) {
	s, err := f.served(c)
	if err != nil {
		return s, "", err
	}
	host := backends.Host(s.options)
	if host == "" {
		return s, "", errUnnamed()
	}
	return s, host, nil
}

// readKey reads a key from the terminal without showing it, or from standard input. A
// key is never an argument: other programs may read the command line.
func readKey(ctx context.Context, c console, from, host string) (model.Secret, error) {
	terminal, ok := c.in.(*os.File)
	var text string
	var err error
	switch {
	case from == "-":
		text, err = beside(ctx, func() (string, error) {
			line, err := bufio.NewReader(io.LimitReader(c.in, longestKey)).ReadString('\n')
			if errors.Is(err, io.EOF) {
				err = nil // a key without a line end
			}
			return line, err
		})
	case ok && term.IsTerminal(int(terminal.Fd())):
		fmt.Fprintf(c.err, "key for %s (it is not shown): ", host)
		text, err = unseen(ctx, int(terminal.Fd()))
		fmt.Fprintln(c.err)
	default:
		return "", usagef("give it on standard input: inkling model key set - < FILE", "there is no terminal to type the key on")
	}
	if err != nil {
		return "", fmt.Errorf("read the key: %w", err)
	}
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) {
		return "", usagef("", "that is no key: it is empty, or has a space in it")
	}
	return model.Secret(text), nil
}

// unseen reads a line that the terminal does not show. An interrupt ends it, and the
// terminal shows again what is typed.
func unseen(ctx context.Context, terminal int) (string, error) {
	state, err := term.GetState(terminal)
	if err != nil {
		return "", err
	}
	line, err := beside(ctx, func() (string, error) {
		line, err := term.ReadPassword(terminal)
		return string(line), err
	})
	if ctx.Err() != nil {
		err = errors.Join(err, term.Restore(terminal, state))
	}
	return line, err
}

// longestKey is the most that is read as a key, in bytes. Windows keeps no longer ones.
const longestKey = 2500
