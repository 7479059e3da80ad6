package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/demo"
)

func main() {
	from := flag.Duration("from", 0, "leave out what comes before")
	length := flag.Duration("for", 30*time.Second, "leave out what comes after so long")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: demosvg [-from 5s] [-for 30s] <recording >picture.svg")
		flag.PrintDefaults()
	}
	flag.Parse()
	if err := convert(os.Stdin, os.Stdout, *from, *length); err != nil {
		fmt.Fprintln(os.Stderr, "demosvg:", err)
		os.Exit(1)
	}
}

func convert(in io.Reader, out io.Writer, from, length time.Duration) error {
	frames, err := demo.ReadRecording(in)
	if err != nil {
		return err
	}
	var kept []demo.Frame
	for _, f := range frames {
		if f.At >= from && f.At < from+length {
			f.At -= from
			kept = append(kept, f)
		}
	}
	if len(kept) == 0 {
		return fmt.Errorf("none of the %d frames is between %v and %v", len(frames), from, from+length)
	}
	kept[0].At = 0
	return writeSVG(out, kept)
}
