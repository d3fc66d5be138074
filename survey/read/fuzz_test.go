package read_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/read"
)

// beginning returns a file, or the first columns of as many of its rows as fit into a kilobyte: from longer seeds the
// fuzzer spends its time on making them shorter.
func beginning(f *testing.F, file []byte) []byte {
	const bytesEnough, columnsEnough = 1 << 10, 12
	if len(file) <= bytesEnough {
		return file
	}
	var b bytes.Buffer
	in, out := csv.NewReader(bytes.NewReader(file)), csv.NewWriter(&b)
	in.FieldsPerRecord = -1
	for end := 0; ; end = b.Len() {
		row, err := in.Read()
		if err == io.EOF {
			return b.Bytes()
		}
		require.NoError(f, err)
		require.NoError(f, out.Write(row[:min(len(row), columnsEnough)]))
		if out.Flush(); b.Len() > bytesEnough {
			return b.Bytes()[:end]
		}
	}
}

// fuzz reads what the fuzzer makes of the files of a shape: by its signature and with the shape declared.
func fuzz(f *testing.F, shape read.Shape, files ...string) {
	for _, name := range files {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(f, err)
		b = beginning(f, b)
		f.Add(b)
		f.Add(b[:len(b)/2])
		f.Add(bytes.ReplaceAll(b, []byte(","), []byte(";")))
		f.Add(append([]byte("\xEF\xBB\xBF"), b...))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		before := bytes.Clone(in)
		for _, declared := range []read.Shape{read.Detect, shape} {
			r := read.NewReader(bytes.NewReader(in))
			r.Shape, r.NA, r.Zone = declared, []string{"-99"}, time.UTC
			r.MaxRecord, r.MaxColumns, r.MaxUnpacked = 1<<12, 1<<6, 1<<16
			everything(t, r)
		}
		require.Equal(t, before, in)
	})
}

// everything reads all cells of a file in every way there is, and checks what must hold of any file.
func everything(t *testing.T, r *read.Reader) {
	form, err := r.Form()
	if err != nil {
		return
	}
	require.NotZero(t, form.Shape)
	seen := map[string]bool{}
	for i, c := range form.Columns {
		require.False(t, seen[c.ID], c.ID)
		seen[c.ID] = true
		found, err := form.Column(c.ID)
		require.NoError(t, err)
		require.Equal(t, c.ID, found.ID, i)
	}
	good, refused := 0, 0
	last := 0
	for row, err := range r.Rows() {
		if e, ok := errors.AsType[*read.RowError](err); ok {
			refused++
			require.NotZero(t, e.Reason)
			require.Positive(t, e.Cell)
			require.GreaterOrEqual(t, e.Last, e.Line)
			require.Greater(t, e.Row, last)
			last = e.Row
			continue
		}
		if err != nil {
			require.NotErrorIs(t, err, io.EOF)
			break
		}
		good++
		require.Len(t, row.Cells, len(form.Columns))
		require.Greater(t, row.Row, last)
		last = row.Row
		for i, c := range form.Columns {
			text, ok := row.Text(c.ID)
			require.True(t, ok)
			require.Equal(t, row.Cells[i], text)
			answer, err := row.Rating(c.ID)
			rating, rated := answer.Code()
			require.Equal(t, err == nil && answer.Kind() == read.Answered, rated)
			if text == "" {
				require.False(t, rated, "a blank is no rating")
			}
			x, err := row.Number(c.ID)
			if rated && form.Shape != read.Zendesk {
				require.NoError(t, err)
				require.InDelta(t, float64(rating), x, 1e-9*math.Abs(x))
			}
			require.False(t, math.IsInf(x, 0))
			at, err := row.Time(c.ID)
			if err != nil {
				require.True(t, at.IsZero())
			}
			_, _ = row.Choices(c.ID)
			_, err = row.Choices(c.ID, c.ID)
			require.NoError(t, err)
		}
	}
	report := r.Report()
	require.Equal(t, good, report.Rows)
	sum := 0
	for _, n := range report.Refused {
		sum += n
	}
	require.Equal(t, refused, sum, "no row is lost")
	require.LessOrEqual(t, len(report.First), 5)
}

func FuzzQualtrics(f *testing.F) {
	fuzz(f, read.Qualtrics, "sample_qualtrics.csv", "made_qualtrics.csv")
}
func FuzzQualtrics2016(f *testing.F) { fuzz(f, read.Qualtrics2016, "made_qualtrics2016.csv") }
func FuzzQualtricsLegacy(f *testing.F) {
	fuzz(f, read.QualtricsLegacy, "made_qualtrics_legacy.csv")
}
func FuzzSurveyMonkeyCondensed(f *testing.F) {
	fuzz(f, read.SurveyMonkeyCondensed, "starwars_surveymonkey.csv")
}
func FuzzSurveyMonkeyExpanded(f *testing.F) {
	fuzz(f, read.SurveyMonkeyExpanded, "made_surveymonkey_expanded.csv")
}
func FuzzTypeform(f *testing.F)       { fuzz(f, read.Typeform, "made_typeform.csv") }
func FuzzTypeformOld(f *testing.F)    { fuzz(f, read.TypeformOld, "newcoder_typeform.csv") }
func FuzzGoogleForms(f *testing.F)    { fuzz(f, read.GoogleForms, "made_googleforms.csv") }
func FuzzMicrosoftForms(f *testing.F) { fuzz(f, read.MicrosoftForms, "made_microsoftforms.csv") }
func FuzzLimeSurvey(f *testing.F)     { fuzz(f, read.LimeSurvey, "made_limesurvey.csv") }
func FuzzZendesk(f *testing.F)        { fuzz(f, read.Zendesk, "made_zendesk.csv") }
func FuzzTouchpoints(f *testing.F)    { fuzz(f, read.Touchpoints, "made_touchpoints.csv") }
func FuzzCSV(f *testing.F)            { fuzz(f, read.CSV, "made_plain.csv") }

// A time is itself again when it is written with its offset. Offsets of long ago had seconds, which RFC 3339 has not.
func FuzzTime(f *testing.F) {
	for _, s := range []string{"2026-06-14 10:10:09", "2026/06/14 10:10:09 AM GMT+1", "29-12-2018 23:46", "7/2/20 11:00", "2026-06-14T10:10:09.25-03:30"} {
		f.Add(s, "")
		f.Add(s, "2/1/2006 15:04")
		f.Add(s, "1/2/06 3:04 PM -0700")
	}
	f.Fuzz(func(t *testing.T, text, layout string) {
		if bytes.ContainsAny([]byte(text), "\x00\"") || len(text) > 1000 {
			return
		}
		r := read.NewReader(bytes.NewReader([]byte("x,y\n\"" + text + "\",\n")))
		r.Layout = layout
		r.Zone, _ = time.LoadLocation("Europe/Berlin")
		for row, err := range r.Rows() {
			require.NoError(t, err)
			at, err := row.Time("x")
			if err != nil {
				require.True(t, at.IsZero())
				continue
			}
			if layout != "" || at.IsZero() || at.Year() < 1900 {
				continue
			}
			r := read.NewReader(bytes.NewReader([]byte("x,y\n" + at.Format(time.RFC3339Nano) + ",\n")))
			for row, err := range r.Rows() {
				require.NoError(t, err)
				again, err := row.Time("x")
				require.NoError(t, err)
				require.True(t, at.Equal(again), "%v, not %v", again, at)
			}
		}
	})
}
