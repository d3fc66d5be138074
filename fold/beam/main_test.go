package foldbeam_test

import (
	"flag"
	"os"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
)

// roleVariable names the part that this binary plays: none is that of the tests.
const roleVariable = "FOLDBEAM_ROLE"

// roles are the other parts that this binary can play, each in a process of its own.
var roles = map[string]func(){}

func TestMain(m *testing.M) {
	if role, ok := roles[os.Getenv(roleVariable)]; ok {
		role()
		return
	}
	flag.Parse()
	beam.Init()
	os.Exit(runAndTidy(m))
}

// runAndTidy runs the tests with a temporary directory of their own: Beam leaves files in it.
func runAndTidy(m *testing.M) int {
	dir, err := os.MkdirTemp("", "foldbeam")
	must(err)
	defer os.RemoveAll(dir)
	must(os.Setenv("TMPDIR", dir))
	return m.Run()
}
