package syntax

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

var update = flag.Bool("update", false, "write what the marker tests see into their files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
