// Survey scores a questionnaire from the file that a survey tool exported: an instrument says in JSON what was asked and how it
// is scored, the reader brings the rows, and each respondent is scored with what is missing named.
//
//	go run ./examples/survey
//	go run ./examples/survey -language ko
//
// The file is SurveyMonkey's export of FiveThirtyEight's Star Wars survey (CC BY 4.0), as it was published: two rows of headers,
// not UTF-8, labels and not codes in its cells.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"text/tabwriter"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/survey/instrument"
	"github.com/servicekpi/servicekpi/survey/read"
)

const level = 0.95

//go:embed characters.json
var definition []byte

func main() {
	language := flag.String("language", "en", "`language` of the titles: en or ko")
	flag.Parse()
	if err := run(os.Stdout, *language); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, language string) error {
	in, err := instrument.Parse(definition)
	if err != nil {
		return err
	}
	if in.Text("net", language) == "" {
		return fmt.Errorf("%v is not in %q", in, language)
	}
	f, err := data.Files().Open("starwars_surveymonkey.csv.gz")
	if err != nil {
		return err
	}
	defer f.Close()
	r := read.NewReader(f)
	tally, err := tallied(in, r)
	if err != nil {
		return err
	}
	print(w, in, tally, r.Report(), language)
	return nil
}

// tallied scores every row of an export.
func tallied(in *instrument.Instrument, r *read.Reader) (instrument.Tally, error) {
	// The file calls an item by its text; the labels in its cells have codes in the instrument.
	items := in.Definition().Items
	r.Items = map[string]read.Item{}
	for _, item := range items {
		r.Items[item.Text["en"]] = read.Item{ID: item.ID}
	}
	r.Codes = func(item, label string) (int, bool) {
		code, err := in.Code(item, "en", label)
		return code, err == nil
	}
	var tally instrument.Tally
	for row, err := range r.Rows() {
		if err != nil {
			return tally, err
		}
		response := instrument.Response{}
		for _, item := range items {
			answer, err := row.Rating(item.ID)
			if err != nil {
				return tally, err
			}
			if code, ok := answer.Code(); ok {
				response[item.ID] = code
			}
		}
		if err := tally.Add(in, response); err != nil {
			return tally, fmt.Errorf("row %d: %w", row.Row, err)
		}
	}
	return tally, nil
}

// print writes the items by net favour, the best first, and the index of all.
func print(w io.Writer, in *instrument.Instrument, t instrument.Tally, report read.Report, language string) {
	fmt.Fprintf(w, "%v: %v\n\n", in, report)
	unknown := map[string]int{}
	for _, item := range t.Items {
		unknown[item.ID] = item.NotApplicable
	}
	share := map[string]instrument.Part{}
	for _, part := range t.Profile(in, "favourable", level) {
		share[part.ID] = part
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s\t%s\t%s\tN/A\n", in.Definition().Title[language], in.Text("net", language), in.Text("favourable", language))
	for _, part := range instrument.Highest(t.Profile(in, "net", level)) {
		e := part.Estimate.Unit.Format
		fmt.Fprintf(table, "%s\t%s [%s, %s]\t%v\t%d\n", in.Text(part.ID, language), e(part.Estimate.Value), e(part.Estimate.Lo), e(part.Estimate.Hi),
			share[part.ID].Estimate, unknown[part.ID])
	}
	table.Flush()

	fmt.Fprintf(w, "\n%s: %v, alpha %v\n", in.Text("favour", language), t.Score(in, "favour", level), t.Alpha(in, "favour", level))
	for _, index := range t.Indices {
		if index.ID == "favour" {
			fmt.Fprintf(w, "%d of %d respondents rated fewer than half of the items and have no index.\n", index.TooFew, t.N())
		}
	}
}
