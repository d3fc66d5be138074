package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/container/pool"
	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/ttr"
)

// roleVariable makes this binary the program itself, as the one that submits or as a worker.
const roleVariable = "BEAM_EXAMPLE_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "worker":
		args := []string{os.Args[0], "--worker=true"}
		for _, arg := range os.Args[1:] { // what a pool says and what a worker takes are not the same
			if name, _, _ := strings.Cut(arg, "="); name == "--id" || name == "--control_endpoint" || name == "--logging_endpoint" {
				args = append(args, arg)
			}
		}
		os.Args = args
		main()
	case "driver":
		main()
	default:
		flag.Parse()
		beam.Init()
		os.Exit(runAndTidy(m))
	}
}

// runAndTidy runs the tests with a temporary directory of their own: Beam leaves files in it.
func runAndTidy(m *testing.M) int {
	dir, err := os.MkdirTemp("", "beam-example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Setenv("TMPDIR", dir); err != nil {
		panic(err)
	}
	return m.Run()
}

// plain tallies the files row by row.
func plain(t *testing.T, pattern string, at time.Time) (fold.Table[nps.Tally], fold.Table[ttr.Sketch]) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	require.NoError(t, err)
	scores, sketches := fold.Table[nps.Tally]{}, fold.Table[ttr.Sketch]{}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		require.NoError(t, err)
		for _, row := range rows[1:] {
			opened, err := time.Parse(time.RFC3339, row[0])
			require.NoError(t, err)
			key := fold.Key{Segment: row[2], Period: opened.Format("2006-01")}
			if score, err := strconv.Atoi(row[3]); err == nil {
				tally := scores[key]
				_ = tally.Add(score) // one that is off the scale counts nothing
				scores[key] = tally
			}
			took, done := at.Sub(opened), row[1] != ""
			if done {
				resolved, err := time.Parse(time.RFC3339, row[1])
				require.NoError(t, err)
				took = resolved.Sub(opened)
			}
			sketch := sketches[key]
			_ = sketch.Add(took, done) // nor does one that ends before it begins
			sketches[key] = sketch
		}
	}
	return scores, sketches
}

func TestEveryCountEqualsThoseOfAPlainLoop(t *testing.T) {
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	pattern, err := makeUp(t.TempDir(), 5, 3000, at)
	require.NoError(t, err)
	scores, sketches := plain(t, pattern, at)
	require.Len(t, scores, 3*6, "teams, months")

	answered, resolved, err := compute(context.Background(), pattern, t.TempDir(), at)
	require.NoError(t, err)
	require.Len(t, answered.Table, len(scores))
	require.Len(t, resolved.Table, len(sketches))
	assert.Equal(t, 5*3000, answered.Report().Rows)
	assert.Positive(t, answered.Report().Bad[fold.Scale])
	assert.Positive(t, resolved.Report().BadRows())
	for key, want := range scores {
		assert.Positive(t, answered.Table[key].N(), key)
		assert.Equal(t, want, answered.Table[key], key)
	}
	for key, want := range sketches {
		assert.Positive(t, resolved.Table[key].N(), key)
		a, err := json.Marshal(want)
		require.NoError(t, err)
		b, err := json.Marshal(resolved.Table[key])
		require.NoError(t, err)
		assert.JSONEq(t, string(a), string(b), key)
	}
}

func TestRunPrintsEachTeamAndMonth(t *testing.T) {
	var b strings.Builder
	require.NoError(t, run(context.Background(), &b))
	assert.Contains(t, b.String(), "12 files\nscores: 60000 rows: ")
	assert.Equal(t, 3*6, strings.Count(b.String(), "half resolved within"))
	assert.NotContains(t, b.String(), "n/a")
}

// The program itself, submitted to a job server: a process that submits and a process that works.
func TestSeparateProcessesPrintTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	jobs, workers := freePort(t), freePort(t)
	_, err := prism.CreateJobServer(ctx, prism.Options{Port: jobs})
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	t.Setenv(roleVariable, "worker") // what the pool starts
	p, err := pool.New(ctx, workers, self)
	require.NoError(t, err)
	go func() { _ = p.ServeAndWait() }()
	defer func() { assert.NoError(t, p.Stop(ctx)) }()

	var want strings.Builder
	require.NoError(t, run(ctx, &want))
	cmd := exec.CommandContext(ctx, self, "--runner=universal", fmt.Sprintf("--endpoint=127.0.0.1:%d", jobs),
		"--environment_type=EXTERNAL", fmt.Sprintf("--environment_config=127.0.0.1:%d", workers), "--worker_binary="+self)
	cmd.Env = append(os.Environ(), roleVariable+"=driver")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	got, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	assert.Equal(t, want.String(), string(got))
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
