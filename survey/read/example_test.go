package read_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/read"
)

// An airport's survey: the codebook says that 11 is blank, which no file could tell.
func Example() {
	f, err := os.Open("../../examples/data/sfo_survey_2017.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()

	r := read.NewReader(f)
	r.Items = map[string]read.Item{"NETPRO": {Blank: []string{"11", "Blank"}}}
	var recommend nps.Tally
	cells, err := r.Fold(map[string]func(rating int) error{"NETPRO": recommend.Add})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Report())
	fmt.Println(cells["NETPRO"])
	fmt.Println(recommend.Score(0.95))
	// Output:
	// 2831 rows, none refused, ASCII
	// 2746 rated, 85 blank, 0 not applicable, 0 refused
	// 39.8 [37.2, 42.4] n=2746
}

// A SurveyMonkey export of labels: what each stands for, and which of them is no answer.
func ExampleReader_Fold() {
	f, err := os.Open("testdata/starwars_surveymonkey.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()

	r := read.NewReader(f)
	r.NA = []string{"Unfamiliar (N/A)"}
	r.Codes = read.Labels{
		"Very unfavorably": 1, "Somewhat unfavorably": 2, "Neither favorably nor unfavorably (neutral)": 3,
		"Somewhat favorably": 4, "Very favorably": 5,
	}.Code
	scale := survey.Scale{Min: 1, Max: 5}
	var jarjar survey.Tally
	cells, err := r.Fold(map[string]func(rating int) error{
		"Jar Jar Binks": func(rating int) error { return jarjar.Add(scale, rating) },
	})
	fmt.Println(cells["Jar Jar Binks"], err)
	fmt.Println(jarjar.Net(2, 4, 0.95))
	// Output:
	// 712 rated, 365 blank, 109 not applicable, 0 refused <nil>
	// -9.0 [-15.3, -2.5] n=712
}

// A Qualtrics export with a preview and a response that was broken off, as all of them are in the file.
func ExampleReader_keep() {
	r := read.NewReader(strings.NewReader(`Status,Finished,ResponseId,Q1
Response Type,Finished,Response ID,"How likely are you to recommend us?"
"{""ImportId"":""status""}","{""ImportId"":""finished""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}"
IP Address,True,R_1a,9
Survey Preview,True,R_2b,0
IP Address,False,R_3c,
IP Address,True,R_4d,10
`))
	r.Keep = func(row read.Row) bool {
		status, _ := row.Text("Status")
		finished, _ := row.Text("Finished")
		return (status == "IP Address" || status == "0") && (finished == "True" || finished == "1")
	}
	var recommend nps.Tally
	cells, err := r.Fold(map[string]func(rating int) error{"QID1": recommend.Add})
	fmt.Println(cells["QID1"], err)
	fmt.Println(r.Report())
	fmt.Println(recommend)
	// Output:
	// 2 rated, 0 blank, 0 not applicable, 0 refused <nil>
	// 2 rows, 2 left out, none refused, ASCII
	// {0 0 2}
}

// Rows of a Qualtrics export by the ids that survive a change of names and texts. One row is cut off.
func ExampleReader_Rows() {
	r := read.NewReader(strings.NewReader(`StartDate,ResponseId,Q1
Start Date,Response ID,"How likely are you
to recommend us?"
"{""ImportId"":""startDate"",""timeZone"":""America/New_York""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}"
2026-03-07 23:10:00,R_1a,9
2026-03-08 02:30:00,R_2b,
2026-03-08 10:00:00
2026-03-09 08:00:00,R_4d,"2,5"
`))
	for row, err := range r.Rows() {
		if _, refused := errors.AsType[*read.RowError](err); refused {
			fmt.Println(err)
			continue
		} else if err != nil {
			fmt.Println("not read to the end:", err)
			break
		}
		id, _ := row.Text("_recordId")
		answer, err := row.Rating("QID1")
		if err != nil {
			fmt.Println(err)
			continue
		}
		started, err := row.Time("startDate")
		if err != nil {
			fmt.Println(err)
		}
		fmt.Println(id, answer, started.Format(time.RFC3339))
	}
	fmt.Println(r.Report())
	// Output:
	// R_1a 9 2026-03-07T23:10:00-05:00
	// read: row 5 (line 6), column "startDate": "2026-03-08 02:30:00" is not a time in America/New_York, where clocks skipped it
	// R_2b blank 0001-01-01T00:00:00Z
	// read: row 6 (line 7), cell 2: wrong number of cells: 1, not 3
	// read: row 7 (line 8), column "QID1": "2,5" is not a whole number
	// 3 rows, 1 refused (wrong number of cells 1), ASCII
}

// What a LimeSurvey file says of itself: separator, shape, and a sub-question in brackets.
func ExampleReader_Form() {
	r := read.NewReader(strings.NewReader("\xEF\xBB\xBF\"id\";\"submitdate\";\"lastpage\";\"startlanguage\";\"q1[speed]\"\r\n" +
		"\"1\";\"2026-02-03 10:11:12\";\"3\";\"de\";\"A5\"\r\n\r\n"))
	form, err := r.Form()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v, split at %q, submitted: %s\n", form.Shape, form.Comma, form.Submitted)
	c, err := form.Column("q1[speed]")
	fmt.Printf("%s: row %s of question %s, %v\n", c.ID, c.Option, c.Question, err)
	// Output:
	// LimeSurvey, split at ';', submitted: submitdate
	// q1[speed]: row speed of question q1, <nil>
}

func ExampleForm_Column() {
	r := read.NewReader(strings.NewReader("#,Which did you use?,Other,Other,Response Type,Submit Date (UTC),Network ID\n"))
	form, err := r.Form()
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := form.Column("Submit Date (UTC)")
	fmt.Println(c.ID, "in", c.Zone, err)
	c, err = form.Column("Other#2")
	fmt.Println(c.ID, "under", c.Header, err)
	// Output:
	// Submit Date (UTC) in UTC <nil>
	// Other#2 under Other <nil>
}

func ExampleForm_Question() {
	r := read.NewReader(strings.NewReader(`Respondent ID,Which did you use?,,Age
,Phone,Chat,Response
11001,Phone,Chat,30
11002,,Chat,41
`))
	form, err := r.Form()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(form.Shape)
	for row, err := range r.Rows() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		used, err := row.Choices(form.Question("Which did you use?")...)
		fmt.Println(used, err)
	}
	// Output:
	// SurveyMonkey condensed
	// [Phone Chat] <nil>
	// [Chat] <nil>
}

// Microsoft Forms ends each choice with a semicolon.
func ExampleRow_Choices() {
	r := read.NewReader(strings.NewReader("ID,Start time,Completion time,Which did you use?\n1,7/2/20 11:00:22,7/2/20 11:04:00,Phone;Chat;\n"))
	for row, err := range r.Rows() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		used, err := row.Choices("Which did you use?")
		fmt.Printf("%q %v\n", used, err)
	}
	// Output:
	// ["Phone" "Chat"] <nil>
}

// Google Forms writes the zone into each time; a spreadsheet does not, and may mean March or April.
func ExampleRow_Time() {
	for _, cell := range []string{"2026/03/04 10:10:09 AM GMT+1", "3/4/2026 10:10:09"} {
		r := read.NewReader(strings.NewReader("Timestamp,Score\n" + cell + ",9\n"))
		r.Zone = time.UTC
		for row, err := range r.Rows() {
			if err != nil {
				fmt.Println(err)
				continue
			}
			t, err := row.Time("Timestamp")
			fmt.Println(t.UTC().Format(time.DateTime), err)
		}
	}
	// Output:
	// 2026-03-04 09:10:09 <nil>
	// 0001-01-01 00:00:00 read: row 2 (line 2), column "Timestamp": "3/4/2026 10:10:09" is not a time that can be told: 3/4 may be day or month first, declare the Layout
}

// Hours with a decimal comma, from a German spreadsheet.
func ExampleRow_Number() {
	r := read.NewReader(strings.NewReader("Kunde;Stunden\nA;2,5\nB;\nC;1.250,75\n"))
	r.Decimal = ','
	for row, err := range r.Rows() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(row.Number("Stunden"))
	}
	// Output:
	// 2.5 <nil>
	// NaN <nil>
	// NaN read: row 4 (line 4), column "Stunden": "1.250,75" is not a number with decimal comma
}

// A blank is not a 0, and 0 is an answer.
func ExampleRow_Rating() {
	r := read.NewReader(strings.NewReader("name,score\nx,0\ny,\nz,-99\n"))
	r.NA = []string{"-99"}
	for row, err := range r.Rows() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		answer, err := row.Rating("score")
		rating, ok := answer.Code()
		fmt.Println(answer, rating, ok, err)
	}
	// Output:
	// 0 0 true <nil>
	// blank 0 false <nil>
	// not applicable 0 false <nil>
}

// Zendesk's ratings are thumbs; offered is a question that nobody answered.
func ExampleCells_Add() {
	r := read.NewReader(strings.NewReader("id,score,assignee_id,ticket_id\n1,good,21,51\n2,offered,21,52\n3,bad_with_comment,22,53\n4,great,22,54\n"))
	byAgent := map[string]csat.Tally{}
	var cells read.Cells
	for row, err := range r.Rows() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		agent, _ := row.Text("assignee_id")
		t := byAgent[agent]
		if err := cells.Add(row, "score", func(rating int) error { return t.Add(csat.Thumbs(), rating) }); err != nil {
			fmt.Println(err)
		}
		byAgent[agent] = t
	}
	fmt.Println(cells)
	fmt.Println(byAgent["21"].Satisfied, "of", byAgent["21"].N())
	// Output:
	// read: row 5 (line 5), column "score": "great" is not a whole number: if it is a label, set Reader.Codes
	// 2 rated, 1 blank, 0 not applicable, 1 refused
	// 1 of 1
}
