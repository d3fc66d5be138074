package foldparquet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // for machines without a time zone database

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/trend"
)

// answer is a row with optional columns; a nil is a null.
type answer struct {
	Time    *int64  `parquet:"time,optional,timestamp(millisecond)"`
	Team    *string `parquet:"team,optional,dict"`
	Channel *string `parquet:"channel,optional"`
	Score   *int32  `parquet:"score,optional,dict"`
	Note    string  `parquet:"note"`
}

func write[T any](t testing.TB, rows []T, group int, options ...parquet.WriterOption) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, options...)
	for len(rows) > 0 {
		n := min(group, len(rows))
		_, err := w.Write(rows[:n])
		require.NoError(t, err)
		require.NoError(t, w.Flush())
		rows = rows[n:]
	}
	require.NoError(t, w.Close())
	return bytes.NewReader(b.Bytes())
}

func answers(n int) (rows []answer, text string) {
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	out := csv.NewWriter(&b)
	fields := []string{"time", "team", "channel", "score", "note"}
	pick := func(from ...string) *string {
		s := from[random.IntN(len(from))]
		if s == "" {
			return nil
		}
		return &s
	}
	for range n {
		_ = out.Write(fields)
		at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(731*86400)) * time.Second).UnixMilli()
		score := int32(random.IntN(14) - 1)
		a := answer{&at, pick("north", "south", "a|b", ""), pick("phone", "chat", ""), &score, strings.Repeat("x", random.IntN(20))}
		if random.IntN(10) == 0 {
			a.Score = nil
		}
		if random.IntN(20) == 0 {
			a.Time = nil
		}
		rows = append(rows, a)
		fields = []string{"", "", "", "", a.Note}
		if a.Time != nil {
			fields[0] = time.UnixMilli(at).UTC().Format(time.RFC3339)
		}
		if a.Team != nil {
			fields[1] = *a.Team
		}
		if a.Channel != nil {
			fields[2] = *a.Channel
		}
		if a.Score != nil {
			fields[3] = strconv.Itoa(int(score))
		}
	}
	_ = out.Write(fields)
	out.Flush()
	return rows, b.String()
}

// bare leaves of a report what both kinds of file have.
func bare(r fold.Report) fold.Report {
	r.Bytes = 0
	for i := range r.First {
		e := &r.First[i]
		e.Line, e.Want = 0, ""
		if e.Value == "" {
			e.Value = "NULL"
		}
	}
	return r
}

// The same rows make the same table and the same report, whether they come from a plain file or from Parquet.
func TestAsPlainFile(t *testing.T) {
	rows, text := answers(5000)
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for _, segment := range [][]string{nil, {"team"}, {"channel"}, {"team", "channel"}} {
		want, report, err := fold.NPS(strings.NewReader(text),
			fold.File{Time: "time", Period: trend.Month(berlin), Segment: segment, Score: "score", Blank: []string{"7"}})
		require.NoError(t, err)
		require.NotZero(t, report.Bad[fold.Scale])
		require.NotZero(t, report.Bad[fold.Time])
		for _, group := range []int{17, 1000, 5000} {
			for name, options := range map[string][]parquet.WriterOption{
				"version 2": {parquet.PageBufferSize(300)},
				"version 1": {parquet.DataPageVersion(1), parquet.PageBufferSize(1000)},
				"packed":    {parquet.Compression(&parquet.Snappy)},
			} {
				file := write(t, rows, group, options...)
				for _, workers := range []int{1, 3} {
					f := File{Time: "time", Period: trend.Month(berlin), Segment: segment, Score: "score", Blank: []string{"7"}, Workers: workers}
					got, said, err := NPS(file, file.Size(), f)
					require.NoError(t, err, name)
					require.Equal(t, want, got, name)
					require.Equal(t, bare(report), bare(said), name)
				}
			}
		}
	}
}

func month(t testing.TB, zone string) trend.Period {
	t.Helper()
	z, err := time.LoadLocation(zone)
	require.NoError(t, err)
	return trend.Month(z)
}

// Times, as they are written in each type: an hour before April in Berlin, which is two hours behind UTC there.
func TestTimes(t *testing.T) {
	type row[T any] struct {
		T T   `parquet:"t"`
		S int `parquet:"s"`
	}
	type date struct {
		T int32 `parquet:"t,date"`
		S int   `parquet:"s"`
	}
	type millis struct {
		T int64 `parquet:"t,timestamp(millisecond)"`
		S int   `parquet:"s"`
	}
	type micros struct {
		T int64 `parquet:"t,timestamp(microsecond),dict"`
		S int   `parquet:"s"`
	}
	type nanos struct {
		T int64 `parquet:"t,timestamp(nanosecond),delta"`
		S int   `parquet:"s"`
	}
	type local struct {
		T int64 `parquet:"t,timestamp(millisecond:local)"`
		S int   `parquet:"s"`
	}
	type old struct {
		T deprecated.Int96 `parquet:"t"`
		S int              `parquet:"s"`
	}
	type tooFar struct {
		T int64 `parquet:"t,timestamp(millisecond)"`
		S int   `parquet:"s"`
	}
	at := time.Date(2026, 3, 31, 21, 0, 0, 0, time.UTC)
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	day := uint32(at.Unix()/86400 + 2440588)
	ofDay := uint64(at.Unix()%86400) * 1e9
	for _, c := range []struct {
		reason string
		file   *bytes.Reader
		change func(*File)
		want   string
	}{
		{"milliseconds", write(t, []millis{{at.UnixMilli(), 9}}, 1), nil, "2026-03"},
		{"an hour later", write(t, []millis{{at.Add(time.Hour).UnixMilli(), 9}}, 1), nil, "2026-04"},
		{"the millisecond before", write(t, []millis{{at.Add(time.Hour).UnixMilli() - 1, 9}}, 1), nil, "2026-03"},
		{"microseconds", write(t, []micros{{at.UnixMicro(), 9}}, 1), nil, "2026-03"},
		{"nanoseconds", write(t, []nanos{{at.UnixNano(), 9}}, 1), nil, "2026-03"},
		{"before 1970", write(t, []millis{{-1, 9}}, 1), func(f *File) { f.Period = month(t, "UTC") }, "1969-12"},
		{"a local clock", write(t, []local{{at.Add(2 * time.Hour).UnixMilli(), 9}}, 1), func(f *File) { f.Zone = berlin }, "2026-03"},
		{"a local clock at the same instant", write(t, []local{{at.Add(3 * time.Hour).UnixMilli(), 9}}, 1), func(f *File) { f.Zone = berlin }, "2026-04"},
		{"a local clock before 1970", write(t, []local{{-1, 9}}, 1), func(f *File) { f.Zone = berlin }, "1969-12"},
		{"a date", write(t, []date{{int32(at.Unix() / 86400), 9}}, 1), func(f *File) { f.Zone = berlin }, "2026-03"},
		{"a date in UTC", write(t, []date{{int32(at.Unix() / 86400), 9}}, 1), func(f *File) { f.Zone = time.UTC }, "2026-03"},
		{"INT96", write(t, []old{{deprecated.Int96{uint32(ofDay), uint32(ofDay >> 32), day}, 9}}, 1), nil, "2026-03"},
		{"seconds of Unix", write(t, []row[int64]{{at.Unix(), 9}}, 1), func(f *File) { f.Layout = fold.Unix }, "2026-03"},
		{"seconds of Unix in 32 bits", write(t, []row[int32]{{int32(at.Unix()), 9}}, 1), func(f *File) { f.Layout = fold.Unix }, "2026-03"},
		{"milliseconds of Unix", write(t, []row[int64]{{at.UnixMilli(), 9}}, 1), func(f *File) { f.Layout = fold.UnixMilli }, "2026-03"},
		{"the year 10000", write(t, []tooFar{{253402300800000, 9}}, 1), nil, "time"},
		{"the year -1", write(t, []tooFar{{-62167219200001, 9}}, 1), nil, "time"},
		{"a date in the year 10000", write(t, []date{{253402300800 / 86400, 9}}, 1), func(f *File) { f.Zone = berlin }, "time"},
		{"INT96 of a day too long", write(t, []old{{deprecated.Int96{0, 0x7fffffff, day}, 9}}, 1), nil, "time"},
	} {
		f := File{Time: "t", Period: trend.Month(berlin), Score: "s"}
		if c.change != nil {
			c.change(&f)
		}
		table, report, err := NPS(c.file, c.file.Size(), f)
		require.NoError(t, err, c.reason)
		if c.want == "time" {
			assert.Equal(t, map[fold.Reason]int{fold.Time: 1}, report.Bad, c.reason)
			continue
		}
		assert.Equal(t, fold.Table[nps.Tally]{{Period: c.want}: {Promoters: 1}}, table, c.reason)
	}
}

func TestScoresOfEveryType(t *testing.T) {
	check := func(reason string, file *bytes.Reader, want string, first ...string) {
		t.Helper()
		_, report, err := NPS(file, file.Size(), File{Score: "s", Blank: []string{"NaN", "99", "n/a", "18446744073709551615"}})
		require.NoError(t, err, reason)
		assert.Equal(t, want, report.String(), reason)
		var said []string
		for _, e := range report.First {
			said = append(said, e.Error())
		}
		assert.Equal(t, first, said, reason)
	}
	type i8 struct {
		S int8 `parquet:"s"`
	}
	type u32 struct {
		S uint32 `parquet:"s,dict"`
	}
	type u64 struct {
		S uint64 `parquet:"s"`
	}
	type f32 struct {
		S float32 `parquet:"s"`
	}
	type f64 struct {
		S *float64 `parquet:"s,optional"`
	}
	type text struct {
		S string `parquet:"s,dict"`
	}
	check("small", write(t, []i8{{9}, {-1}, {99}}, 3), "3 rows: 1 folded, 1 blank, 1 bad (1 scale)",
		`row 2: s is "-1", want a whole number from 0 to 10`)
	check("without a sign", write(t, []u32{{9}, {math.MaxUint32}}, 1), "2 rows: 1 folded, 0 blank, 1 bad (1 scale)",
		`row 2: s is "4294967295", want a whole number from 0 to 10`)
	check("without a sign, large", write(t, []u64{{9}, {math.MaxUint64}, {math.MaxUint64 - 1}}, 3), "3 rows: 1 folded, 1 blank, 1 bad (1 score)",
		`row 3: s is "18446744073709551614", want a whole number from 0 to 10`)
	check("floats", write(t, []f32{{9}, {9.5}, {float32(math.NaN())}, {float32(math.Inf(1))}}, 4), "4 rows: 1 folded, 1 blank, 2 bad (2 score)",
		`row 2: s is "9.5", want a whole number from 0 to 10`, `row 4: s is "+Inf", want a whole number from 0 to 10`)
	nine, half := 9.0, 0.5
	check("floats and nulls", write(t, []f64{{&nine}, {nil}, {nil}, {&half}, {&nine}}, 5), "5 rows: 2 folded, 2 blank, 1 bad (1 score)",
		`row 4: s is "0.5", want a whole number from 0 to 10`)
	check("text", write(t, []text{{"9"}, {""}, {"n/a"}, {"9.0"}, {"nine"}, {"11"}}, 2), "6 rows: 2 folded, 2 blank, 2 bad (1 score, 1 scale)",
		`row 5: s is "nine", want a whole number from 0 to 10`, `row 6: s is "11", want a whole number from 0 to 10`)
}

func TestSegmentsOfEveryType(t *testing.T) {
	type row struct {
		B bool   `parquet:"b"`
		I int16  `parquet:"i"`
		U uint64 `parquet:"u"`
		E string `parquet:"e,enum"`
		S int    `parquet:"s"`
	}
	var rows []row
	for i := range 20 {
		rows = append(rows, row{i%3 == 0, -1, math.MaxUint64, "open", 9})
	}
	file := write(t, rows, 20)
	table, _, err := NPS(file, file.Size(), File{Segment: []string{"b", "i", "u", "e"}, Score: "s"})
	require.NoError(t, err)
	assert.Equal(t, fold.Table[nps.Tally]{
		{Segment: "true|-1|18446744073709551615|open"}:  {Promoters: 7},
		{Segment: "false|-1|18446744073709551615|open"}: {Promoters: 13},
	}, table)
}

func TestImpala(t *testing.T) {
	b, err := os.ReadFile("testdata/alltypes_plain.parquet")
	require.NoError(t, err)
	for _, score := range []string{"id", "string_col", "tinyint_col"} {
		want := fold.Table[survey.Tally]{}
		scale := survey.Scale{Min: 0, Max: 10}
		for id := range 8 {
			k := fold.Key{Segment: strconv.FormatBool(id%2 == 0), Period: fmt.Sprintf("2009-%02d", id/2+1)}
			tally := want[k]
			answer := id
			if score != "id" {
				answer = id % 2
			}
			require.NoError(t, tally.Add(scale, answer))
			want[k] = tally
		}
		table, report, err := Scores(bytes.NewReader(b), int64(len(b)),
			File{Time: "timestamp_col", Period: trend.Month(time.UTC), Segment: []string{"bool_col"}, Score: score}, scale,
			func(t *survey.Tally, answer, n int) error { return t.AddN(scale, answer, n) })
		require.NoError(t, err)
		assert.Equal(t, want, table, score)
		assert.Equal(t, fold.Report{Rows: 8, Folded: 8}, report)
	}
}

func TestRefusesWhatIsDecodedWrongly(t *testing.T) {
	type row struct {
		Score int    `parquet:"score,lz4"`
		Team  string `parquet:"team,snappy"`
	}
	file := write(t, []row{{9, "north"}}, 1)
	_, _, err := NPS(file, file.Size(), File{Score: "score"})
	assert.ErrorContains(t, err, `foldparquet: row group 0: the column "score" is packed by LZ4_RAW`)
	_, report, err := NPS(file, file.Size(), File{Score: "team"})
	require.NoError(t, err, "another column may be")
	assert.Equal(t, 1, report.Bad[fold.Score])
}

func TestPagesHoldWhatTheySay(t *testing.T) {
	c := &column{name: "score"}
	for _, v := range []encoding.Values{
		encoding.Int32Values([]int32{1, 2}), encoding.Int64Values([]int64{1, 2}), encoding.FloatValues([]float32{1, 2}),
		encoding.DoubleValues([]float64{1, 2}), encoding.Int96Values([]deprecated.Int96{{}, {}}),
		encoding.ByteArrayValues([]byte("ab"), []uint32{0, 1, 2}),
	} {
		assert.NoError(t, c.holds(v, 2), "%v", v.Kind())
		assert.ErrorContains(t, c.holds(v, 3), `a page of the column "score" holds 2 values and says 3`, "%v", v.Kind())
		assert.ErrorContains(t, c.holds(v, 1), `holds 2 values and says 1`, "%v", v.Kind())
	}
	assert.NoError(t, c.holds(encoding.BooleanValues([]byte{3}), 8))
	assert.Error(t, c.holds(encoding.BooleanValues([]byte{3}), 9))
	assert.NoError(t, c.holds(encoding.ByteArrayValues(nil, nil), 0))
}

func TestRefuses(t *testing.T) {
	type row struct {
		Score  int     `parquet:"score"`
		Text   string  `parquet:"text"`
		Number int64   `parquet:"number"`
		Day    int32   `parquet:"day,date"`
		Local  int64   `parquet:"local,timestamp(millisecond:local)"`
		Lists  []int64 `parquet:"lists,list"`
		Many   []int64 `parquet:"many"`
		Truth  bool    `parquet:"truth"`
		Float  float64 `parquet:"float"`
		Price  int64   `parquet:"price,decimal(2:18)"`
	}
	file := write(t, []row{{Score: 9}}, 1)
	utc := trend.Month(time.UTC)
	for _, c := range []struct {
		reason string
		f      File
		want   string
	}{
		{"no such column", File{Score: "rating"}, `foldparquet: there is no column "rating" of values among ["`},
		{"a list", File{Score: "lists"}, `no column "lists" of values`},
		{"several values", File{Score: "many"}, `the column "many" has lists`},
		{"a truth is no score", File{Score: "truth"}, "is no score: it takes whole numbers or text"},
		{"an amount is no score", File{Score: "price"}, "is no score"},
		{"a date is no score", File{Score: "day"}, "is no score"},
		{"a float makes no segment", File{Score: "score", Segment: []string{"float"}}, "makes no segment"},
		{"text is no time", File{Score: "score", Time: "text", Period: utc}, "is no time"},
		{"a number without its meaning", File{Score: "score", Time: "number", Period: utc}, "say in File.Layout whether it is fold.Unix or fold.UnixMilli"},
		{"a date without a zone", File{Score: "score", Time: "day", Period: utc}, "declare it in File.Zone"},
		{"a local clock without a zone", File{Score: "score", Time: "local", Period: utc}, "declare it in File.Zone"},
		{"no period", File{Score: "score", Time: "local"}, "File.Period says not which"},
		{"less than nobody", File{Score: "score", Workers: -1}, "-1 workers"},
	} {
		table, report, err := NPS(file, file.Size(), c.f)
		assert.ErrorContains(t, err, c.want, c.reason)
		assert.Nil(t, table, c.reason)
		assert.Zero(t, report, c.reason)
	}
	_, _, err := NPS(strings.NewReader("time,score\n"), 11, File{Score: "score"})
	assert.ErrorContains(t, err, "foldparquet: ")
	_, _, err = Scores(file, file.Size(), File{Score: "score"}, survey.Scale{Min: 0, Max: 11}, (*nps.Tally).AddN)
	assert.ErrorContains(t, err, "is not a scale")
	_, _, err = Scores(file, file.Size(), File{Score: "score"}, survey.Scale{Min: 0, Max: 10},
		func(*nps.Tally, int, int) error { return errors.New("no") })
	assert.EqualError(t, err, "foldparquet: 1 rows of score 9: no")
	rule := csat.TopBox(2, 10)
	table, _, err := Scores(file, file.Size(), File{Score: "score"}, rule.Scale, func(t *csat.Tally, score, n int) error { return t.AddN(rule, score, n) })
	require.NoError(t, err)
	assert.Equal(t, csat.Tally{Rule: rule, Satisfied: 1}, table[fold.Key{}])
}

func TestNoRows(t *testing.T) {
	file := write(t, []answer{}, 1)
	table, report, err := NPS(file, file.Size(), File{Time: "time", Period: trend.Month(time.UTC), Segment: []string{"team"}, Score: "score"})
	require.NoError(t, err)
	assert.Empty(t, table)
	assert.Zero(t, report)
}

// brokenAt is a file that cannot be read from a place on.
type brokenAt struct {
	io.ReaderAt
	from, to int64
}

var errDisk = errors.New("the disk is dead")

func (b brokenAt) ReadAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > b.from && at < b.to {
		return 0, errDisk
	}
	return b.ReaderAt.ReadAt(p, at)
}

func TestReadingFails(t *testing.T) {
	rows, _ := answers(3000)
	file := write(t, rows, 100)
	f := File{Score: "score"}
	table, _, err := NPS(brokenAt{file, 1000, file.Size() / 2}, file.Size(), f)
	assert.ErrorIs(t, err, errDisk)
	assert.Nil(t, table)
}

// Part of a file is an error, wherever it ends or begins.
func TestPartOfAFile(t *testing.T) {
	rows, _ := answers(50)
	file := write(t, rows, 20)
	whole := make([]byte, file.Size())
	_, err := file.ReadAt(whole, 0)
	require.NoError(t, err)
	f := File{Time: "time", Period: trend.Month(time.UTC), Segment: []string{"team", "channel"}, Score: "score"}
	for n := range len(whole) {
		_, _, err := NPS(bytes.NewReader(whole[:n]), int64(n), f)
		require.Error(t, err, "%d bytes", n)
		if n > 0 {
			_, _, err = NPS(bytes.NewReader(whole[n:]), int64(len(whole)-n), f)
			require.Error(t, err, "without %d bytes", n)
		}
	}
}

// What a decoder panics about is an error.
func TestDamaged(t *testing.T) {
	err := func() (err error) {
		defer damaged(&err)
		panic("index out of range")
	}()
	assert.EqualError(t, err, "foldparquet: the file is damaged: index out of range")
}
