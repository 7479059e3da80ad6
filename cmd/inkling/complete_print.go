package main

import (
	"errors"
	"fmt"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/completion/fill"
)

func printText(c console, answer completion.Answer) error {
	if len(answer.Suggestions) > 0 {
		if failed := serverFailed(answer); failed != nil {
			fmt.Fprintf(c.err, "inkling: the embedded model answers alone: %v\n", failed)
		}
		_, err := fmt.Fprintln(c.out, answer.Suggestions[0].Text)
		return err
	}
	fmt.Fprintln(c.err, "inkling: no suggestion")
	for _, d := range answer.Dropped {
		fmt.Fprintf(c.err, "inkling: %s %s\n", d.Reason, quotedIfAny(d))
		if d.Reason == completion.TextAfterCursor {
			fmt.Fprintln(c.err, "inkling: text stands after the cursor; --cut leaves it out")
		}
	}
	return nil
}

// serverFailed is what a model server failed with, nil if it did not.
func serverFailed(answer completion.Answer) error {
	for _, d := range answer.Dropped {
		if d.Reason == completion.Reason(fill.Failed) {
			return errors.New(d.Detail)
		}
	}
	return nil
}

func quotedIfAny(d completion.Drop) string {
	const most = 40 // characters
	if rest := []rune(d.Detail); d.Reason == completion.TextAfterCursor && len(rest) > most {
		d.Detail = string(rest[:most]) + "…"
	}
	switch {
	case d.Text == "":
		return d.Detail
	case d.Detail == "":
		return fmt.Sprintf("%q", d.Text)
	}
	return fmt.Sprintf("%q (%s)", d.Text, d.Detail)
}
