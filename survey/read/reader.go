package read

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Reader reads one export. The zero value of each field means the usual; set them before the first call.
type Reader struct {
	Shape Shape // the shape of the file; Detect, the zero Shape, finds out
	Comma byte  // what separates the cells; 0: the comma, semicolon or tab by which the header fits the rows

	// Codes returns the rating that a label stands for, as a questionnaire defines it: Codes("Q1", "Very
	// satisfied") is 5. item is the id of the column. nil, or false: a whole number stands for itself, and
	// anything else is refused.
	Codes func(item, label string) (code int, ok bool)

	Blank []string        // texts that say in any column that nothing was answered: "No answer". An empty cell always does
	NA    []string        // texts that say in any column that the question did not apply: "-99", also at the end of a column's name
	Items map[string]Item // what is declared of single columns, by id, header, question or option

	// Keep says whether a row counts. One that it returns false for is left out of Rows and Fold, and counted in
	// the Report. nil: all rows count, previews, tests and unfinished responses too.
	Keep func(Row) bool

	Zone    *time.Location // zone of times that come without one; nil: they are refused
	Layout  string         // layout of all times, as in package time: "1/2/06 15:04"; "": year first, or such that day and month cannot be mixed up
	Decimal byte           // ',' if numbers are written 2,5; 0 or '.': 2.5

	Member string // name of the file in a zip archive; "": the only one that ends in .csv, .tsv or .txt

	MaxRecord   int   // bytes of one row; 0: 1 MiB
	MaxColumns  int   // 0: 16,384, as many as a spreadsheet has
	MaxPacked   int64 // bytes of a zip file that comes as a stream and has to be held in memory; 0: 64 MiB
	MaxUnpacked int64 // bytes that may come out of a packed file; 0: 1 GiB

	src     io.Reader
	scan    *scanner
	form    *Form
	report  Report
	err     error // why there is nothing more, io.EOF at the end of the file
	record  int   // records read, empty lines too
	pending []pending
}

// Item declares what a file does not say of a column.
type Item struct {
	ID        string   // the id to ask by and to ask Codes with; "": as it is
	Blank, NA []string // texts that mean so in this column, besides those for all
	Separator string   // between the choices in one cell; "": that of the shape, if it has one
}

// pending is a row that was read while looking for the header.
type pending struct {
	cells []string
	row   int
	line  int
	err   *RowError
}

// Report is what became of the rows of a file.
type Report struct {
	Rows     int            `json:"rows"`              // rows read, without those left out
	LeftOut  int            `json:"leftOut,omitzero"`  // rows that were read and Keep left out
	Refused  map[Reason]int `json:"refused,omitempty"` // rows refused, by reason
	First    []*RowError    `json:"first,omitempty"`   // the first of them, at most five
	Empty    int            `json:"empty,omitzero"`    // lines with nothing on them, which are no rows
	Encoding Encoding       `json:"encoding"`
	Done     bool           `json:"done"` // the file was read to its end
}

const keep = 5 // refusals that are kept of each kind

// String returns the report in a line: 1186 rows, 3 left out, 2 refused (wrong number of cells 2), Windows-1252.
func (r Report) String() string {
	total, reasons := 0, ""
	for _, why := range slices.Sorted(maps.Keys(r.Refused)) {
		total += r.Refused[why]
		reasons += fmt.Sprintf(", %v %d", why, r.Refused[why])
	}
	refused := "none refused"
	if total > 0 {
		refused = fmt.Sprintf("%d refused (%s)", total, reasons[2:])
	}
	left := ""
	if r.LeftOut > 0 {
		left = fmt.Sprintf("%d left out, ", r.LeftOut)
	}
	s := fmt.Sprintf("%d rows, %s%s, %v", r.Rows, left, refused, r.Encoding)
	if !r.Done {
		s += ", not read to the end"
	}
	return s
}

// NewReader returns a Reader of the export that src holds, plain, gzipped or zipped. A zip is read in place
// if src is an [io.ReaderAt] and [io.Seeker], as an [os.File] is. Nothing is read before the first call.
func NewReader(src io.Reader) *Reader { return &Reader{src: src} }

// Report returns what became of the rows so far.
func (r *Reader) Report() Report {
	report := r.report
	report.Refused, report.First = maps.Clone(report.Refused), slices.Clone(report.First)
	return report
}

// Form reads the header and says what it found. It is an error if the file is no text, has no header, or does
// not have the declared shape or the columns that Items names.
func (r *Reader) Form() (Form, error) {
	if r.form == nil && r.err == nil {
		if err := r.start(); err != nil {
			r.err = fmt.Errorf("read: %w", err)
		}
	}
	if r.form == nil {
		return Form{}, r.err
	}
	f := *r.form
	f.Columns = slices.Clone(f.Columns)
	return f, nil
}

// Rows returns the rows that Keep does not leave out. A row that is refused comes as a [*RowError] and the loop
// goes on to the next; any other error ends it, and the rest of the file is not read. Refused rows are counted in
// the [Report]; of a file that was not read to its end it is not Done. A second loop goes on where the first one
// stopped.
func (r *Reader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if _, err := r.Form(); err != nil {
			yield(Row{}, err)
			return
		}
		for {
			row, err := r.next()
			if err == io.EOF || !yield(row, err) {
				return
			}
			if _, refused := errors.AsType[*RowError](err); err != nil && !refused {
				return
			}
		}
	}
}

// Fold reads all rows that Keep does not leave out, adds the ratings of each named column to what is given for it,
// such as the Add of a tally, and returns what became of the cells. An error of add refuses the cell. It is an
// error if the file has no such column, or could not be read to the end; how many rows were refused or left out is
// in the [Report].
func (r *Reader) Fold(columns map[string]func(rating int) error) (map[string]Cells, error) {
	form, err := r.Form()
	if err != nil {
		return nil, err
	}
	ids := slices.Sorted(maps.Keys(columns))
	cells := make([]Cells, len(ids))
	for _, id := range ids {
		if _, err := form.Column(id); err != nil {
			return nil, err
		}
	}
	var failed error
	for row, err := range r.Rows() {
		if err != nil {
			if _, refused := errors.AsType[*RowError](err); !refused {
				failed = err
			}
			continue
		}
		for i, id := range ids {
			_ = cells[i].Add(row, id, columns[id]) // counted
		}
	}
	of := make(map[string]Cells, len(ids))
	for i, id := range ids {
		of[id] = cells[i]
	}
	return of, failed
}

// start opens the file and reads its header.
func (r *Reader) start() error {
	for name, limit := range map[string]int64{
		"MaxRecord": int64(r.MaxRecord), "MaxColumns": int64(r.MaxColumns), "MaxPacked": r.MaxPacked, "MaxUnpacked": r.MaxUnpacked,
	} {
		if limit < 0 {
			panic(fmt.Sprintf("read: %s %d is negative", name, limit))
		}
	}
	if r.Decimal != 0 && r.Decimal != '.' && r.Decimal != ',' {
		panic(fmt.Sprintf("read: decimal sign %q is neither point nor comma", r.Decimal))
	}
	if strings.IndexByte("\"\r\n", r.Comma) >= 0 {
		panic(fmt.Sprintf("read: %q cannot separate cells", r.Comma))
	}
	if r.src == nil {
		panic("read: a Reader without a source: make it by NewReader")
	}
	text, mark, err := r.open()
	if err != nil {
		return err
	}
	maxRecord, maxColumns := r.MaxRecord, r.MaxColumns
	if maxRecord == 0 {
		maxRecord = 1 << 20
	}
	if maxColumns == 0 {
		maxColumns = 1 << 14
	}
	r.report.Encoding.Mark = mark
	r.scan = newScanner(text, maxRecord, maxColumns)
	if err := r.settle(r.scan); err != nil {
		return err
	}
	return r.header()
}

// header reads as many records as a header may have, and leaves those that are not of it for next.
func (r *Reader) header() error {
	const most = 3
	var rows [][]string
	for len(r.pending) < most {
		p, err := r.take()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if len(r.pending) == 0 && p.err != nil {
			return errors.New("the header cannot be read: " + p.err.text())
		}
		if len(r.pending) == 0 && r.scan.rec.carriage {
			return errors.New("the header has a carriage return outside quotes: lines end in CR here and in LF elsewhere; save it with one of them")
		}
		r.pending = append(r.pending, p)
		if p.err == nil && len(rows) == len(r.pending)-1 {
			rows = append(rows, p.cells)
		}
	}
	if len(rows) == 0 {
		return errors.New("the file is empty")
	}
	shape, n, err := detect(r.Shape, rows)
	if err != nil {
		return err
	}
	if len(rows[0]) == 1 {
		if err := oneCell(rows[0][0], r.scan.comma); err != nil {
			return err
		}
	}
	form, err := r.newForm(shape, rows[:n])
	if err != nil {
		return err
	}
	form.Comma = r.scan.comma
	r.form, r.pending = form, r.pending[n:]
	return nil
}

// take reads the next record that is not empty. Its error is io.EOF or one that ends the file.
func (r *Reader) take() (pending, error) {
	for {
		if err := r.scan.next(); err != nil {
			if err != io.EOF {
				err = fmt.Errorf("line %d: %w", r.scan.line, err)
			}
			return pending{}, err
		}
		r.record++
		rec := &r.scan.rec
		if rec.empty() {
			r.report.Empty++
			continue
		}
		p := pending{row: r.record, line: rec.line}
		if rec.fault != 0 {
			p.err = &RowError{Row: p.row, Line: rec.line, Last: rec.last, Cell: rec.faultCell, Reason: rec.fault, Detail: rec.faultDetail}
			return p, nil
		}
		p.cells = r.report.Encoding.cells(rec, p.row)
		return p, nil
	}
}

// next returns the next row of answers that Keep does not leave out.
func (r *Reader) next() (Row, error) {
	for {
		row, err := r.any()
		if err != nil {
			return Row{}, err
		}
		if r.Keep == nil || r.Keep(row) {
			r.report.Rows++
			return row, nil
		}
		r.report.LeftOut++
	}
}

// any returns the next row of answers.
func (r *Reader) any() (Row, error) {
	if r.err != nil {
		return Row{}, r.err
	}
	var p pending
	if len(r.pending) > 0 {
		p, r.pending = r.pending[0], r.pending[1:]
	} else {
		var err error
		if p, err = r.take(); err != nil {
			if r.report.Done = err == io.EOF; !r.report.Done {
				err = fmt.Errorf("read: %w", err)
			}
			r.err = err
			return Row{}, err
		}
	}
	if p.err == nil {
		p.err = fit(&p, len(r.form.Columns))
	}
	if p.err != nil {
		if r.report.Refused == nil {
			r.report.Refused = map[Reason]int{}
		}
		r.report.Refused[p.err.Reason]++
		if len(r.report.First) < keep {
			r.report.First = append(r.report.First, p.err)
		}
		return Row{}, p.err
	}
	return Row{Row: p.row, Line: p.line, Cells: p.cells, reader: r, form: r.form}, nil
}

// fit cuts blank cells beyond the last column, which some programs write, and refuses a row of another length.
func fit(p *pending, columns int) *RowError {
	for len(p.cells) > columns && strings.TrimSpace(p.cells[len(p.cells)-1]) == "" {
		p.cells = p.cells[:len(p.cells)-1]
	}
	n := len(p.cells)
	if n == columns {
		return nil
	}
	return &RowError{Row: p.row, Line: p.line, Last: p.line, Cell: min(n, columns) + 1, Reason: Ragged,
		Detail: strconv.Itoa(n) + ", not " + strconv.Itoa(columns)}
}
