//go:build unix

package foldbeam_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/fold"
	foldbeam "github.com/servicekpi/servicekpi/fold/beam"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/trend"
)

// rowsVariable is how many rows each of the twenty files has. For the record:
//
//	FOLDBEAM_ROWS=1000000 go test -run TwentyFiles -v .
const rowsVariable = "FOLDBEAM_ROWS"

// answers folds files of times, segments and scores by package fold.
type answers struct {
	Workers int
}

func (f answers) Fold(_ foldbeam.Part, r io.Reader) (fold.Table[nps.Tally], fold.Report, error) {
	file := fold.File{Time: "time", Period: trend.Month(time.UTC), Segment: []string{"segment"}, Score: "score",
		Workers: f.Workers}
	if os.Getenv(roleVariable) == "worker" {
		defer func() { fmt.Fprintln(os.Stderr, "peak memory of the worker:", peak()) }()
	}
	return fold.NPS(r, file)
}

func init() { foldbeam.RegisterFolder(answers{}) }

// peak returns the most memory that this process has had so far, where the system says so.
func peak() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// writeAnswers writes twenty files and returns a pattern of their names.
func writeAnswers(t testing.TB, rows int) string {
	t.Helper()
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(3, 4))
	from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 20 {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("answers-%02d.csv", i)))
		require.NoError(t, err)
		w := bufio.NewWriterSize(f, 1<<20)
		_, err = w.WriteString("time,segment,score\n")
		require.NoError(t, err)
		var line []byte
		for range rows {
			bits := random.Uint64()
			line = from.Add(time.Duration(bits%(365*24*3600))*time.Second).AppendFormat(line[:0], time.RFC3339)
			line = append(line, ",segment-"...)
			line = strconv.AppendUint(line, bits>>40%50, 10)
			line = append(line, ',')
			line = strconv.AppendUint(line, bits>>50%11, 10)
			_, err := w.Write(append(line, '\n'))
			require.NoError(t, err)
		}
		require.NoError(t, w.Flush())
		require.NoError(t, f.Close())
	}
	return filepath.Join(dir, "answers-*.csv")
}

// plainAnswers tallies the same files line by line.
func plainAnswers(t testing.TB, pattern string) fold.Table[nps.Tally] {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	require.NoError(t, err)
	table := fold.Table[nps.Tally]{}
	for _, path := range paths {
		f, err := os.Open(path)
		require.NoError(t, err)
		rows := bufio.NewScanner(f)
		rows.Scan()
		for rows.Scan() {
			// 2025-03-05T10:11:12Z,segment-7,9
			line := rows.Text()
			comma := len("2025-03-05T10:11:12Z,")
			for line[comma] != ',' {
				comma++
			}
			key := fold.Key{Segment: line[len("2025-03-05T10:11:12Z,"):comma], Period: line[:len("2025-03")]}
			score, err := strconv.Atoi(line[comma+1:])
			require.NoError(t, err)
			tally := table[key]
			require.NoError(t, tally.Add(score))
			table[key] = tally
		}
		require.NoError(t, rows.Err())
		require.NoError(t, f.Close())
	}
	return table
}

func TestTwentyFiles(t *testing.T) {
	rows := 20_000
	if text := os.Getenv(rowsVariable); text != "" {
		var err error
		rows, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	input := writeAnswers(t, rows)
	begin := time.Now()
	want := plainAnswers(t, input)
	t.Logf("%d rows by a plain loop: %v", 20*rows, time.Since(begin))
	require.Len(t, want, 50*12, "segments, months")

	same := func(t *testing.T, got foldbeam.Result[nps.Tally]) {
		for key, tally := range want {
			require.Positive(t, tally.N(), key)
			require.Equal(t, tally, got.Table[key], key)
		}
		assert.Len(t, got.Table, len(want))
		assert.Equal(t, 20*rows, got.Report().Folded)
	}
	files, err := foldbeam.Glob(context.Background(), input)
	require.NoError(t, err)
	for _, workers := range []int{1, 2} {
		t.Run(fmt.Sprintf("in process, %d workers", workers), func(t *testing.T) {
			begin := time.Now()
			got, err := run(t, files, answers{Workers: workers})
			require.NoError(t, err)
			t.Logf("%d rows: %v, peak memory so far %s", 20*rows, time.Since(begin), peak())
			same(t, got)
		})
	}
	t.Run("separate processes", func(t *testing.T) {
		c := newCluster(t)
		begin := time.Now()
		s := c.submit(t, "answers", input, 5*time.Minute)
		require.NoError(t, <-s.done, "%v\n%v", &s.printed, c.log)
		t.Logf("%d rows: %v, with the start of driver and worker", 20*rows, time.Since(begin))
		got, err := foldbeam.ReadFile[nps.Tally](context.Background(), s.result)
		require.NoError(t, err)
		same(t, got)
		t.Log(lastLine(c.log.String(), "peak memory"))
	})
}
