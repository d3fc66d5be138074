package main

import (
	"bytes"
	"flag"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	full        = flag.Bool("full", false, "benchmarks at the size of the table")
	interpreter = flag.String("python", "", "Python with numpy, scipy, pandas and statsmodels")
)

// TestContests holds each contest on small data: whoever takes part gives the right answer.
func TestContests(t *testing.T) {
	for _, c := range contests() {
		t.Run(c.name, func(t *testing.T) {
			results, err := c.hold(c.quick, 1, nil)
			require.NoError(t, err)
			assert.Equal(t, ours, results[0].role, "the first entrant is this module's")
			for _, r := range results {
				assert.Positive(t, r.best(), r.name)
				assert.LessOrEqual(t, r.best(), r.median(), r.name)
			}
		})
	}
}

// TestPython asks the programs in other languages as well, where there are some: go test -python python3.
func TestPython(t *testing.T) {
	if *interpreter == "" {
		t.Skip("no -python")
	}
	line, err := startPython(*interpreter)
	require.NoError(t, err)
	for _, c := range contests() {
		results, err := c.hold(c.quick, 1, line)
		require.NoError(t, err)
		assert.NotEmpty(t, results)
	}
	require.NoError(t, line.stop())
}

// TestCheck breaks each answer and expects to be told.
func TestCheck(t *testing.T) {
	c := shares[0]
	honest := c.field
	c.field = func(n int) field {
		f := honest(n)
		run := f.entrants[1].run
		f.entrants[1].run = func(out []float64) []float64 {
			out = run(out)
			out[1] *= 1 + 1e-9
			return out
		}
		return f
	}
	_, err := c.hold(c.quick, 1, nil)
	require.ErrorContains(t, err, c.field(c.quick).entrants[1].name)
}

func TestAgree(t *testing.T) {
	for _, row := range []struct {
		reason    string
		got, want []float64
		within    float64
		ok        bool
	}{
		{"the same", []float64{1, 2}, []float64{1, 2}, 0, true},
		{"close enough", []float64{1.001}, []float64{1}, 0.002, true},
		{"too far", []float64{1.001}, []float64{1}, 0.0005, false},
		{"one answer too few", []float64{1}, []float64{1, 2}, 1, false},
		{"not a number agrees with nothing", []float64{math.NaN()}, []float64{math.NaN()}, 1, false},
	} {
		assert.Equal(t, row.ok, agree(row.got, row.want, row.within) == nil, row.reason)
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, compare(&b, shares[:1], true, true, 1, ""))
	lines := strings.Split(b.String(), "\n")
	assert.Contains(t, b.String(), "| 1000 Wilson intervals | kpi.Proportion ")
	assert.Contains(t, b.String(), "0 allocs: yes")
	for _, line := range lines {
		if strings.HasPrefix(line, "| 1000") {
			assert.Equal(t, 7, strings.Count(line, "|"), line)
		}
	}
}

func TestFormat(t *testing.T) {
	assert.Equal(t, "1.23 ms", seconds(0.0012345))
	assert.Equal(t, "12.3 s", seconds(12.345))
	assert.Equal(t, "123 µs", seconds(0.00012345))
	assert.Equal(t, "0.52", ratio(0.5234))
	assert.Equal(t, "1200", ratio(1234))
	assert.Equal(t, "1e6", count(1e6))
	assert.Equal(t, "2000", count(2000))
}

// Benchmark runs every entrant at the size of its test, or with -full at the size of the table:
//
//	go test -bench 'Benchmark/Wilson' -full
func Benchmark(b *testing.B) {
	for _, c := range contests() {
		b.Run(c.name, func(b *testing.B) {
			n := c.quick
			if *full {
				n = c.n
			}
			for _, e := range c.field(n).entrants {
				if e.role == other || e.most > 0 && n > e.most {
					continue
				}
				b.Run(e.name, func(b *testing.B) {
					part := n / max(e.part, 1)
					require.NoError(b, agree(e.run(nil), e.want(), e.within))
					out := make([]float64, 0, 64)
					b.SetBytes(int64(part * c.bytes))
					b.ReportAllocs()
					for b.Loop() {
						out = e.run(out[:0])
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(part), "ns/item")
				})
			}
		})
	}
}

// TestFile folds a small file as -file does.
func TestFile(t *testing.T) {
	var b bytes.Buffer
	foldOnce(&b, 1e4)
	assert.Regexp(t, `^1e4 rows, 0 MB: .* MB of memory at most\n$`, b.String())
}

// BenchmarkFile folds a file by several goroutines: time that passes, not processor time.
func BenchmarkFile(b *testing.B) {
	n := int(2e4)
	if *full {
		n = 1e7
	}
	file, size, written := answers(n)
	defer file.Close()
	for _, workers := range []int{1, 2, 4} {
		b.Run(strconv.Itoa(workers), func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				require.Equal(b, len(written), len(byMonth(file, size, workers)))
			}
		})
	}
}
