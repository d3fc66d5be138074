package foldparquet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/servicekpi/servicekpi/ttr"
)

func sum(all []time.Duration) (total time.Duration) {
	for _, d := range all {
		total += d
	}
	return total
}

// A file that DuckDB wrote, with what it counted itself.
func TestDuckDB(t *testing.T) {
	b, err := os.ReadFile("testdata/duckdb.parquet")
	require.NoError(t, err)
	counted, err := os.ReadFile("testdata/duckdb.csv")
	require.NoError(t, err)
	rows, err := csv.NewReader(bytes.NewReader(counted)).ReadAll()
	require.NoError(t, err)
	file, size := bytes.NewReader(b), int64(len(b))
	f := File{Time: "opened", Period: trend.Month(time.UTC), Segment: []string{"team"}}
	tickets := fold.Tickets{Opened: "opened", Resolved: "resolved", AsOf: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}

	times, report, err := Times(file, size, f, tickets)
	require.NoError(t, err)
	assert.Equal(t, fold.Report{Rows: 1000, Folded: 1000}, report)
	sketches, _, err := Sketches(file, size, f, tickets)
	require.NoError(t, err)
	slas, _, err := SLAs(file, size, f, tickets, func(opened time.Time) time.Time { return opened.Add(48 * time.Hour) })
	require.NoError(t, err)
	f.Score = "score"
	answers, report, err := NPS(file, size, f)
	require.NoError(t, err)
	assert.Equal(t, 200, report.Blank)
	assert.Len(t, times, len(rows)-1)
	for _, row := range rows[1:] {
		var n []int
		for _, text := range row[2:] {
			x, err := strconv.Atoi(text)
			require.NoError(t, err)
			n = append(n, x)
		}
		k := fold.Key{Segment: row[0], Period: row[1]}
		assert.Len(t, times[k].Resolved, n[0], k)
		assert.Len(t, times[k].Open, n[1], k)
		assert.Equal(t, time.Duration(n[2])*time.Microsecond, sum(times[k].Resolved), k)
		assert.Equal(t, time.Duration(n[3])*time.Microsecond, sum(times[k].Open), k)
		assert.Equal(t, n[0]+n[1], sketches[k].N(), k)
		assert.Equal(t, ttr.SLA{Met: n[4], Missed: n[0] + n[1] - n[4] - n[5], Running: n[5]}, slas[k], k)
		assert.Equal(t, nps.Tally{Detractors: n[6], Passives: n[7], Promoters: n[8]}, answers[k], k)
	}

	for _, c := range []struct {
		reason, opened, resolved, score string
		unit                            time.Duration
	}{
		{"clocks in UTC, text", "opened_local", "resolved", "score_text", time.Microsecond},
		{"nanoseconds, floats", "opened_ns", "resolved", "score_float", time.Microsecond},
		{"milliseconds", "opened", "resolved_ms", "score", time.Millisecond},
		{"numbers, of which 0 stands for none", "opened_number", "resolved_number", "score", time.Millisecond},
	} {
		g := f
		g.Time, g.Score, g.Zone, g.Layout = c.opened, c.score, time.UTC, fold.UnixMilli
		got, _, err := NPS(file, size, g)
		require.NoError(t, err, c.reason)
		assert.Equal(t, answers, got, c.reason)
		g.Blank = []string{"0"}
		again, report, err := Times(file, size, g, fold.Tickets{Opened: c.opened, Resolved: c.resolved, AsOf: tickets.AsOf})
		require.NoError(t, err, c.reason)
		assert.Equal(t, 1000, report.Folded, c.reason)
		for k, want := range times {
			require.Len(t, again[k].Resolved, len(want.Resolved), c.reason)
			for i, d := range want.Resolved {
				assert.InDelta(t, d, again[k].Resolved[i], float64(c.unit)-1, c.reason)
			}
		}
	}
}

// ticket is a row with times of several types.
type ticket struct {
	Opened   *int64           `parquet:"opened,optional,timestamp(nanosecond)"`
	Resolved *int64           `parquet:"resolved,optional,timestamp(microsecond:local),dict"`
	Old      deprecated.Int96 `parquet:"old"`
	Day      int32            `parquet:"day,date"`
	Queue    string           `parquet:"queue,dict"`
	Channel  *string          `parquet:"channel,optional"`
}

// The same tickets make the same tables and reports, whether they come from a plain file or from Parquet.
func TestTicketsAsPlainFile(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(3, 4))
	var rows []ticket
	var text strings.Builder
	text.WriteString("opened,resolved,old,day,queue,channel\n")
	first := time.Date(1969, 11, 1, 0, 0, 0, 0, time.UTC)
	asOf := first.AddDate(0, 5, 0)
	for range 3000 {
		opened := first.Add(time.Duration(random.Int64N(int64(152 * 24 * time.Hour)))) // some after asOf
		resolved := opened.Add(time.Duration(random.Int64N(int64(100*time.Hour))) - 2*time.Hour).Truncate(time.Microsecond)
		r := ticket{Queue: "q" + strconv.Itoa(random.IntN(3))}
		var fields [6]string
		if random.IntN(20) > 0 {
			nanos := opened.UnixNano()
			r.Opened, fields[0] = &nanos, opened.Format(time.RFC3339Nano)
		}
		if random.IntN(4) > 0 {
			shown := resolved.In(berlin)
			_, east := shown.Zone()
			micros := resolved.UnixMicro() + int64(east)*1e6
			r.Resolved, fields[1] = &micros, shown.Format("2006-01-02T15:04:05.999999")
		}
		days := resolved.Unix()/86400 - 400
		ofDay := uint64(random.Int64N(int64(24 * time.Hour)))
		r.Old = deprecated.Int96{uint32(ofDay), uint32(ofDay >> 32), uint32(days + 2440588)}
		fields[2] = time.Unix(days*86400, int64(ofDay)).UTC().Format(time.RFC3339Nano)
		r.Day = int32(days)
		fields[3], fields[4] = time.Unix(days*86400, 0).UTC().Format(time.DateOnly), r.Queue
		if random.IntN(3) > 0 {
			r.Channel, fields[5] = &r.Queue, r.Queue
		}
		rows = append(rows, r)
		fmt.Fprintln(&text, strings.Join(fields[:], ","))
	}
	for _, c := range []struct {
		reason  string
		time    string
		opened  string
		segment []string
		hours   ttr.Hours
	}{
		{"as usual", "opened", "opened", []string{"queue"}, nil},
		{"by the time of resolution", "resolved", "opened", []string{"queue", "channel"}, nil},
		{"no periods, no segments", "", "opened", nil, func(from, to time.Time) time.Duration { return to.Sub(from) / 2 }},
		{"INT96", "old", "old", []string{"channel"}, nil},
		{"a date", "opened", "day", nil, nil},
	} {
		tickets := fold.Tickets{Opened: c.opened, Resolved: "resolved", AsOf: asOf, Hours: c.hours}
		due := func(opened time.Time) time.Time { return opened.Add(4 * time.Hour) }
		plain := fold.File{Time: c.time, Period: trend.Month(berlin), Zone: berlin, Segment: c.segment}
		want, report, err := fold.Times(strings.NewReader(text.String()), plain, tickets)
		require.NoError(t, err, c.reason)
		if c.opened == "opened" {
			require.NotZero(t, report.Bad[fold.Time])
			require.NotZero(t, report.Bad[fold.Refused])
		}
		slas, _, err := fold.SLAs(strings.NewReader(text.String()), plain, tickets, due)
		require.NoError(t, err, c.reason)
		sketches, _, err := fold.Sketches(strings.NewReader(text.String()), plain, tickets)
		require.NoError(t, err, c.reason)
		for _, group := range []int{100, 3000} {
			file := write(t, rows, group)
			for _, workers := range []int{1, 3} {
				f := File{Time: c.time, Period: trend.Month(berlin), Zone: berlin, Segment: c.segment, Workers: workers}
				got, said, err := Times(file, file.Size(), f, tickets)
				require.NoError(t, err, c.reason)
				require.Equal(t, want, got, c.reason)
				require.Equal(t, withoutText(report), withoutText(said), c.reason)
				met, _, err := SLAs(file, file.Size(), f, tickets, due)
				require.NoError(t, err, c.reason)
				require.Equal(t, slas, met, c.reason)
				sketched, _, err := Sketches(file, file.Size(), f, tickets)
				require.NoError(t, err, c.reason)
				for k, s := range sketches {
					require.Equal(t, s.Median(0.95), sketched[k].Median(0.95), c.reason)
				}
			}
		}
	}
}

// withoutText leaves of a report what both kinds of file have, of rows that a tally has refused too.
func withoutText(r fold.Report) fold.Report {
	r.Bytes, r.First = 0, append([]fold.RowError(nil), r.First...)
	for i := range r.First {
		e := &r.First[i]
		e.Line, e.Value = 0, ""
		if e.Reason == fold.Time {
			e.Want = ""
		}
	}
	return r
}

func TestTicketsRefuse(t *testing.T) {
	at, odd := int64(0), int64(-1)
	file := write(t, []ticket{{Opened: &at}, {Opened: &odd, Resolved: &at}}, 1)
	asOf := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		reason  string
		f       File
		tickets fold.Tickets
		want    string
	}{
		{"no asOf", File{}, fold.Tickets{Opened: "opened", Resolved: "resolved"}, "foldparquet: Tickets.AsOf is the zero time"},
		{"no such column", File{}, fold.Tickets{Opened: "begun", Resolved: "resolved", AsOf: asOf}, `no column "begun"`},
		{"text is no time", File{}, fold.Tickets{Opened: "queue", Resolved: "resolved", AsOf: asOf}, "is no time"},
		{"a clock somewhere", File{}, fold.Tickets{Opened: "opened", Resolved: "resolved", AsOf: asOf}, "declare it in File.Zone"},
		{"no period", File{Time: "opened"}, fold.Tickets{Opened: "opened", Resolved: "resolved", AsOf: asOf}, "File.Period says not which"},
	} {
		table, report, err := Times(file, file.Size(), c.f, c.tickets)
		assert.ErrorContains(t, err, c.want, c.reason)
		assert.Nil(t, table, c.reason)
		assert.Zero(t, report, c.reason)
	}
	tickets := fold.Tickets{Opened: "opened", Resolved: "resolved", AsOf: asOf}
	for _, workers := range []int{1, 2} {
		f := File{Zone: time.UTC, Workers: workers}
		assert.PanicsWithValue(t, "due", func() {
			_, _, _ = SLAs(file, file.Size(), f, tickets, func(time.Time) time.Time { panic("due") })
		})
		table, _, err := SLAs(file, file.Size(), f, tickets, func(time.Time) time.Time { runtime.Goexit(); return asOf })
		assert.EqualError(t, err, "foldparquet: row group 0: it has not been read to its end")
		assert.Nil(t, table)
	}
}
