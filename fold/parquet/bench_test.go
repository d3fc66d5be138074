package foldparquet

import (
	"bytes"
	"io"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/trend"
)

// Benchmark folds a million answers of two years in fifty segments: from Parquet with one and two workers, from the same
// rows as text, and by the loop that one would write around a reader of rows.
func Benchmark(b *testing.B) {
	type row struct {
		Time    int64  `parquet:"time,timestamp(millisecond),delta"`
		Segment string `parquet:"segment,dict"`
		Score   int32  `parquet:"score,dict"`
	}
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	rows := make([]row, 1e6)
	text := []byte("time,segment,score\n")
	for i := range rows {
		at := start.Add(time.Duration(random.IntN(731*86400)) * time.Second)
		r := row{at.UnixMilli(), "s" + strconv.Itoa(random.IntN(50)), random.Int32N(11)}
		rows[i] = r
		text = append(at.AppendFormat(text, time.RFC3339), ","+r.Segment+","+strconv.Itoa(int(r.Score))+"\n"...)
	}
	file := write(b, rows, 1e5)
	month := trend.Month(time.UTC)
	perRow := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rows)), "ns/row")
	}
	want, _, err := fold.NPS(bytes.NewReader(text), fold.File{Time: "time", Period: month, Segment: []string{"segment"}, Score: "score"})
	require.NoError(b, err)
	for _, workers := range []int{1, 2} {
		b.Run("parquet/"+strconv.Itoa(workers), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				got, _, err := NPS(file, file.Size(),
					File{Time: "time", Period: month, Segment: []string{"segment"}, Score: "score", Workers: workers})
				require.NoError(b, err)
				require.Equal(b, want, got)
			}
			perRow(b)
		})
		b.Run("text/"+strconv.Itoa(workers), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				got, _, err := fold.NPS(bytes.NewReader(text),
					fold.File{Time: "time", Period: month, Segment: []string{"segment"}, Score: "score", Workers: workers})
				require.NoError(b, err)
				require.Equal(b, want, got)
			}
			perRow(b)
		})
	}
	b.Run("rows", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			table := fold.Table[nps.Tally]{}
			r := parquet.NewGenericReader[row](file)
			some := make([]row, 1024)
			for {
				n, err := r.Read(some)
				for _, row := range some[:n] {
					k := fold.Key{Segment: row.Segment, Period: month.Key(time.UnixMilli(row.Time))}
					tally := table[k]
					require.NoError(b, tally.Add(int(row.Score)))
					table[k] = tally
				}
				if err == io.EOF {
					break
				}
				require.NoError(b, err)
			}
			require.Equal(b, want, table)
		}
		perRow(b)
	})
}
