package fold

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/trend"
)

type event struct {
	customer string
	at       time.Time
}

// listed is a file's events as Events gives them.
func listed(events iter.Seq2[string, time.Time]) (all []event, _ error) {
	for customer, at := range events {
		all = append(all, event{customer, at})
	}
	return all, nil
}

func byMonth() retention.Spec {
	return retention.Spec{Period: trend.Month(time.UTC), AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
}

func triangle(events iter.Seq2[string, time.Time]) (retention.Cohorts, error) {
	return retention.NewCohorts(events, byMonth())
}

// orders writes a file of n orders of two years, about ten of each customer.
func orders(n int) []byte {
	random := rand.New(rand.NewPCG(3, 4))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	var b bytes.Buffer
	b.WriteString("order,customer,ordered\n")
	for i := range n {
		t := start.Add(time.Duration(random.IntN(731*86400)) * time.Second)
		fmt.Fprintf(&b, "%d,customer-%08d,%s\n", i, random.IntN(n/10+1), t.Format(time.RFC3339))
	}
	return b.Bytes()
}

// ordersByHand is what one would write without Events.
func ordersByHand[T any](r io.Reader, of func(iter.Seq2[string, time.Time]) (T, error)) (made T, n int, _ error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	if _, err := in.Read(); err != nil {
		return made, 0, err
	}
	var failed error
	made, err := of(func(yield func(string, time.Time) bool) {
		for {
			row, err := in.Read()
			if err == io.EOF {
				return
			}
			var at time.Time
			if err == nil {
				at, err = time.Parse(time.RFC3339, row[2])
			}
			if err != nil {
				failed = err
				return
			}
			n++
			if !yield(strings.Clone(row[1]), at) {
				return
			}
		}
	})
	return made, n, errors.Join(failed, err)
}

func TestEvents(t *testing.T) {
	text := "\ufeffcustomer,at,note\r\n" +
		"ada,2026-03-05T12:00:00+01:00,\r\n" +
		"\r\n" +
		",2026-03-05T12:00:00Z,nobody\n" +
		"\"ben, \"\"jr\"\"\",2026-03-04T12:00:00.5Z,\"two\nlines\"\n" +
		"ada,yesterday,\n" +
		"n/a,yesterday,\n" +
		"cem,2026-03-05T12:00:00Z\n" +
		"c\"em,2026-03-05T12:00:00Z,\n" +
		"dia,0001-01-01T00:00:00Z,\n" +
		"ada,2026-03-05T11:00:00Z,again"
	for _, chunk := range sizes(len(text)) {
		for kind, r := range readers(text) {
			f := File{Time: "at", Blank: []string{"n/a"}, Workers: 3, chunk: chunk}
			all, report, err := Events(r, f, "customer", listed)
			require.NoError(t, err, "%s, chunks of %d", kind, chunk)
			require.Equal(t, []event{
				{"ada", time.Date(2026, 3, 5, 11, 0, 0, 0, time.UTC)},
				{`ben, "jr"`, time.Date(2026, 3, 4, 12, 0, 0, 5e8, time.UTC)},
				{"dia", time.Time{}},
				{"ada", time.Date(2026, 3, 5, 11, 0, 0, 0, time.UTC)},
			}, all, "in the order of the file: %s, chunks of %d", kind, chunk)
			require.Equal(t, "9 rows: 4 folded, 2 blank, 3 bad (1 quotes, 1 fields, 1 time)", report.String())
			require.Equal(t, `row 4, line 7: at is "yesterday", want a time with its zone, such as 2006-01-02T15:04:05Z; for another form set File.Layout`,
				report.First[0].Error())
		}
	}
	all, report, err := Events(strings.NewReader("customer,at\n"), File{Time: "at"}, "customer", listed)
	require.NoError(t, err, "a file without rows")
	assert.Empty(t, all)
	assert.Zero(t, report.Rows)
}

func TestEventsMakeTheTriangleOfALoopByHand(t *testing.T) {
	text := orders(3000)
	want, _, err := ordersByHand(bytes.NewReader(text), triangle)
	require.NoError(t, err)
	require.NotZero(t, want.Len())
	for kind, r := range map[string]io.Reader{
		"places": bytes.NewReader(text), "stream": iotest.HalfReader(bytes.NewBuffer(text)), "packed": bytes.NewReader(packed(t, string(text))),
	} {
		got, report, err := Events(r, File{Time: "ordered", chunk: 1000}, "customer", triangle)
		require.NoError(t, err, kind)
		assert.Equal(t, want, got, kind)
		assert.Equal(t, 3000, report.Folded, kind)
	}
}

// A file that cannot be read to its end gives no triangle, wherever it breaks.
func TestEventsOfAFileThatBreaks(t *testing.T) {
	dead := errors.New("the line is dead")
	text := string(orders(20))
	f := File{Time: "ordered"}
	whole, _, err := Events(strings.NewReader(text), f, "customer", triangle)
	require.NoError(t, err)
	require.NotZero(t, whole.Len())
	for _, chunk := range []int{16, 100, 0} {
		f.chunk = chunk
		for i := range len(text) + 1 {
			r := io.MultiReader(strings.NewReader(text[:i]), iotest.ErrReader(dead))
			got, report, err := Events(r, f, "customer", triangle)
			require.ErrorIs(t, err, dead, "after %d bytes", i)
			require.Zero(t, got)
			require.LessOrEqual(t, report.Rows, 20)
		}
	}
	f.chunk = 64
	squeezed := packed(t, text)
	for i := range len(squeezed) - 1 {
		got, _, err := Events(bytes.NewReader(squeezed[:i+1]), f, "customer", triangle)
		require.Error(t, err, "packed, and cut off after %d bytes", i+1)
		require.Zero(t, got)
	}
	lines := strings.SplitAfter(text, "\n")
	for _, row := range []struct {
		reason, text string
		change       func(*File)
		want         string
	}{
		{"a quote is never closed", strings.Join(lines[:11], "") + "10,\"x," + strings.Repeat("x\n", 100), func(f *File) { f.MaxRecord = 60 },
			"fold: row 11, line 12: the record has more than 60 bytes: is a quote not closed?"},
		{"told to stop", text, func(f *File) { f.Progress = func(int64, int) error { return dead } }, "fold: the line is dead"},
		{"no such column", "customer,at\n", nil, `there is no column "ordered" among ["customer" "at"]`},
		{"no such customer", "ordered,who\n", nil, `there is no column "customer" among ["ordered" "who"]`},
		{"nothing at all", "", nil, "the file is empty"},
		{"no times", text, func(f *File) { f.Time = "" }, "fold: events have times: say in File.Time which column has them"},
		{"segments", text, func(f *File) { f.Segment = []string{"team"} }, `fold: events are not divided by File.Segment ["team"]`},
		{"a form without a zone", text, func(f *File) { f.Layout = time.DateTime }, "set File.Zone"},
	} {
		f := File{Time: "ordered", chunk: 64}
		if row.change != nil {
			row.change(&f)
		}
		for kind, r := range readers(row.text) {
			got, _, err := Events(r, f, "customer", triangle)
			assert.ErrorContains(t, err, row.want, "%s, %s", row.reason, kind)
			assert.Zero(t, got, row.reason)
		}
	}
}

// What take does with the events is not what was read: a loop that ends early gives nothing either.
func TestEventsAreReadOnceAndWhole(t *testing.T) {
	text, f := string(orders(50)), File{Time: "ordered"}
	own := errors.New("no more")
	first := func(n int, err error) func(iter.Seq2[string, time.Time]) (int, error) {
		return func(events iter.Seq2[string, time.Time]) (int, error) {
			seen := 0
			for range events {
				if seen++; seen == n {
					break
				}
			}
			return seen, err
		}
	}
	n, report, err := Events(strings.NewReader(text), f, "customer", first(3, nil))
	assert.EqualError(t, err, "fold: the events after row 3 are not read: the loop over them ended before they did")
	assert.Zero(t, n)
	assert.Equal(t, 3, report.Folded)

	n, report, err = Events(strings.NewReader(text), f, "customer", first(3, own))
	assert.Equal(t, own, err, "as it is")
	assert.Zero(t, n)
	assert.Equal(t, 3, report.Folded)

	_, _, err = Events(strings.NewReader(text), f, "customer", first(100, own))
	assert.Equal(t, own, err)

	_, _, err = Events(strings.NewReader(text), f, "customer", func(iter.Seq2[string, time.Time]) (int, error) { return 1, nil })
	assert.ErrorContains(t, err, "the events after row 0 are not read", "no loop at all")

	dead := errors.New("the line is dead")
	_, _, err = Events(io.MultiReader(strings.NewReader(text), iotest.ErrReader(dead)), f, "customer", first(100, own))
	assert.ErrorIs(t, err, dead, "why there were no more comes first")

	// A panic in the loop that take makes nothing of.
	_, _, err = Events(strings.NewReader(text), f, "customer", func(events iter.Seq2[string, time.Time]) (n int, _ error) {
		defer func() { _ = recover() }()
		for range events {
			panic("of my own")
		}
		return 1, nil
	})
	assert.ErrorContains(t, err, "are not read")

	var kept iter.Seq2[string, time.Time]
	_, _, err = Events(strings.NewReader(text), f, "customer", func(events iter.Seq2[string, time.Time]) (int, error) {
		kept = events
		n, err := first(100, nil)(events)
		assert.PanicsWithValue(t, "fold: the events of a file are read once, and this is the second loop", func() { _, _ = listed(events) })
		return n, err
	})
	require.NoError(t, err)
	assert.Panics(t, func() { _, _ = listed(kept) })

	_, report, err = Events(strings.NewReader("customer,ordered\nada,0001-01-01T00:00:00Z\n"), f, "customer", triangle)
	assert.ErrorContains(t, err, "retention: event 0, of customer ada, is at 0001-01-01")
	assert.Equal(t, 1, report.Rows)

	n, _, err = Events(strings.NewReader(text), f, "customer", func(events iter.Seq2[string, time.Time]) (n int, _ error) {
		next, stop := iter.Pull2(events)
		defer stop()
		for _, _, ok := next(); ok; _, _, ok = next() {
			n++
		}
		return n, nil
	})
	require.NoError(t, err)
	assert.Equal(t, 50, n, "pulled")
}

// BenchmarkEvents compares a triangle of a million orders, and only their number, with a loop around encoding/csv.
func BenchmarkEvents(b *testing.B) {
	text := orders(1e6)
	number := func(events iter.Seq2[string, time.Time]) (n int, _ error) {
		for range events {
			n++
		}
		return n, nil
	}
	for _, way := range []struct {
		name string
		read func() (int, error)
	}{
		{"fold/triangle", func() (int, error) {
			_, report, err := Events(bytes.NewReader(text), File{Time: "ordered"}, "customer", triangle)
			return report.Folded, err
		}},
		{"csv/triangle", func() (int, error) {
			_, n, err := ordersByHand(bytes.NewReader(text), triangle)
			return n, err
		}},
		{"fold/number", func() (int, error) {
			n, _, err := Events(bytes.NewReader(text), File{Time: "ordered"}, "customer", number)
			return n, err
		}},
		{"csv/number", func() (int, error) {
			n, _, err := ordersByHand(bytes.NewReader(text), number)
			return n, err
		}},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				n, err := way.read()
				require.NoError(b, err)
				require.Equal(b, 1000000, n)
			}
		})
	}
}
