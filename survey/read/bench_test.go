package read_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/read"
)

// Beside each shape, a plain loop over encoding/csv on the same bytes, which neither finds the header nor
// decodes nor counts. Its separator has to be known.
func BenchmarkRows(b *testing.B) {
	for _, name := range []string{"starwars_surveymonkey.csv", "newcoder_typeform.csv", "sfo_survey_2017.csv"} {
		path := "testdata/" + name
		if name == "sfo_survey_2017.csv" {
			path = "../../examples/data/" + name
		}
		text, err := os.ReadFile(path)
		require.NoError(b, err)
		b.Run(name+"/read", func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				for _, err := range read.NewReader(bytes.NewReader(text)).Rows() {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
		})
		b.Run(name+"/csv", func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				r := csv.NewReader(bytes.NewReader(text))
				for {
					_, err := r.Read()
					if err == io.EOF {
						break
					}
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// One column of ratings: a tally by Fold, and by strconv over encoding/csv.
func BenchmarkFold(b *testing.B) {
	text, err := os.ReadFile("../../examples/data/sfo_survey_2017.csv")
	require.NoError(b, err)
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			cells, err := read.NewReader(bytes.NewReader(text)).Fold(map[string]func(int) error{"NETPRO": func(int) error { return nil }})
			if err != nil {
				b.Fatal(err)
			}
			c := cells["NETPRO"]
			n += c.N()
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("csv", func(b *testing.B) {
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			r := csv.NewReader(bytes.NewReader(text))
			for {
				row, err := r.Read()
				if err == io.EOF {
					break
				}
				if err != nil {
					b.Fatal(err)
				}
				if _, err := strconv.Atoi(row[27]); err == nil {
					n++
				}
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
	})
}
