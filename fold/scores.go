package fold

import (
	"fmt"
	"io"
	"slices"

	"github.com/servicekpi/servicekpi/fold/internal/cells"
	"github.com/servicekpi/servicekpi/survey"
)

// Scores folds a file of answers on scale s, one a row, into tallies by segment and period. add is a tally's AddN, such
// as (*nps.Tally).AddN, or for a tally with a rule
//
//	func(t *csat.Tally, score, n int) error { return t.AddN(rule, score, n) }
//
// It is called once for each segment, period and score, when the whole file has been counted, and it has to take every
// score of the scale: if it refuses one, that is an error. [NPS], [CSAT], [CES] and [Ratings] are Scores with their own
// AddN.
//
// Every row is in the report: folded, blank, or bad with a reason. A score is a whole number written in digits, such as
// 9, or 9.0. A row with all its fields but no score is blank, whatever the other fields have. An error ends the
// reading, and then there is no table: the file cannot be read, a column is not there, a record is too long.
func Scores[T interface{ Plus(T) T }](
	r io.Reader, f File, s survey.Scale, add func(t *T, score, n int) error,
) (Table[T], Report, error) {
	counted, report, err := count(r, f, s)
	if err != nil {
		return nil, report, err
	}
	table := make(Table[T], len(counted))
	for k, c := range counted {
		var tally T
		for score, n := range c {
			if n == 0 {
				continue
			}
			if err := add(&tally, score, n); err != nil {
				return nil, report, fmt.Errorf("fold: %d rows of score %d: %w", n, score, err)
			}
		}
		table[k] = tally
	}
	return table, report, nil
}

// count counts the scores of a file.
func count(r io.Reader, f File, s survey.Scale) (map[Key]cells.Scores, Report, error) {
	if err := s.Check(s.Min); err != nil {
		return nil, Report{}, fmt.Errorf("fold: %w", err)
	}
	var all []*scoring
	report, err := f.read(r, true, nil, func(l layout) (worker, error) {
		w, err := f.scoring(l, s)
		all = append(all, w)
		return w, err
	})
	if err != nil {
		return nil, report, err
	}
	counted := map[Key]cells.Scores{}
	for _, w := range all {
		for c := range w.counts.All() {
			k := w.key(c.Segment, c.Period)
			sum := counted[k]
			for score, n := range c.Scores {
				sum[score] += n
			}
			counted[k] = sum
		}
	}
	return counted, report, nil
}

// scoring counts the scores of pieces.
type scoring struct {
	rows
	scale  survey.Scale
	blank  []string
	want   string
	counts cells.Counts

	roles  []role   // of the columns; nil: no row can be read fast
	comma  uint64   // eight of them
	usable [12]bool // scores that count: on the scale, and no code for a blank; and none
	whole  int32    // the segment of all rows, if no column makes any
}

func (f *File) scoring(l layout, s survey.Scale) (*scoring, error) {
	r, err := f.rows(l)
	if err != nil {
		return nil, err
	}
	w := &scoring{rows: *r, scale: s, blank: f.Blank, want: wantScore(s), comma: ones * uint64(f.comma())}
	for score := s.Min; score <= s.Max; score++ {
		w.usable[score] = !slices.Contains(f.Blank, fmt.Sprint(score))
	}
	w.usable[none] = len(l.header) > 1 // in a line of one column it is an empty line, and no row
	if len(l.segment) == 0 {
		w.whole = w.segments.ID(nil)
	}
	switch f.comma() {
	case ',', ';', '\t', '|': // none of these is in a time that is read fast
		w.roles = l.roles()
	}
	return w, nil
}

func wantScore(s survey.Scale) string {
	return fmt.Sprintf("a whole number from %d to %d", s.Min, s.Max)
}

func wantFields(n int) string { return fmt.Sprintf("%d fields, as the header has", n) }

func (w *scoring) fold(p piece) (o outcome) {
	w.grammar.plain = !p.quoted
	text := p.text
	for len(text) > 0 && o.failed == nil {
		if w.roles != nil {
			n, read, blank := w.fast(text)
			o.rows += read
			o.lines += read
			o.blank += blank
			text = text[n:]
			if len(text) == 0 {
				break
			}
		}
		text = text[w.slow(text, p.last, &o):]
	}
	w.counts.Settle(o.rows)
	return o
}

// slow takes one record of any kind.
func (w *scoring) slow(text []byte, last bool, o *outcome) (n int) {
	before := o.lines
	n, good := w.next(text, last, o)
	if !good {
		return n
	}
	fields := w.grammar.fields
	field := fields[w.score]
	if len(field) == 0 || slices.Contains(w.blank, string(field)) {
		o.blank++
		return n
	}
	_, period, ok := w.instant(o, before)
	if !ok {
		return n
	}
	score, ok := cells.Whole(string(field))
	switch {
	case !ok:
		o.reject(RowError{Column: w.header[w.score], Value: cells.Clip(field), Want: w.want, Reason: Score}, before)
	case w.scale.Check(score) != nil:
		o.reject(RowError{Column: w.header[w.score], Value: cells.Clip(field), Want: w.want, Reason: Scale}, before)
	default:
		w.counts.Add(w.segmentOf(fields), period, uint(score))
	}
	return n
}
