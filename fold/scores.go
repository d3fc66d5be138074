package fold

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"slices"

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
// 9, or 9.0. A row without one is blank, whatever else it has or lacks. An error ends the reading, and then there is
// no table: the file cannot be read, a column is not there, a record is too long.
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

// scores is how often each score was given.
type scores [11]int

// count counts the scores of a file.
func count(r io.Reader, f File, s survey.Scale) (map[Key]scores, Report, error) {
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
	counted := map[Key]scores{}
	for _, w := range all {
		for segment, periods := range w.cells {
			for period, c := range periods {
				if c == (scores{}) {
					continue
				}
				k := w.key(int32(segment), int32(period))
				sum := counted[k]
				for score, n := range c {
					sum[score] += n
				}
				counted[k] = sum
			}
		}
	}
	return counted, report, nil
}

// scoring counts the scores of pieces.
type scoring struct {
	rows
	scale survey.Scale
	blank []string
	want  string
	cells [][]scores // by segment and period

	roles  []role   // of the columns; nil: no row can be read fast
	comma  uint64   // eight of them
	usable [11]bool // scores that count: on the scale, and no code for a blank
}

// role is what a column is to the fast path.
type role uint8

const (
	skipped role = iota
	isTime
	isSegment
	isScore
)

func (f *File) scoring(l layout, s survey.Scale) (*scoring, error) {
	r, err := f.rows(l)
	if err != nil {
		return nil, err
	}
	w := &scoring{rows: *r, scale: s, blank: f.Blank, want: wantScore(s), comma: ones * uint64(f.comma())}
	for score := s.Min; score <= s.Max; score++ {
		w.usable[score] = !slices.Contains(f.Blank, fmt.Sprint(score))
	}
	switch f.comma() {
	case ',', ';', '\t', '|': // none of these is in a time that is read fast
		w.roles = l.roles()
	}
	return w, nil
}

// roles returns what each column is, or nil if one of them is several things or if several make the segment.
func (l layout) roles() []role {
	roles := make([]role, len(l.header))
	several := len(l.segment) > 1
	set := func(column int, r role) {
		if column >= 0 {
			several = several || roles[column] != skipped
			roles[column] = r
		}
	}
	set(l.time, isTime)
	set(l.score, isScore)
	for _, column := range l.segment {
		set(column, isSegment)
	}
	if several {
		return nil
	}
	return roles
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
	score, err := wholeText(string(field))
	switch {
	case err != nil:
		o.reject(RowError{Column: w.header[w.score], Value: clip(field), Want: w.want, Reason: Score}, before)
	case w.scale.Check(score) != nil:
		o.reject(RowError{Column: w.header[w.score], Value: clip(field), Want: w.want, Reason: Scale}, before)
	default:
		at(at(&w.cells, w.segmentOf(fields)), period)[score]++
	}
	return n
}

// Words of eight equal bytes, for looking at eight bytes at once.
const (
	ones     = 0x0101010101010101
	tops     = 0x8080808080808080
	newlines = ones * '\n'
	quoting  = ones * '"'
)

// fast counts the rows at the beginning of text that are what one expects, and stops before the first one that is not,
// or that is near the end: slow decides about that.
func (w *scoring) fast(text []byte) (n, rows, blank int) {
	roles, last := w.roles, len(w.roles)-1
	comma := byte(w.comma)
	for {
		p := n
		score, period := -1, int32(0)
		var segment []byte
		for column, role := range roles {
			start := p
			switch role {
			case isTime:
				period, p = w.clock.period(text, p)
				if p < 0 {
					return n, rows, blank
				}
			case isScore:
				if p+2 >= len(text) {
					return n, rows, blank
				}
				switch digit := int(text[p]) - '0'; {
				case digit == 1 && text[p+1] == '0':
					score = 10
					p += 2
				case 0 <= digit && digit <= 9:
					score = digit
					p++
				}
				if score >= 0 && !w.usable[score] {
					return n, rows, blank
				}
			default:
				for {
					if p+8 > len(text) {
						return n, rows, blank
					}
					if m := ending(binary.LittleEndian.Uint64(text[p:]), w.comma); m != 0 {
						p += bits.TrailingZeros64(m) / 8
						break
					}
					p += 8
				}
				if role == isSegment {
					segment = text[start:p]
				}
				if column == last && p > start && text[p-1] == '\r' {
					p--
					segment = segment[:max(0, len(segment)-1)]
				}
			}
			if p+1 >= len(text) {
				return n, rows, blank
			}
			switch c := text[p]; {
			case column < last && c == comma:
				p++
			case column == last && c == '\n':
				p++
			case column == last && c == '\r' && text[p+1] == '\n':
				p += 2
			default:
				return n, rows, blank
			}
		}
		if p-n > w.max {
			return n, rows, blank
		}
		n = p
		rows++
		if score < 0 {
			blank++
			continue
		}
		at(at(&w.cells, w.segments.ID(segment)), period)[score]++
	}
}

// ending marks the top bit of the first byte of a word that ends a field: a comma, the end of a line, or a quote, which
// has no business there. Bytes above it may be marked too.
func ending(word, comma uint64) uint64 {
	c, n, q := word^comma, word^newlines, word^quoting
	return ((c-ones)&^c | (n-ones)&^n | (q-ones)&^q) & tops
}
