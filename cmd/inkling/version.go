package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the linker when a release is built.
var version string

type versionCommand struct {
	JSON bool `help:"Print one JSON object." name:"json"`
}

// release is what `inkling version --json` prints.
type release struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Modified bool   `json:"modified,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (v *versionCommand) Run(c console) error {
	r := thisRelease()
	if v.JSON {
		return json.NewEncoder(c.out).Encode(r)
	}
	_, err := fmt.Fprintf(c.out, "inkling %s (%s, %s)\n", r.Version, r.Go, r.Platform)
	return err
}

// thisRelease goes by the linker's word, then by what Go noted of the build.
func thisRelease() release {
	r := release{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				r.Revision = s.Value
			case "vcs.modified":
				r.Modified = s.Value == "true"
			}
		}
	}
	if r.Version == "" && ok && info.Main.Version != "" {
		r.Version = info.Main.Version
	}
	if r.Version == "" {
		r.Version = "(devel)"
	}
	return r
}
