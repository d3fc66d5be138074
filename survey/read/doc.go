// Package read reads the answers out of survey exports, row by row, and says what it could not read.
//
// It knows the shapes of files that Qualtrics, SurveyMonkey, Typeform, Google Forms, Microsoft Forms,
// LimeSurvey, Zendesk and the federal A-11 form (Touchpoints) write, by their signatures, and any other CSV
// with a row of headers:
//
//	r := read.NewReader(file)
//	r.Items = map[string]read.Item{"NETPRO": {Blank: []string{"11"}}} // what the file cannot say
//	var recommend nps.Tally
//	cells, err := r.Fold(map[string]func(rating int) error{"NETPRO": recommend.Add})
//	fmt.Println(r.Report())        // 2831 rows, none refused, ASCII
//	fmt.Println(cells["NETPRO"])   // 2746 rated, 85 blank, 0 not applicable, 0 refused
//
// [Reader.Rows] is the loop for everything else: a [Row] has its raw text, its ratings, numbers, times and
// choices. [Reader.Form] says which shape was found, and has the columns with their questions, options and
// ids.
//
// # What is never guessed
//
// A column has no type that first rows could suggest: each cell is read as what it is asked for, or refused
// with its row, line, column and what was expected. A blank is blank, and never 0. Codes such as -99 or 11
// for "no answer" are declared. A comma in a number is refused unless it is declared to be the decimal comma,
// and "2,5" is never 25. A time has the zone its file, its column or its cell names, or the declared one, or
// it is refused; so is 3/4/2026, which is in March or in April, until its layout is declared.
//
// What is lost is counted: rows refused by reason, and rows left out, in the [Report], cells in [Cells], with the
// first few refusals of each.
//
// # Rows that are no responses
//
// A file has more rows than answers that should count, and which ones do is nothing that a reader could decide:
// without Reader.Keep previews, tests and broken off responses are rows as any other. Vendors mark them so:
//
//	Qualtrics   Status         0 or IP Address: a response; 1 or Survey Preview, 2 or Survey Test, 8 or Spam
//	                           are none. Imported responses and those of employees (32 or EX) have their own
//	            Finished       1 or True: submitted, or screened out with a Progress of 100; 0 or False: broken off
//	Typeform    Response Type  completed, or something else; exports of the older shape have no such column
//	LimeSurvey  submitdate     empty: not submitted
//	Zendesk     score          offered, unoffered: no answer. They are blank without being declared
//
// No column of the others says it as far as is known. Whether numbers or words stand there is chosen when exporting.
// Say in Keep what a response looks like and not what it does not: a misspelt column, or a status that nobody thought
// of, then shows as rows left out in the Report, and not as answers.
//
//	r.Keep = func(row read.Row) bool {
//		status, _ := row.Text("Status")
//		return status == "IP Address" || status == "0"
//	}
//
// # Files
//
// Text is UTF-8, with or without a byte order mark, or UTF-16 with one; a cell that is not UTF-8 is read as
// Windows-1252 and reported ([Encoding]). Separators are comma, semicolon and tab. Gzip and zip are unpacked,
// within limits. A workbook (xlsx) is refused: save it as CSV. Memory does not grow with the
// file; only a zip that comes as a stream is held, up to MaxPacked.
package read
