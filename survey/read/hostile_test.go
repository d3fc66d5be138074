package read_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/read"
)

const window = 64 << 10

// endless gives head, and then the same bytes for as long as n lasts.
type endless struct {
	head string
	fill string
	n    int64
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.head != "" {
		n := copy(p, e.head)
		e.head = e.head[n:]
		return n, nil
	}
	if e.n <= 0 {
		return 0, io.EOF
	}
	if len(e.fill) < window {
		e.fill = strings.Repeat(e.fill, window/len(e.fill))
	}
	n := copy(p, e.fill[e.at:][:min(int64(len(e.fill)-e.at), e.n)])
	e.at = (e.at + n) % len(e.fill)
	e.n -= int64(n)
	return n, nil
}

// allocated returns how many bytes f asked for, all in all.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Sizes that no survey has are refused by name, and all the memory ever asked for is a small part of them.
func TestTooLarge(t *testing.T) {
	const size = 32 << 20
	for _, c := range []struct {
		reason string
		src    *endless
		want   string
		header bool
	}{
		{"a cell of 32 MB", &endless{head: "a,b\n1,", fill: "x", n: size}, "read: row 2 (line 2), cell 2: too long: more than 1048576 bytes", false},
		{"a quoted cell of 32 MB that never closes", &endless{head: "a,b\n1,\"", fill: "x", n: size}, "read: row 2 (line 2), cell 2: too long: more than 1048576 bytes", false},
		{"a quoted cell that swallows all rows after it", &endless{head: "a,b\n1,\"", fill: "1,2\n", n: size}, "read: row 2 (lines 2 to 8388610), cell 2: too long: more than 1048576 bytes", false},
		{"32 million cells", &endless{head: "a,b\n1,", fill: ",", n: size}, "read: row 2 (line 2), cell 16385: too many cells: more than 16384", false},
		{"a header of 32 million columns", &endless{head: "a,b", fill: ",x", n: size}, "read: the header cannot be read: row 1 (line 1), cell 16385: too many cells: more than 16384", true},
		{"a header of 32 MB", &endless{head: "a,", fill: "x", n: size}, "read: the header cannot be read: row 1 (line 1), cell 2: too long: more than 1048576 bytes", true},
		{"zero bytes", &endless{head: "a,b\n", fill: "\x00", n: size}, "read: row 2 (line 2), cell 1: too long: more than 1048576 bytes", false},
		{"zero bytes only", &endless{head: "", fill: "\x00", n: size}, "read: the header cannot be read: row 1 (line 1), cell 1: too long: more than 1048576 bytes", true},
		{"quotes only", &endless{head: "a,b\n1,", fill: "\"", n: size}, "read: row 2 (line 2), cell 2: too long: more than 1048576 bytes", false},
	} {
		r := read.NewReader(c.src)
		var refused []string
		bytes := allocated(func() { _, refused = table(r) })
		assert.Equal(t, []string{c.want}, refused, c.reason)
		assert.Equal(t, !c.header, r.Report().Done, c.reason)
		assert.Less(t, bytes, uint64(12<<20), c.reason)
	}
}

func TestALineOfOneMillionEmptyLines(t *testing.T) {
	r := read.NewReader(&endless{head: "a,b\n", fill: "\n", n: 1 << 20})
	got, refused := table(r)
	assert.Empty(t, got)
	assert.Empty(t, refused)
	assert.Equal(t, 1<<20, r.Report().Empty)
}

// The limits are the caller's to set.
func TestLimits(t *testing.T) {
	r := read.NewReader(strings.NewReader("a,b\n1,12345678\n1,1234567\n"))
	r.MaxRecord, r.MaxColumns = 8, 2
	got, refused := table(r)
	assert.Equal(t, [][]string{{"1", "1234567"}}, got)
	assert.Equal(t, []string{"read: row 2 (line 2), cell 2: too long: more than 8 bytes"}, refused)
	r = read.NewReader(strings.NewReader("a,b\n1,2,\n1,2\n"))
	r.MaxColumns = 2
	got, refused = table(r)
	assert.Equal(t, [][]string{{"1", "2"}}, got)
	assert.Equal(t, []string{"read: row 2 (line 2), cell 3: too many cells: more than 2"}, refused)
	r = read.NewReader(&endless{head: "a,b\n1,", fill: "x", n: 10 << 20})
	r.MaxRecord = 16 << 20
	got, refused = table(r)
	assert.Empty(t, refused)
	assert.Len(t, got[0][1], 10<<20, "10 MB, where that is declared")
}

// Refused rows are counted by reason, and only the first few are kept.
func TestReport(t *testing.T) {
	r := read.NewReader(strings.NewReader("a,b\n1,2\n1\n1\n1\n1\n1\n1\n\"x\"y,1\n1,\x00\n3,4\n5,\"6"))
	n := 0
	for range r.Rows() {
		n++
	}
	report := r.Report()
	assert.Equal(t, 11, n)
	assert.Equal(t, 2, report.Rows)
	assert.Equal(t, map[read.Reason]int{read.Ragged: 6, read.Quote: 1, read.NUL: 1, read.Unclosed: 1}, report.Refused)
	assert.Len(t, report.First, 5)
	assert.Equal(t, "2 rows, 9 refused (wrong number of cells 6, stray quote 1, quote not closed 1, zero byte 1), ASCII", report.String())
	report.Refused[read.Ragged] = 0
	assert.Equal(t, 6, r.Report().Refused[read.Ragged], "a report is a snapshot")
}

// Every file, cut at many places: never a panic, never a row that was not in the file, and an error or fewer
// rows.
func TestCutAnywhere(t *testing.T) {
	names, err := filepath.Glob("testdata/*.csv*")
	require.NoError(t, err)
	require.Greater(t, len(names), 12)
	for _, name := range names {
		whole, err := os.ReadFile(name)
		require.NoError(t, err)
		step := 1
		if len(whole) > 4096 {
			if strings.HasSuffix(name, ".gz") {
				step = 19973
			} else {
				whole, step = whole[:16<<10], 211
			}
		}
		full, _ := table(read.NewReader(bytes.NewReader(whole)))
		for cut := 0; cut < len(whole); cut += step {
			r := read.NewReader(bytes.NewReader(whole[:cut]))
			got, refused := table(r)
			form, err := r.Form()
			if err != nil {
				require.Empty(t, got)
				continue
			}
			require.LessOrEqual(t, len(got)+len(refused), len(full)+3, "%s at %d", name, cut) // a header may be cut to fewer rows
			for i, row := range got {
				require.Len(t, row, len(form.Columns))
				if i < len(got)-1 && form.Shape != read.CSV && len(form.Columns) == len(full[0]) && form.Headers == 1 {
					require.Equal(t, full[i], row, "%s at %d", name, cut)
				}
			}
		}
	}

	packed, err := os.ReadFile("testdata/candy_googleforms.csv.gz")
	require.NoError(t, err)
	r := read.NewReader(bytes.NewReader(packed[:len(packed)/2]))
	var last error
	for _, err := range r.Rows() {
		last = err
	}
	assert.ErrorIs(t, last, io.ErrUnexpectedEOF)
	assert.False(t, r.Report().Done, "half a file does not pass for a whole one")
	packed[len(packed)/2] ^= 0xFF
	_, err = read.NewReader(bytes.NewReader(packed)).Fold(nil)
	assert.True(t, errors.Is(err, gzip.ErrChecksum) || err != nil, "nor does a damaged one")
	require.Error(t, err)
}
