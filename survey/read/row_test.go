package read_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/read"
)

// one returns the only row of a file with a column x that holds text.
func one(t *testing.T, text string, set func(r *read.Reader)) read.Row {
	t.Helper()
	r := read.NewReader(strings.NewReader("x,y\n\"" + strings.ReplaceAll(text, `"`, `""`) + "\",\n"))
	if set != nil {
		set(r)
	}
	all := rows(t, r)
	require.Len(t, all, 1)
	return all[0]
}

func TestRating(t *testing.T) {
	comma := func(r *read.Reader) { r.Decimal = ',' }
	labels := func(r *read.Reader) {
		r.Codes = func(item, label string) (int, bool) {
			if item == "x" && label == "Very satisfied" {
				return 5, true
			}
			return 0, false
		}
	}
	missing := func(r *read.Reader) {
		r.Blank, r.NA = []string{"No answer"}, []string{"-99"}
		r.Items = map[string]read.Item{"x": {Blank: []string{"11"}, NA: []string{"6"}}}
	}
	for _, c := range []struct {
		reason, text string
		set          func(r *read.Reader)
		want         string
	}{
		{"a rating", "9", nil, "9"},
		{"a zero that was given", "0", nil, "0"},
		{"a blank is blank, never 0", "", nil, "blank"},
		{"spaces are blank", " \t ", nil, "blank"},
		{"so is a space that does not break", "\u00a0", nil, "blank"},
		{"spaces around", " 7 ", nil, "7"},
		{"a sign", "-1", nil, "-1"},
		{"a plus", "+3", nil, "3"},
		{"two signs", "--3", nil, "not a whole number"},
		{"a sign alone", "-", nil, "not a whole number"},
		{"two answers are not 25", "2,5", nil, "not a whole number"},
		{"nor are they 2.5 where the comma is declared", "2,5", comma, "not a whole number"},
		{"a whole number with a decimal comma", "4,0", comma, "4"},
		{"a point is no decimal sign then", "4.0", comma, "not a whole number"},
		{"a rating that a spreadsheet made a float", "35.0", nil, "35"},
		{"and to two places", "35.00", nil, "35"},
		{"three zeros may be thousands", "35.000", nil, "not a whole number"},
		{"half a point", "3.5", nil, "not a whole number"},
		{"a date that a spreadsheet made of 6-25", "Jun-25", nil, "not a whole number"},
		{"a range", "6-25", nil, "not a whole number"},
		{"hexadecimal", "0x10", nil, "not a whole number"},
		{"underscores are Go's", "1_000", nil, "not a whole number"},
		{"an exponent", "1e1", nil, "not a whole number"},
		{"digits of another script", "９", nil, "not a whole number"},
		{"more than an int", "99999999999999999999", nil, "not a whole number"},
		{"a label with a code", "Very satisfied", labels, "5"},
		{"labels are compared without the spaces around", " Very satisfied ", labels, "5"},
		{"a label without", "Quite", labels, "not a label with a code, nor a whole number"},
		{"a number beside labels stands for itself", "4", labels, "4"},
		{"blank for all columns", "No answer", missing, "blank"},
		{"N/A for all columns", "-99", missing, "not applicable"},
		{"blank for this column", "11", missing, "blank"},
		{"N/A for this column", "6", missing, "not applicable"},
		{"a code that contains one", "-999", missing, "-999"},
	} {
		row := one(t, c.text, c.set)
		answer, err := row.Rating("x")
		text, ok := row.Text("x")
		assert.True(t, ok)
		assert.Equal(t, c.text, text, "%s: raw text is kept", c.reason)
		if strings.HasPrefix(c.want, "not a") && c.want != "not applicable" {
			if assert.ErrorContains(t, err, c.want, c.reason) {
				assert.Contains(t, err.Error(), `read: row 2 (line 2), column "x": `)
			}
			_, rated := answer.Code()
			assert.False(t, rated, c.reason)
			continue
		}
		require.NoError(t, err, c.reason)
		assert.Equal(t, c.want, answer.String(), c.reason)
		_, rated := answer.Code()
		assert.Equal(t, answer.Kind() == read.Answered, rated, c.reason)
		kind, err := row.Kind("x")
		require.NoError(t, err)
		assert.Equal(t, answer.Kind(), kind, c.reason)
	}
	row := one(t, "1", missing)
	answer, err := row.Rating("y")
	require.NoError(t, err)
	assert.Equal(t, read.Answer{}, answer, "a blank is the zero Answer")
}

func TestNumber(t *testing.T) {
	comma := func(r *read.Reader) { r.Decimal = ',' }
	for _, c := range []struct {
		reason, text string
		set          func(r *read.Reader)
		want         float64
		refused      bool
	}{
		{"a decimal", "2.5", nil, 2.5, false},
		{"a blank is not a number", "", nil, math.NaN(), false},
		{"N/A is not a number", "-99", func(r *read.Reader) { r.NA = []string{"-99"} }, math.NaN(), false},
		{"without a leading zero", ".5", nil, .5, false},
		{"an exponent", "9e+22", nil, 9e22, false},
		{"negative", "-1.25", nil, -1.25, false},
		{"a decimal comma that is not declared", "2,5", nil, 0, true},
		{"one that is", "2,5", comma, 2.5, false},
		{"thousands", "1,250.75", nil, 0, true},
		{"thousands with a decimal comma", "1.250,75", comma, 0, true},
		{"a currency", "$1000", nil, 0, true},
		{"a unit", "3 h", nil, 0, true},
		{"a range", "50-60", nil, 0, true},
		{"infinity is Go's", "inf", nil, 0, true},
		{"so is NaN", "NaN", nil, 0, true},
		{"more than a float64", "1e999", nil, 0, true},
		{"a point alone", ".", nil, 0, true},
		{"a point at the end", "5.", nil, 0, true},
		{"two points", "1.2.3", nil, 0, true},
		{"hexadecimal", "0x1p4", nil, 0, true},
	} {
		x, err := one(t, c.text, c.set).Number("x")
		if c.refused {
			assert.ErrorContains(t, err, "is not a number with decimal", c.reason)
			assert.True(t, math.IsNaN(x), c.reason)
			continue
		}
		require.NoError(t, err, c.reason)
		if math.IsNaN(c.want) {
			assert.True(t, math.IsNaN(x), c.reason)
		} else {
			assert.InDelta(t, c.want, x, 1e-12*math.Abs(c.want), c.reason)
		}
	}
}

func TestChoices(t *testing.T) {
	for _, c := range []struct {
		reason, file string
		set          func(r *read.Reader)
		columns      []string
		want         [][]string
	}{
		{"Qualtrics: 2,5 are two codes", "made_qualtrics.csv", func(r *read.Reader) { r.NA = []string{"-99"} }, []string{"QID3"},
			[][]string{{"2", "5"}, {"2"}, nil, nil, {"5"}}},
		{"Qualtrics: a column for each option, 0 is not chosen, none of these is none", "made_qualtrics.csv", func(r *read.Reader) { r.NA = []string{"-99"} },
			[]string{"QID2_1", "QID2_2", "QID2_-99"},
			[][]string{{"Which did you use? - Phone", "Which did you use? - Chat"}, nil, nil, {"Which did you use? - Chat"}, {"Which did you use? - Phone"}}},
		{"SurveyMonkey: the option's text in its column", "made_surveymonkey_expanded.csv", nil, []string{"Phone", "Chat", "Other (please specify)"},
			[][]string{{"Phone", "Chat"}, {"Other (please specify)"}, {"Chat"}}},
		{"Typeform", "made_typeform.csv", nil, []string{"Which did you use?"}, [][]string{{"Phone", "Chat"}, {"Phone"}, nil}},
		{"Google Forms, where the separator is declared", "made_googleforms.csv",
			func(r *read.Reader) { r.Items = map[string]read.Item{"Which did you use?": {Separator: ";"}} },
			[]string{"Which did you use?"}, [][]string{{"Phone", "Chat"}, nil, {"Chat"}, {"Phone"}}},
		{"Microsoft Forms ends with one", "made_microsoftforms.csv", nil, []string{"What — if anything — did you use?"},
			[][]string{{"Phone", "Chat"}, {"Phone"}, nil}},
		{"LimeSurvey: Y and N", "made_limesurvey.csv", nil, []string{"tools[phone]", "tools[chat]"},
			[][]string{{"phone"}, nil, {"phone", "chat"}}},
		{"Touchpoints: 1, 0 and not asked", "made_touchpoints.csv", nil, []string{"positive_ease", "negative_ease"},
			[][]string{{"positive_ease"}, {"negative_ease"}, nil, nil}},
	} {
		r := open(t, c.file)
		if c.set != nil {
			c.set(r)
		}
		for i, row := range rows(t, r) {
			got, err := row.Choices(c.columns...)
			require.NoError(t, err, c.reason)
			assert.Equal(t, c.want[i], got, "%s: row %d", c.reason, i)
		}
	}

	row := rows(t, open(t, "made_googleforms.csv"))[0]
	_, err := row.Choices("Which did you use?")
	assert.EqualError(t, err, `read: row 2 (line 2), column "Which did you use?": "Phone;Chat" is not to be split without a declared Separator`)
	row = rows(t, read.NewReader(strings.NewReader("Q\nText\n\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n\"Yes, always\"\n")))[0]
	_, err = row.Choices("Q")
	assert.Error(t, err, "a comma may be part of a label")
}

// A column whose name ends in a code for N/A says so of its question.
func TestSuffixNA(t *testing.T) {
	r := open(t, "made_qualtrics.csv")
	r.NA = []string{"-99"}
	form, err := r.Form()
	require.NoError(t, err)
	na, err := form.Column("Q2_-99")
	require.NoError(t, err)
	assert.True(t, na.NA)
	assert.Equal(t, "QID2_-99", na.ID)
	all := rows(t, r)
	for i, want := range []read.Kind{read.Answered, read.NotApplicable, read.Blank, read.Answered, read.Answered} {
		kind, err := all[i].Kind("Q2_1")
		require.NoError(t, err)
		assert.Equal(t, want, kind, i)
	}
	r = open(t, "made_qualtrics.csv") // not declared
	kind, err := rows(t, r)[1].Kind("Q2_1")
	require.NoError(t, err)
	assert.Equal(t, read.Blank, kind)

	r = read.NewReader(strings.NewReader("Q11#1_1,Q11#1_1_-99\n,1\n3,\n0,0\n,0\n"))
	r.NA = []string{"-99"}
	var got []string
	for _, row := range rows(t, r) {
		a, err := row.Rating("Q11#1_1")
		require.NoError(t, err)
		got = append(got, a.String())
	}
	assert.Equal(t, []string{"not applicable", "3", "0", "blank"}, got)
}

// TestReportJSON has reasons in words, as names of members too.
func TestReportJSON(t *testing.T) {
	r := read.NewReader(strings.NewReader("a,b\n1,2\n1\n1,\"2\"x\n1,\x93\n"))
	for range r.Rows() {
		continue
	}
	text, err := json.Marshal(r.Report())
	require.NoError(t, err)
	assert.JSONEq(t, `{"rows":2,"refused":{"wrong number of cells":1,"stray quote":1},"first":[
		{"row":3,"line":3,"last":3,"cell":2,"reason":"wrong number of cells","detail":"1, not 2"},
		{"row":4,"line":4,"last":4,"cell":2,"reason":"stray quote","detail":"text after a closing quote"}],
		"encoding":{"windows1252":1,"row":5,"cell":2},"done":true}`, string(text))
	var back read.Report
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, r.Report(), back)
	assert.ErrorContains(t, json.Unmarshal([]byte(`{"refused":{"bad":1}}`), &back), `read: "bad" is no reason to refuse a row`)
	for shape := read.Detect; shape <= read.Touchpoints; shape++ {
		var again read.Shape
		text, err := shape.MarshalText()
		require.NoError(t, err)
		require.NoError(t, again.UnmarshalText(text))
		assert.Equal(t, shape, again)
	}
	var shape read.Shape
	assert.EqualError(t, shape.UnmarshalText([]byte("Excel")), `read: "Excel" is no shape`)
}

func TestCells(t *testing.T) {
	const file = "who,recommend\na,10\nb,\nc,11\nd,ten\ne,0\nf,n/a\ng,12\nh,13\ni,14\nj,15\nk,16\n"
	r := read.NewReader(strings.NewReader(file))
	r.NA = []string{"n/a"}
	var scores nps.Tally
	cells, err := r.Fold(map[string]func(int) error{"recommend": scores.Add})
	require.NoError(t, err)
	c := cells["recommend"]
	assert.Equal(t, "2 rated, 1 blank, 1 not applicable, 7 refused", c.String())
	assert.Equal(t, 11, c.N())
	assert.Equal(t, nps.Tally{Detractors: 1, Promoters: 1}, scores, "a blank is no detractor")
	require.Len(t, c.First, 5, "the first few are kept, all are counted")
	assert.EqualError(t, c.First[0], `read: row 4 (line 4), column "recommend": "11": nps: rating 11 is not from 0 to 10`)
	assert.EqualError(t, c.First[1], `read: row 5 (line 5), column "recommend": "ten" is not a whole number: if it is a label, set Reader.Codes`)
	off, ok := errors.AsType[*survey.RangeError](c.First[0])
	require.True(t, ok)
	assert.Equal(t, 11, off.Rating)

	text, err := json.Marshal(c)
	require.NoError(t, err)
	assert.Contains(t, string(text), `{"rated":2,"blank":1,"notApplicable":1,"refused":7,"first":[{"row":4,"line":4,"column":"recommend","text":"11","want":"on the scale"},`)
	var back read.Cells
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, c.N(), back.N())
	assert.Len(t, back.First, 5)

	_, err = read.NewReader(strings.NewReader(file)).Fold(map[string]func(int) error{"recomend": scores.Add})
	assert.EqualError(t, err, `read: no column "recomend" among ["who" "recommend"]`)
	var none read.Cells
	assert.Error(t, none.Add(read.Row{}, "recommend", scores.Add))
	assert.Equal(t, read.Cells{}, none, "no such column counts nothing")
}

func TestNames(t *testing.T) {
	r := read.NewReader(strings.NewReader("a,b,a,a#2,,\n1,2,3,4,5,6\n"))
	form, err := r.Form()
	require.NoError(t, err)
	var ids []string
	for _, c := range form.Columns {
		ids = append(ids, c.ID)
	}
	assert.Equal(t, []string{"a", "b", "a#2", "a#2#2", "column 5", "column 6"}, ids)
	row := rows(t, r)[0]
	text, ok := row.Text("a#2")
	assert.True(t, ok)
	assert.Equal(t, "3", text, "an id comes before a header")
	_, ok = row.Text("c")
	assert.False(t, ok)
	_, err = row.Rating("c")
	assert.EqualError(t, err, `read: no column "c" among ["a" "b" "a#2" "a#2#2" "column 5" "column 6"]`)
	_, err = row.Time("c")
	assert.Error(t, err)
	_, err = row.Number("c")
	assert.Error(t, err)
	_, err = row.Choices("c")
	assert.Error(t, err)
	_, err = row.Kind("c")
	assert.Error(t, err)

	r = open(t, "starwars_surveymonkey.csv")
	form, err = r.Form()
	require.NoError(t, err)
	_, err = form.Column("Star Wars: Episode VI Return of the Jedi")
	assert.EqualError(t, err, `read: column "Star Wars: Episode VI Return of the Jedi" comes more than once: ask by id`)

	r = read.NewReader(strings.NewReader("Respondent ID,How was it?,Why?,Rate these,\n,Response,Open-Ended Response,Speed,Price\n1,5,Fast,4,3\n"))
	form, err = r.Form()
	require.NoError(t, err)
	ids = nil
	for _, c := range form.Columns {
		ids = append(ids, c.ID)
	}
	assert.Equal(t, []string{"Respondent ID", "How was it?", "Why?", "Rate these [Speed]", "Rate these [Price]"}, ids)

	for reason, c := range map[string]struct {
		items map[string]read.Item
		want  string
	}{
		"a typing error would go unnoticed": {map[string]read.Item{"A": {ID: "x"}}, `read: item: no column "A" among ["a" "b"]`},
		"an id that is taken":               {map[string]read.Item{"a": {ID: "b"}}, `another column has the id "b"`},
		"two ids alike":                     {map[string]read.Item{"a": {ID: "x"}, "b": {ID: "x"}}, `another column has the id "x"`},
		"one column twice":                  {map[string]read.Item{"a": {ID: "x"}, "A": {ID: "y"}}, `item: no column "A"`},
	} {
		r := read.NewReader(strings.NewReader("a,b\n1,2\n"))
		r.Items = c.items
		_, err := r.Form()
		assert.ErrorContains(t, err, c.want, reason)
	}
	r = read.NewReader(strings.NewReader("<b>How?</b>,b\n1,2\n"))
	r.Items = map[string]read.Item{"How?": {ID: "x"}, "<b>How?</b>": {ID: "y"}}
	_, err = r.Form()
	assert.ErrorContains(t, err, "are the same column")
	r = read.NewReader(strings.NewReader("a,b\n1,2\n"))
	r.Items = map[string]read.Item{"a": {ID: "b"}, "b": {ID: "a"}}
	a, _ := rows(t, r)[0].Text("a")
	assert.Equal(t, "2", a, "names may change places")
}
