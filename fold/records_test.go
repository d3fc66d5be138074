package fold

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/servicekpi/servicekpi/ttr"
)

// revenue is a row of a customer's revenue at the start and at the end.
func revenue(t *retention.Revenue, _ time.Time, values [][]byte) error {
	if len(values[0]) == 0 {
		return Blank
	}
	start, err := strconv.ParseFloat(string(values[0]), 64)
	if err != nil {
		return RowError{Column: "start", Value: string(values[0]), Want: "an amount", Reason: Score}
	}
	end, err := strconv.ParseFloat(string(values[1]), 64)
	if err != nil {
		return errors.New("no end")
	}
	return t.Add(start, end)
}

func TestRecords(t *testing.T) {
	text := "id,plan,start,end,at\n" +
		"1,\"pro, yearly\",100,120,2026-03-05T12:00:00Z\n" +
		"2,basic,10,0,2026-03-05T12:00:00Z\n" +
		"3,basic,,0,2026-03-05T12:00:00Z\n" +
		"4,basic,ten,0,2026-03-05T12:00:00Z\n" +
		"5,basic,10,,2026-03-05T12:00:00Z\n" +
		"6,basic,-10,5,2026-03-05T12:00:00Z\n" +
		"7,basic,10,5,yesterday\n" +
		"8,basic,10\n" +
		"9,basic,10,10,2026-03-05T12:00:00Z\n"
	var pro, basic retention.Revenue
	require.NoError(t, pro.Add(100, 120))
	require.NoError(t, basic.Add(10, 0))
	require.NoError(t, basic.Add(10, 10))
	negative := new(retention.Revenue).Add(-10, 5).Error()
	for _, chunk := range sizes(len(text)) {
		for _, workers := range []int{1, 3} {
			f := File{Time: "at", Period: trend.Month(time.UTC), Segment: []string{"plan"}, Workers: workers, chunk: chunk}
			table, report, err := Records(strings.NewReader(text), f, []string{"start", "end"}, revenue)
			require.NoError(t, err)
			require.Equal(t, Table[retention.Revenue]{{"pro, yearly", "2026-03"}: pro, {"basic", "2026-03"}: basic}, table)
			require.Equal(t, Report{Bytes: int64(len(text)), Rows: 9, Folded: 3, Blank: 1,
				Bad: map[Reason]int{Score: 1, Refused: 2, Time: 1, Fields: 1},
				First: []RowError{
					{Row: 4, Line: 5, Column: "start", Value: "ten", Want: "an amount", Reason: Score},
					{Row: 5, Line: 6, Value: "5,basic,10,,2026-03-05T12:00:00Z\n", Want: "no end", Reason: Refused},
					{Row: 6, Line: 7, Value: "6,basic,-10,5,2026-03-05T12:00:00Z\n", Want: negative, Reason: Refused},
					{Row: 7, Line: 8, Column: "at", Value: "yesterday", Want: "a time with its zone, such as 2006-01-02T15:04:05Z; for another form set File.Layout", Reason: Time},
					{Row: 8, Line: 9, Value: "8,basic,10\n", Want: "5 fields, as the header has", Reason: Fields},
				}}, report)
		}
	}
	_, report, err := Records(strings.NewReader(text), File{}, []string{"start", "end"}, revenue)
	require.NoError(t, err)
	assert.Equal(t, "row 5, line 6: no end", report.First[1].Error())
	_, _, err = Records(strings.NewReader(text), File{}, []string{"begin"}, revenue)
	assert.ErrorContains(t, err, `no column "begin"`)
}

func TestRecordsGivesTheTime(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	f := File{Time: "at", Zone: berlin, Period: trend.Day(berlin)}
	_, _, err := Records(strings.NewReader("at,x\n2026-03-05 00:30:00.25,\"a\"\"b\"\n"), f, []string{"x", "at"},
		func(_ *ttr.SLA, at time.Time, values [][]byte) error {
			assert.Equal(t, time.Date(2026, 3, 4, 23, 30, 0, 25e7, time.UTC), at)
			assert.Equal(t, [][]byte{[]byte(`a"b`), []byte("2026-03-05 00:30:00.25")}, values)
			return nil
		})
	require.NoError(t, err)
	_, _, err = Records(strings.NewReader("at\nx\n"), File{}, nil, func(_ *ttr.SLA, at time.Time, values [][]byte) error {
		assert.True(t, at.IsZero())
		assert.Empty(t, values)
		return nil
	})
	require.NoError(t, err)
}

// A panic in add ends up where the file is folded, however many goroutines call add.
func TestRecordsPanics(t *testing.T) {
	text := "x\n" + strings.Repeat("1\n", 5000) + "2\n" + strings.Repeat("1\n", 5000)
	for _, workers := range []int{1, 4} {
		assert.PanicsWithValue(t, "two", func() {
			_, _, _ = Records(strings.NewReader(text), File{Workers: workers, chunk: 100}, []string{"x"},
				func(_ *ttr.SLA, _ time.Time, values [][]byte) error {
					if values[0][0] == '2' {
						panic("two")
					}
					return nil
				})
		}, workers)
	}
}

// So does one of the reader and of Progress, and runtime.Goexit in add leaves nobody waiting.
func TestEndedEarly(t *testing.T) {
	text := "x\n" + strings.Repeat("1\n", 5000) + "2\n" + strings.Repeat("1\n", 5000)
	f := File{Workers: 4, chunk: 100}
	sound := func(*ttr.SLA, time.Time, [][]byte) error { return nil }
	assert.PanicsWithValue(t, "read", func() {
		_, _, _ = Records(io.MultiReader(strings.NewReader(text), readerFunc(func([]byte) (int, error) { panic("read") })), f, nil, sound)
	})
	assert.PanicsWithValue(t, "progress", func() {
		f := File{Workers: 4, Progress: func(int64, int) error { panic("progress") }}
		_, _, _ = Records(strings.NewReader("x\n"+strings.Repeat(strings.Repeat("1", 1023)+"\n", 10<<10)), f, nil, sound)
	})
	for _, after := range []string{"", strings.Repeat("1\n", 5000)} {
		table, _, err := Records(strings.NewReader(text+"3\n"+after), f, []string{"x"}, func(_ *ttr.SLA, _ time.Time, values [][]byte) error {
			if values[0][0] == '3' {
				runtime.Goexit()
			}
			return nil
		})
		assert.EqualError(t, err, "fold: a goroutine that read the file has ended early")
		assert.Nil(t, table)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestTickets(t *testing.T) {
	text := "opened,resolved,queue\n" +
		"2026-03-02 09:00:00,2026-03-02 11:00:00,a\n" + // two hours
		"2026-03-02 09:00:00,,a\n" + // open
		"2026-03-02 09:00:00,n/a,b\n" + // open
		"2026-03-02 09:00:00,2026-03-04 00:00:00,a\n" + // resolved after
		"2026-03-02 09:00:00,2026-03-02 08:59:59.5,a\n" +
		"2026-03-03 12:00:00,,a\n" + // opened just then
		"2026-03-03 12:00:01,,a\n" + // opened after
		"yesterday,,a\n" +
		"2026-03-02 09:00:00,tomorrow,a\n" +
		"2026-03-02 09:00:00,2026-03-03 12:00:00,b\n" // resolved just then
	asOf := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	f := File{Time: "opened", Zone: time.UTC, Period: trend.Day(time.UTC), Segment: []string{"queue"}, Blank: []string{"n/a"}}
	tickets := Tickets{Opened: "opened", Resolved: "resolved", AsOf: asOf}
	const h = time.Hour
	a, b, later := Key{"a", "2026-03-02"}, Key{"b", "2026-03-02"}, Key{"a", "2026-03-03"}
	want := Table[ttr.Times]{
		a:     {Resolved: []time.Duration{2 * h}, Open: []time.Duration{27 * h, 27 * h}},
		b:     {Resolved: []time.Duration{27 * h}, Open: []time.Duration{27 * h}},
		later: {Open: []time.Duration{0}},
	}
	for _, chunk := range sizes(len(text)) {
		f.chunk, f.Workers = chunk, chunk%3+1
		table, report, err := Times(strings.NewReader(text), f, tickets)
		require.NoError(t, err)
		require.Equal(t, want, table)
		require.Equal(t, "10 rows: 6 folded, 0 blank, 4 bad (2 time, 2 refused)", report.String())
		require.Equal(t, []string{
			"row 5, line 6: duration -500ms is negative: nothing is resolved before it was opened",
			"row 7, line 8: fold: opened at 2026-03-03 12:00:01 +0000 UTC, after 2026-03-03 12:00:00 +0000 UTC, as of which the file is",
			`row 8, line 9: opened is "yesterday", want a time such as 2006-01-02T15:04:05Z, 2006-01-02 15:04:05 or 2006-01-02; for another form set File.Layout`,
			`row 9, line 10: resolved is "tomorrow", want a time such as 2006-01-02T15:04:05Z, 2006-01-02 15:04:05 or 2006-01-02; for another form set File.Layout`,
		}, []string{report.First[0].Error(), report.First[1].Error(), report.First[2].Error(), report.First[3].Error()})
	}

	sketches, _, err := Sketches(strings.NewReader(text), f, tickets)
	require.NoError(t, err)
	for k, times := range want {
		assert.Equal(t, times.Median(0.95).String(), sketches[k].Median(0.95).String())
		assert.Equal(t, times.N(), sketches[k].N())
	}
	slas, _, err := SLAs(strings.NewReader(text), f, tickets, func(opened time.Time) time.Time { return opened.Add(4 * h) })
	require.NoError(t, err)
	assert.Equal(t, Table[ttr.SLA]{a: {Met: 1, Missed: 2}, b: {Missed: 2}, later: {Running: 1}}, slas)

	calendar, err := ttr.NewCalendar(ttr.Schedule{Zone: "UTC", Week: ttr.Weekdays(ttr.Shift{Start: "09:00", End: "17:00"})})
	require.NoError(t, err)
	tickets.Hours = calendar.Between
	table, _, err := Times(strings.NewReader(text), f, tickets)
	require.NoError(t, err)
	assert.Equal(t, ttr.Times{Resolved: []time.Duration{11 * h}, Open: []time.Duration{11 * h}}, table[b], "eight of the first day, three of the second")

	f.Time = ""
	table, _, err = Times(strings.NewReader(text), f, tickets)
	require.NoError(t, err)
	assert.Len(t, table, 2, "no periods")

	tickets.AsOf = time.Time{}
	_, _, err = Times(strings.NewReader(text), f, tickets)
	assert.ErrorContains(t, err, "say when the tickets were looked at")
	f.Layout, f.Zone = time.DateTime, nil
	tickets.AsOf = asOf
	_, _, err = Times(strings.NewReader(text), f, tickets)
	assert.ErrorContains(t, err, "set File.Zone")
}

// The first second of the year 1, which some programs write for a time that is not known, is before every other one, and
// does not make an open ticket of one that has a time.
func TestTicketsOfTheYearOne(t *testing.T) {
	text := "opened,resolved\n" +
		"2026-03-02T09:00:00Z,0001-01-01T00:00:00Z\n" +
		"0001-01-01T00:00:00Z,2026-03-02T09:00:00Z\n" +
		"0001-01-01T00:00:00Z,0001-01-01T00:00:00Z\n"
	tickets := Tickets{Opened: "opened", Resolved: "resolved", AsOf: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)}
	due := func(opened time.Time) time.Time { return opened.Add(time.Hour) }
	_, times, err := Times(strings.NewReader(text), File{}, tickets)
	require.NoError(t, err)
	assert.Equal(t, "3 rows: 0 folded, 0 blank, 3 bad (3 refused)", times.String())
	_, slas, err := SLAs(strings.NewReader(text), File{}, tickets, due)
	require.NoError(t, err)
	assert.Equal(t, times, slas)
	assert.Equal(t, "row 2, line 3: fold: opened at 0001-01-01 00:00:00 +0000 UTC, 292 years or more before 2026-03-03 00:00:00 +0000 UTC, "+
		"as of which the file is", times.First[1].Error())
	local := strings.NewReader("opened,resolved\n0001-01-01 00:00:00,\n1733-01-01,2026-03-02\n1735-01-01,2026-03-02\n1735-01-01,9999-12-31\n")
	table, report, err := Times(local, File{Zone: load(t, "Europe/Berlin")}, tickets)
	require.NoError(t, err)
	assert.Equal(t, "4 rows: 2 folded, 0 blank, 2 bad (2 refused)", report.String(), "no more than a Duration can hold")
	assert.Len(t, table[Key{}].Open, 1)
	_, report, err = Times(strings.NewReader(text), File{Blank: []string{"0001-01-01T00:00:00Z"}}, tickets)
	require.NoError(t, err)
	assert.Equal(t, "3 rows: 1 folded, 0 blank, 2 bad (2 refused)", report.String(), "declared to stand for none")
}

// Times are kept in ascending order, so that who read what cannot be seen.
func TestTimesOfManyTickets(t *testing.T) {
	var b strings.Builder
	b.WriteString("opened,resolved\n")
	for i := range 3000 {
		at := time.Date(2026, 3, 2, 9, 0, i*7919%3600, 0, time.UTC)
		fmt.Fprintf(&b, "2026-03-02T09:00:00Z,%s\n", at.Format(time.RFC3339))
	}
	tickets := Tickets{Opened: "opened", Resolved: "resolved", AsOf: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)}
	var want Table[ttr.Times]
	for _, workers := range []int{1, 2, 7} {
		table, _, err := Times(strings.NewReader(b.String()), File{Workers: workers, chunk: 500}, tickets)
		require.NoError(t, err)
		if want == nil {
			want = table
		}
		require.Equal(t, want, table)
		assert.Equal(t, 3000, table[Key{}].N())
	}
	sketch, _, err := Sketches(strings.NewReader(b.String()), File{Workers: 3, chunk: 500}, tickets)
	require.NoError(t, err)
	assert.Equal(t, want[Key{}].Median(0.95), sketch[Key{}].Median(0.95))
}
