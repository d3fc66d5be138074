package read_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/read"
)

// golden is what pandas reads; see testdata/golden.py.
type golden struct {
	Rows, Columns int
	Cells         []struct {
		Row, Column int
		Text        string
	}
	Rating struct{ Column, Blank, Whole, Other int }
	Median float64

	JarJar       figures `json:"Jar Jar Binks"`
	HanSolo      figures `json:"Han Solo"`
	Butterfinger figures
	CandyCorn    figures `json:"Candy Corn"`
	Bootcamp     map[string]int
}

type figures struct {
	N, NA, Blank int
	Top, Net     float64
}

func goldens(t testing.TB) map[string]golden {
	t.Helper()
	b, err := os.ReadFile("testdata/golden.json")
	require.NoError(t, err)
	var all map[string]golden
	require.NoError(t, json.Unmarshal(b, &all))
	return all
}

func open(t testing.TB, name string) *read.Reader {
	t.Helper()
	path := "testdata/" + name
	if name == "sfo_survey_2017.csv" {
		path = "../../examples/data/" + name
	}
	f, err := os.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return read.NewReader(f)
}

// rows returns all rows of a file, none of which may be refused.
func rows(t testing.TB, r *read.Reader) (all []read.Row) {
	t.Helper()
	for row, err := range r.Rows() {
		require.NoError(t, err)
		all = append(all, row)
	}
	require.True(t, r.Report().Done)
	return all
}

type cell struct {
	row    int // of the answers, from 0
	column string
	text   string
}

func TestVendors(t *testing.T) {
	denver := "America/Denver"
	for _, c := range []struct {
		reason  string
		file    string
		set     func(r *read.Reader)
		shape   read.Shape
		headers int
		comma   byte
		rows    int
		columns int
		text    string // encoding

		rating string     // a column read as ratings, and what became of its cells
		want   read.Cells // without the refusals themselves
		first  string     // the first refusal

		at, zone string // a column of times and the zone in its header
		time     string // the first row's, RFC 3339; "" where it is refused

		cells [3]cell
		roles [3]string
	}{
		{
			reason: "a real Qualtrics file with its second header row in German", file: "sample_qualtrics.csv",
			set:   func(r *read.Reader) { r.Zone = time.UTC },
			shape: read.Qualtrics, headers: 3, comma: ',', rows: 1, columns: 20, text: "UTF-8",
			rating: "QID1", want: read.Cells{Rated: 1},
			at: "startDate", time: "2017-07-18T08:28:09Z",
			cells: [3]cell{{0, "StartDate", "2017-07-18 08:28:09"}, {0, "_recordId", "R_2YPOQ602ER1jkf1"}, {0, "QID2_TEXT", "Hello World!"}},
			roles: [3]string{"_recordId", "startDate", "endDate"},
		}, {
			reason: "zone in the ImportId; a header over two lines; -99 declared", file: "made_qualtrics.csv",
			set:   func(r *read.Reader) { r.NA = []string{"-99"} },
			shape: read.Qualtrics, headers: 3, comma: ',', rows: 5, columns: 11, text: "ASCII",
			rating: "QID1", want: read.Cells{Rated: 2, Blank: 1, NotApplicable: 1, Refused: 1},
			first: `read: row 8 (line 9), column "QID1": "2,5" is not a whole number`,
			at:    "startDate", zone: denver, time: "2026-03-07T23:10:00-07:00",
			cells: [3]cell{{0, "QID3", "2,5"}, {2, "Q1", "-99"}, {0, "StartDate", "spring"}},
			roles: [3]string{"_recordId", "startDate", "endDate"},
		}, {
			reason: "ImportId in single quotes is not JSON", file: "made_qualtrics2016.csv",
			shape: read.Qualtrics2016, headers: 3, comma: ',', rows: 2, columns: 6, text: "ASCII",
			rating: "QID4-1-2", want: read.Cells{Rated: 1, Refused: 1},
			first: `read: row 5 (line 5), column "QID4-1-2": "Very good" is not a whole number: if it is a label, set Reader.Codes`,
			at:    "startDate",
			cells: [3]cell{{0, "responseId", "R_6f"}, {1, "QID4-1-1", ""}, {1, "Q1_2", "Very good"}},
			roles: [3]string{"responseId", "startDate", "endDate"},
		}, {
			reason: "a byte order mark, V1 to V10, a comma at the end of each line", file: "made_qualtrics_legacy.csv",
			set:   func(r *read.Reader) { r.Zone = time.UTC },
			shape: read.QualtricsLegacy, headers: 2, comma: ',', rows: 3, columns: 12, text: "UTF-8",
			rating: "Q1", want: read.Cells{Rated: 2, Blank: 1},
			at: "StartDate", time: "2015-07-18T08:28:09Z",
			cells: [3]cell{{0, "Q2", "Fast, and kind"}, {1, "Q1", ""}, {2, "Why?", "Slow\nand late"}},
			roles: [3]string{"ResponseID", "StartDate", "EndDate"},
		}, {
			reason: "two header rows and bytes that are not UTF-8", file: "starwars_surveymonkey.csv",
			shape: read.SurveyMonkeyCondensed, headers: 2, comma: ',', rows: 1186, columns: 38, text: "Windows-1252",
			rating: "Please rank the Star Wars films in order of preference with 1 being your favorite film in the franchise and 6 " +
				"being your least favorite film. [Star Wars: Episode I The Phantom Menace]",
			want:  read.Cells{Rated: 835, Blank: 351},
			cells: [3]cell{{0, "RespondentID", "3292879998"}, {0, "Jar Jar Binks", "Very favorably"}, {1185, "Location (Census Region)", "Pacific"}},
			roles: [3]string{"RespondentID", "", ""},
		}, {
			reason: "a column for each option; month first, which only the account knows", file: "made_surveymonkey_expanded.csv",
			set: func(r *read.Reader) {
				r.Layout, r.Zone = "01/02/2006 03:04:05 PM", time.UTC
				r.Codes = read.Labels{"Satisfied": 3, "Neither": 2, "Dissatisfied": 1}.Code
			},
			shape: read.SurveyMonkeyExpanded, headers: 2, comma: ',', rows: 3, columns: 15, text: "UTF-8",
			rating: "How satisfied were you with us? [Satisfied]", want: read.Cells{Rated: 1, Blank: 2},
			at: "Start Date", time: "2026-06-14T09:10:00Z",
			cells: [3]cell{{0, "Satisfied", "Satisfied"}, {1, "Other (please specify)", "a letter"}, {2, "Chat", "Chat"}},
			roles: [3]string{"Respondent ID", "Start Date", "End Date"},
		}, {
			reason: "headers that come up to four times; (UTC) in the header", file: "newcoder_typeform.csv",
			shape: read.TypeformOld, headers: 1, comma: ',', rows: 1566, columns: 51, text: "UTF-8",
			rating: "Based on your experience, would you recommend this bootcamp to your friends?", want: read.Cells{Rated: 80, Blank: 1486},
			at: "Start Date (UTC)", zone: "UTC", time: "2016-03-29T21:21:23Z",
			cells: [3]cell{{0, "#", "995106cd710ec2af0e371cbe5e1f68fb"}, {3, "Girl Develop It", ""}, {1565, "Network ID", "6fc227b3c3"}},
			roles: [3]string{"#", "Start Date (UTC)", "Submit Date (UTC)"},
		}, {
			reason: "markup in a question, stage and type", file: "made_typeform.csv",
			shape: read.Typeform, headers: 1, comma: ',', rows: 3, columns: 12, text: "ASCII",
			rating: "How likely are you to recommend us, {{field:01ABC}}?", want: read.Cells{Rated: 2, Blank: 1},
			at: "Submit Date (UTC)", zone: "UTC", time: "2026-01-23T06:27:59Z",
			cells: [3]cell{{0, "Which did you use?", "Phone / Chat"}, {1, "Other", "letter"}, {2, "Other#2", "fax"}},
			roles: [3]string{"#", "Start Date (UTC)", "Submit Date (UTC)"},
		}, {
			reason: "gzipped; ages such as 9e+22, ７１＋ and 20,000 digits of pi", file: "candy_googleforms.csv.gz",
			shape: read.GoogleForms, headers: 1, comma: ',', rows: 5630, columns: 28, text: "UTF-8",
			rating: "How old are you?", want: read.Cells{Rated: 5341, Blank: 200, Refused: 89},
			first: `read: row 10 (line 10), column "How old are you?": "9e+22" is not a whole number`,
			at:    "Timestamp",
			cells: [3]cell{{0, "Timestamp", "2015-10-23 08:46:20.451000"}, {8, "How old are you?", "9e+22"}, {5629, "[Candy Corn]", "DESPAIR"}},
			roles: [3]string{"", "", "Timestamp"},
		}, {
			reason: "all cells quoted, a zone in each time", file: "made_googleforms.csv",
			shape: read.GoogleForms, headers: 1, comma: ',', rows: 4, columns: 6, text: "ASCII",
			rating: "How likely are you to recommend us?", want: read.Cells{Rated: 3, Blank: 1},
			at: "Timestamp", time: "2026-06-14T10:10:09+01:00",
			cells: [3]cell{{0, "Timestamp", "2026/06/14 10:10:09 AM GMT+1"}, {1, "How likely are you to recommend us?", ""}, {3, "Which did you use?", "Phone"}},
			roles: [3]string{"", "", "Timestamp"},
		}, {
			reason: "saved by a spreadsheet in Windows-1252, a header over two lines", file: "made_microsoftforms.csv",
			set:   func(r *read.Reader) { r.Layout, r.Zone = "1/2/06 15:04:05", time.UTC },
			shape: read.MicrosoftForms, headers: 1, comma: ',', rows: 3, columns: 9, text: "Windows-1252",
			rating: "How satisfied were you? (5 is best)", want: read.Cells{Rated: 2, Blank: 1},
			at: "Start time", time: "2020-07-02T11:00:22Z",
			cells: [3]cell{{0, "What — if anything — did you use?", "Phone;Chat;"}, {1, "Café", "déjà vu"}, {2, "How satisfied were you?\n(5 is best)", ""}},
			roles: [3]string{"ID", "Start time", "Completion time"},
		}, {
			reason: "semicolons, an empty line at the end", file: "made_limesurvey.csv",
			set:   func(r *read.Reader) { r.Zone = time.UTC },
			shape: read.LimeSurvey, headers: 1, comma: ';', rows: 3, columns: 11, text: "UTF-8",
			rating: "lastpage", want: read.Cells{Rated: 3},
			at: "startdate", time: "2026-02-03T10:00:00Z",
			cells: [3]cell{{0, "why", "schnell; freundlich"}, {2, "why", "first\nsecond"}, {2, "q1[vis1]", "-oth-"}},
			roles: [3]string{"id", "startdate", "submitdate"},
		}, {
			reason: "offered is not an answer, and great is none that Zendesk has", file: "made_zendesk.csv",
			shape: read.Zendesk, headers: 1, comma: ',', rows: 6, columns: 11, text: "ASCII",
			rating: "score", want: read.Cells{Rated: 3, Blank: 2, Refused: 1},
			first: `read: row 7 (line 7), column "score": "great" is not a whole number: if it is a label, set Reader.Codes`,
			at:    "created_at", time: "2026-04-01T09:00:00Z",
			cells: [3]cell{{1, "comment", "Three weeks!"}, {3, "score", "good_with_comment"}, {4, "created_at", "2026-04-03T09:30:00Z"}},
			roles: [3]string{"id", "", "updated_at"},
		}, {
			reason: "the federal form; filler text where a rating should be", file: "made_touchpoints.csv",
			shape: read.Touchpoints, headers: 1, comma: ',', rows: 4, columns: 17, text: "UTF-8",
			rating: "question_1", want: read.Cells{Rated: 2, Blank: 1, Refused: 1},
			first: `read: row 4 (line 4), column "question_1": "Data 1-1" is not a whole number: if it is a label, set Reader.Codes`,
			cells: [3]cell{{0, "question_4", "Excellent listening"}, {2, "question_1", "Data 1-1"}, {3, "question_1", ""}},
			roles: [3]string{"external_id", "", ""},
		}, {
			reason: "no vendor's: codes of a codebook, 11 is blank and so is Blank", file: "sfo_survey_2017.csv",
			set: func(r *read.Reader) {
				r.Items = map[string]read.Item{"NETPRO": {ID: "recommend", Blank: []string{"11", "Blank"}}}
			},
			shape: read.CSV, headers: 1, comma: ',', rows: 2831, columns: 30, text: "ASCII",
			rating: "recommend", want: read.Cells{Rated: 2746, Blank: 85},
			cells: [3]cell{{0, "WEIGHT", "0.2847177143"}, {12, "Q7ALL", "Blank"}, {2830, "recommend", "6"}},
		}, {
			reason: "a German spreadsheet: day first, decimal comma, two columns of one name", file: "made_plain.csv",
			set: func(r *read.Reader) {
				r.NA, r.Decimal, r.Layout = []string{"-99"}, ',', "02.01.2006 15:04"
				r.Zone = time.UTC
			},
			shape: read.CSV, headers: 1, comma: ';', rows: 3, columns: 5, text: "Windows-1252",
			rating: "Note", want: read.Cells{Rated: 1, NotApplicable: 1, Refused: 1},
			first: `read: row 4 (line 4), column "Note": "2,5" is not a whole number`,
			at:    "Datum", time: "2026-04-03T08:15:00Z",
			cells: [3]cell{{0, "Kunde", "Müller"}, {1, "Stunden", "1.250,75"}, {2, "Datum", "31.12.26 23:59"}},
		},
	} {
		t.Run(c.file, func(t *testing.T) {
			want := goldens(t)[c.file]
			r := open(t, c.file)
			if c.set != nil {
				c.set(r)
			}
			form, err := r.Form()
			require.NoError(t, err, c.reason)
			assert.Equal(t, c.shape, form.Shape)
			assert.Equal(t, c.headers, form.Headers)
			assert.Equal(t, string(c.comma), string(form.Comma))
			assert.Equal(t, c.roles, [3]string{form.Respondent, form.Started, form.Submitted})

			var cells read.Cells
			all := rows(t, r)
			for _, row := range all {
				if _, bad := row.Rating(c.rating); bad != nil {
					assert.Error(t, cells.Add(row, c.rating, func(int) error { return nil }))
					continue
				}
				require.NoError(t, cells.Add(row, c.rating, func(int) error { return nil }))
			}
			assert.Len(t, all, c.rows)
			assert.Equal(t, want.Rows, len(all), "pandas")
			assert.Len(t, form.Columns, c.columns)
			assert.Equal(t, want.Columns, len(form.Columns), "pandas")
			report := r.Report()
			assert.Equal(t, c.rows, report.Rows)
			assert.Empty(t, report.Refused)
			assert.Equal(t, c.text, report.Encoding.String())

			if c.first != "" {
				require.NotEmpty(t, cells.First)
				assert.EqualError(t, cells.First[0], c.first)
			}
			assert.Equal(t, c.rows, cells.N(), "no cell is lost")
			cells.First = nil
			assert.Equal(t, c.want, cells)
			for i, cell := range c.cells {
				text, ok := all[cell.row].Text(cell.column)
				assert.True(t, ok, cell.column)
				assert.Equal(t, cell.text, text)
				if c.file == "sfo_survey_2017.csv" && i == 1 {
					continue
				}
				assert.Equal(t, want.Cells[i].Text, text, "pandas")
				assert.Equal(t, want.Cells[i].Text, all[want.Cells[i].Row].Cells[want.Cells[i].Column], "pandas, by position")
			}

			if c.at == "" {
				return
			}
			column, err := form.Column(c.at)
			require.NoError(t, err)
			assert.Equal(t, c.zone, column.Zone)
			at, err := all[0].Time(c.at)
			if c.time == "" {
				assert.ErrorContains(t, err, "is not a time with a zone: declare the Zone")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.time, at.Format(time.RFC3339))
		})
	}
}

// What pandas counts as blank and as whole numbers in the rating columns, without any code being declared.
func TestRatingsAgainstPandas(t *testing.T) {
	for name, want := range goldens(t) {
		r := open(t, name)
		form, err := r.Form()
		require.NoError(t, err)
		if form.Shape == read.Zendesk {
			continue // its column is read as words
		}
		column := form.Columns[want.Rating.Column].ID
		cells, err := r.Fold(map[string]func(int) error{column: func(int) error { return nil }})
		require.NoError(t, err)
		got := cells[column]
		assert.Equal(t, want.Rating.Blank, got.Blank, name)
		assert.Equal(t, want.Rating.Whole, got.Rated, name)
		assert.Equal(t, want.Rating.Other, got.Refused, name)
	}
}

// FiveThirtyEight's favourability, by those who know the character.
func TestStarWars(t *testing.T) {
	r := open(t, "starwars_surveymonkey.csv")
	r.NA = []string{"Unfamiliar (N/A)"}
	r.Codes = read.Labels{
		"Very unfavorably": 1, "Somewhat unfavorably": 2, "Neither favorably nor unfavorably (neutral)": 3,
		"Somewhat favorably": 4, "Very favorably": 5,
	}.Code
	scale := survey.Scale{Min: 1, Max: 5}
	var jarjar, han survey.Tally
	cells, err := r.Fold(map[string]func(int) error{
		"Jar Jar Binks": func(x int) error { return jarjar.Add(scale, x) },
		"Han Solo":      func(x int) error { return han.Add(scale, x) },
	})
	require.NoError(t, err)
	g := goldens(t)["starwars_surveymonkey.csv"]
	for _, c := range []struct {
		name  string
		tally survey.Tally
		want  figures
	}{
		{"Jar Jar Binks", jarjar, g.JarJar}, {"Han Solo", han, g.HanSolo},
	} {
		assert.Equal(t, read.Cells{Rated: c.want.N, Blank: c.want.Blank, NotApplicable: c.want.NA}, cells[c.name])
		assert.Equal(t, c.want.N, c.tally.N())
		assert.InDelta(t, c.want.Top, 100*c.tally.Share(4, 5, 0.95).Value, 1e-9)
		assert.InDelta(t, c.want.Net, c.tally.Net(2, 4, 0.95).Value, 1e-9)
	}
	assert.InDelta(t, 33.988764, 100*jarjar.Share(4, 5, 0.95).Value, 1e-6)
	assert.InDelta(t, -8.988764, jarjar.Net(2, 4, 0.95).Value, 1e-6)
	assert.InDelta(t, 93.488943, 100*han.Share(4, 5, 0.95).Value, 1e-6)
	assert.InDelta(t, 92.383292, han.Net(2, 4, 0.95).Value, 1e-6)

	encoding := r.Report().Encoding
	assert.Equal(t, read.Encoding{Windows1252: 1, Row: 1, Cell: 32}, encoding, "one header, with the bytes 8C E6")
	form, err := r.Form()
	require.NoError(t, err)
	assert.Equal(t, "Do you consider yourself to be a fan of the Expanded Universe?Œæ", form.Columns[31].Header)
	assert.Len(t, form.Question("Please state whether you view the following characters favorably, unfavorably, or are unfamiliar with him/her."), 14)
}

func TestNewCoders(t *testing.T) {
	r := open(t, "newcoder_typeform.csv")
	form, err := r.Form()
	require.NoError(t, err)
	const bootcamp = "Based on your experience, would you recommend this bootcamp to your friends?"
	var thumbs survey.Tally
	var cells read.Cells
	var took []float64
	for _, row := range rows(t, r) {
		require.NoError(t, cells.Add(row, bootcamp, func(x int) error { return thumbs.Add(survey.Scale{Max: 1}, x) }))
		from, err := row.Time(form.Started)
		require.NoError(t, err)
		to, err := row.Time(form.Submitted)
		require.NoError(t, err)
		took = append(took, to.Sub(from).Seconds())
	}
	g := goldens(t)["newcoder_typeform.csv"]
	assert.Equal(t, [2]int{60, 80}, [2]int{thumbs.Ratings[1], thumbs.N()})
	assert.Equal(t, [2]int{g.Bootcamp["1"], g.Bootcamp["0"]}, [2]int{thumbs.Ratings[1], thumbs.Ratings[0]})
	assert.Equal(t, g.Bootcamp[""], cells.Blank)
	slices.Sort(took)
	assert.InDelta(t, 161.5, (took[782]+took[783])/2, 1e-9)
	assert.InDelta(t, g.Median, (took[782]+took[783])/2, 1e-9)

	var others []string
	for _, c := range form.Columns {
		if c.Header == "Other" {
			others = append(others, c.ID)
		}
	}
	assert.Equal(t, []string{"Other", "Other#2", "Other#3", "Other#4"}, others)
}

func TestCandy(t *testing.T) {
	r := open(t, "candy_googleforms.csv.gz")
	r.Codes = read.Labels{"DESPAIR": 0, "JOY": 1}.Code
	thumbs := survey.Scale{Max: 1}
	var butterfinger, corn survey.Tally
	cells, err := r.Fold(map[string]func(int) error{
		"[Butterfinger]": func(x int) error { return butterfinger.Add(thumbs, x) },
		"[Candy Corn]":   func(x int) error { return corn.Add(thumbs, x) },
	})
	require.NoError(t, err)
	g := goldens(t)["candy_googleforms.csv.gz"]
	assert.Equal(t, [2]int{5247, 5236}, [2]int{butterfinger.N(), corn.N()})
	assert.Equal(t, [2]int{g.Butterfinger.N, g.CandyCorn.N}, [2]int{butterfinger.N(), corn.N()})
	assert.Equal(t, read.Cells{Rated: 5247, Blank: 5630 - 5247}, cells["[Butterfinger]"])
	assert.InDelta(t, 57.385172, butterfinger.Net(0, 1, 0.95).Value, 1e-6)
	assert.InDelta(t, g.Butterfinger.Net, butterfinger.Net(0, 1, 0.95).Value, 1e-9)
	assert.InDelta(t, -21.008403, corn.Net(0, 1, 0.95).Value, 1e-6)
	assert.InDelta(t, g.CandyCorn.Net, corn.Net(0, 1, 0.95).Value, 1e-9)
}

// Facts of the two real exports whose bytes were looked at: fmt.qualtrics.v3 and fmt.surveymonkey.condensed.
func TestFormats(t *testing.T) {
	b, err := os.ReadFile("testdata/sample_qualtrics.csv")
	require.NoError(t, err)
	assert.Len(t, b, 1466)
	r := open(t, "sample_qualtrics.csv")
	form, err := r.Form()
	require.NoError(t, err)
	assert.Equal(t, 3, form.Headers)
	assert.Len(t, form.Columns, 20)
	for header, id := range map[string]string{"Q1": "QID1", "Q2": "QID2_TEXT"} {
		c, err := form.Column(header)
		require.NoError(t, err)
		assert.Equal(t, id, c.Vendor)
	}
	start, err := form.Column("StartDate")
	require.NoError(t, err)
	assert.Equal(t, "Anfangsdatum", start.Question, "localised: shapes go by names and ids, never by texts")
	all := rows(t, r)
	assert.Len(t, all, 1)
	text, _ := all[0].Text("StartDate")
	assert.Equal(t, "2017-07-18 08:28:09", text)
	assert.Equal(t, "", r.Report().Encoding.Mark)

	b, err = os.ReadFile("testdata/starwars_surveymonkey.csv")
	require.NoError(t, err)
	assert.Len(t, b, 531696)
	r = open(t, "starwars_surveymonkey.csv")
	form, err = r.Form()
	require.NoError(t, err)
	assert.Equal(t, 2, form.Headers)
	assert.Len(t, form.Columns, 38)
	assert.Len(t, rows(t, r), 1186)
	assert.Equal(t, "", r.Report().Encoding.Mark)
}
