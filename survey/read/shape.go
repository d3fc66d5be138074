package read

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Shape is the form of an export: who wrote it, and how its header is laid out.
type Shape uint8

// The shapes. The zero Shape, Detect, asks the [Reader] to find out; it finds CSV where no signature fits.
const (
	Detect                Shape = iota
	CSV                         // one row of headers
	Qualtrics                   // names, question texts, and a row of ImportId as JSON, which gives ids and zone
	Qualtrics2016               // the same with single quotes: {'ImportId': 'QID4-1-1'}
	QualtricsLegacy             // V1 to V10 and names; question texts. No ids
	SurveyMonkeyCondensed       // questions; "Response" or the rows and options of each. One column for a choice of one
	SurveyMonkeyExpanded        // the same with one column for each option, also of a choice of one
	Typeform                    // # first; response type, times in UTC, network id and tags last
	TypeformOld                 // # first; times in UTC and network id last; one column for each option
	GoogleForms                 // Timestamp, or 타임스탬프, first; grids as "Question [Row]"
	MicrosoftForms              // ID, Start time, Completion time; "Blue;Green;" for several choices. Its workbook saved as CSV
	LimeSurvey                  // id, submitdate, lastpage, startlanguage; sub-questions as code[sub]
	Zendesk                     // satisfaction ratings with score, ticket and assignee
	Touchpoints                 // the federal A-11 form: external_id, question_1, positive and negative drivers, question_4
)

var shapeNames = [...]string{
	"not known yet", "CSV", "Qualtrics", "Qualtrics 2016", "Qualtrics legacy", "SurveyMonkey condensed", "SurveyMonkey expanded",
	"Typeform", "Typeform old", "Google Forms", "Microsoft Forms", "LimeSurvey", "Zendesk", "Touchpoints",
}

// String returns the name of the shape: SurveyMonkey condensed.
func (s Shape) String() string {
	if int(s) < len(shapeNames) {
		return shapeNames[s]
	}
	return "Shape(" + strconv.Itoa(int(s)) + ")"
}

// MarshalText returns the name of the shape, for JSON.
func (s Shape) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name of a shape.
func (s *Shape) UnmarshalText(text []byte) error {
	i := slices.Index(shapeNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("read: %q is no shape", brief(string(text)))
	}
	*s = Shape(i)
	return nil
}

// headers returns how many header rows a file of this shape has that begins with these rows, at least one and
// at most three of them; 0 if they are not of this shape.
func (s Shape) headers(rows [][]string) int {
	first := words(rows[0])
	has := func(names ...string) bool {
		for _, name := range names {
			if !slices.Contains(first, name) {
				return false
			}
		}
		return true
	}
	yes := func(ok bool) int {
		if ok {
			return 1
		}
		return 0
	}
	switch s {
	case CSV:
		return 1
	case Qualtrics, Qualtrics2016:
		for i := 1; i < len(rows); i++ {
			if ids, single := importIDs(rows[i]); ids != nil && single == (s == Qualtrics2016) {
				return i + 1
			}
		}
	case QualtricsLegacy:
		if len(rows) > 1 && (first[0] == "v1" || first[0] == "responseid") && words(rows[1])[0] == "responseid" {
			return 2
		}
	case SurveyMonkeyCondensed, SurveyMonkeyExpanded:
		if squeezed := strings.NewReplacer(" ", "", "_", "").Replace(first[0]); squeezed != "respondentid" {
			return 0
		}
		if len(rows) < 2 || strings.TrimSpace(rows[1][0]) != "" {
			return yes(s == SurveyMonkeyCondensed) // the second row was removed
		}
		if expanded(rows[0], rows[1]) == (s == SurveyMonkeyExpanded) {
			return 2
		}
	case Typeform:
		return yes(has("response type", "submit date (utc)", "network id"))
	case TypeformOld:
		return yes(has("submit date (utc)", "network id") && !has("response type"))
	case GoogleForms:
		return yes(first[0] == "timestamp" || first[0] == "타임스탬프")
	case MicrosoftForms:
		return yes(first[0] == "id" && has("start time", "completion time"))
	case LimeSurvey:
		return yes(has("submitdate", "lastpage", "startlanguage"))
	case Zendesk:
		return yes(has("score", "assignee_id") && (has("ticket_id") || has("group_id")))
	case Touchpoints:
		return yes(has("external_id", "question_1", "positive_effectiveness", "negative_effectiveness"))
	}
	return 0
}

// detect returns the shape of a file that begins with these rows, and its number of header rows; of a
// declared shape only the number. It is an error if a declared shape has a signature that is not there.
func detect(declared Shape, rows [][]string) (Shape, int, error) {
	if declared != Detect {
		n := declared.headers(rows)
		switch declared {
		case GoogleForms, MicrosoftForms: // their headers speak many languages
			n = 1
		}
		if n == 0 {
			return 0, 0, fmt.Errorf("the header is not that of the declared shape, %v", declared)
		}
		return declared, n, nil
	}
	for s := Qualtrics; s <= Touchpoints; s++ {
		if n := s.headers(rows); n > 0 {
			return s, n, nil
		}
	}
	return CSV, 1, nil
}

// words returns headers for comparison: trimmed, in lower case.
func words(row []string) []string {
	w := make([]string, len(row))
	for i, cell := range row {
		w[i] = strings.ToLower(strings.TrimSpace(cell))
	}
	return w
}

// expanded reports whether no single-choice question has a column of its own: nothing is headed Response, and
// some question runs over several columns.
func expanded(questions, options []string) bool {
	several := false
	for i, option := range options {
		if strings.EqualFold(strings.TrimSpace(option), "Response") {
			return false
		}
		if i < len(questions) && i > 0 && strings.TrimSpace(questions[i]) == "" && strings.TrimSpace(option) != "" {
			several = true
		}
	}
	return several
}

// importID is one cell of the third header row of Qualtrics.
type importID struct {
	ImportID string `json:"ImportId"`
	ChoiceID any    `json:"choiceId"`
	Zone     string `json:"timeZone"`
}

// importIDs returns the ids of a row that has one in each cell that is not blank, and in one at least; else
// nil. single says that they are written with single quotes.
func importIDs(row []string) (ids []importID, single bool) {
	found := 0
	for _, cell := range row {
		var id importID
		if cell = strings.TrimSpace(cell); cell != "" {
			if !strings.HasPrefix(cell, "{") {
				return nil, false
			}
			if strings.HasPrefix(cell, "{'") && !strings.Contains(cell, `"`) {
				single = true
				cell = strings.ReplaceAll(cell, "'", `"`)
			}
			if json.Unmarshal([]byte(cell), &id) != nil || id.ImportID == "" {
				return nil, false
			}
			found++
		}
		ids = append(ids, id)
	}
	if found == 0 {
		return nil, false
	}
	return ids, single
}

// id returns the id of a column: that of the question, and of the choice or field if it is only one of them.
func (id importID) id() string {
	if id.ChoiceID == nil {
		return id.ImportID
	}
	return id.ImportID + "_" + fmt.Sprint(id.ChoiceID)
}
