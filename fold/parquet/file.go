package foldparquet

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/fold/internal/cells"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/trend"
)

// File says what stands where in a Parquet file. Columns are those of the top level, one value a row or none.
type File struct {
	// Time is the column with the time that decides on the period: TIMESTAMP, DATE, the old INT96, or, if Layout says
	// which, INT64 or INT32 without a logical type. Empty: no periods, and Period is not looked at.
	Time   string
	Period trend.Period
	// Layout is [fold.Unix] or [fold.UnixMilli] if the times are plain numbers.
	Layout string
	// Zone is that of a DATE and of a TIMESTAMP that is not adjusted to UTC: what a clock there showed.
	Zone *time.Location

	// Segment is the columns whose values make the segment, joined as [fold.Join] does: text, whole numbers or truths. A
	// null is the empty text. None: one segment, the empty one.
	Segment []string

	// Score is the column with the answer: whole numbers of any type, or text. A null, an empty text and what is written
	// as one of Blank, such as "99" or "NaN", stand for none. Files of tickets need none.
	Score string
	Blank []string

	// Workers is how many goroutines read row groups. 0: as many as can run at once.
	Workers int
}

// NPS folds a file of ratings from 0 to 10, as [Scores] does.
func NPS(r io.ReaderAt, size int64, f File) (fold.Table[nps.Tally], fold.Report, error) {
	return Scores(r, size, f, survey.Scale{Min: 0, Max: 10}, (*nps.Tally).AddN)
}

// Scores folds a file of answers on scale s, of so many bytes, into tallies by segment and period. add is a tally's AddN,
// as in [fold.Scores]. Each row is folded, blank, or bad with a reason: no time, no whole number, off the scale. In the
// report rows are numbered from 1 throughout the file; it counts no lines and no bytes.
func Scores[T interface{ Plus(T) T }](
	r io.ReaderAt, size int64, f File, s survey.Scale, add func(t *T, score, n int) error,
) (fold.Table[T], fold.Report, error) {
	counted, report, err := f.count(r, size, s)
	if err != nil {
		return nil, fold.Report{}, err
	}
	table := make(fold.Table[T], len(counted))
	for k, scores := range counted {
		var tally T
		for score, n := range scores {
			if n == 0 {
				continue
			}
			if err := add(&tally, score, n); err != nil {
				return nil, report, fmt.Errorf("foldparquet: %d rows of score %d: %w", n, score, err)
			}
		}
		table[k] = tally
	}
	return table, report, nil
}

// count counts the scores of a file.
func (f *File) count(r io.ReaderAt, size int64, s survey.Scale) (map[fold.Key]cells.Scores, fold.Report, error) {
	if err := s.Check(s.Min); err != nil {
		return nil, fold.Report{}, fmt.Errorf("foldparquet: %w", err)
	}
	var all []*scoring
	report, err := f.read(r, size, func(schema *parquet.Schema) (worker, error) {
		w, err := f.scoring(schema, s)
		all = append(all, w)
		return w, err
	})
	if err != nil {
		return nil, report, err
	}
	counted := map[fold.Key]cells.Scores{}
	for _, w := range all {
		w.into(counted)
	}
	return counted, report, nil
}

// read reads a file with workers from hire.
func (f *File) read(r io.ReaderAt, size int64, hire func(*parquet.Schema) (worker, error)) (fold.Report, error) {
	if f.Time != "" && f.Period == (trend.Period{}) {
		return fold.Report{}, fmt.Errorf("foldparquet: the column %s is to be cut into periods, and File.Period says not which", f.Time)
	}
	if f.Workers < 0 {
		return fold.Report{}, fmt.Errorf("foldparquet: %d workers", f.Workers)
	}
	file, err := open(r, size)
	if err != nil {
		return fold.Report{}, err
	}
	groups := file.RowGroups()
	n := f.Workers
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	workers := make([]worker, max(1, min(n, len(groups))))
	for i := range workers {
		if workers[i], err = hire(file.Schema()); err != nil {
			return fold.Report{}, err
		}
	}
	if err := unpacks(workers[0].columns(), file.Metadata()); err != nil {
		return fold.Report{}, err
	}
	found := make([]outcome, len(groups))
	for i := range found {
		found[i].failed = errUnread // until it has been
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for _, w := range workers {
		all.Go(func() {
			for {
				i := int(next.Add(1) - 1)
				if i >= len(groups) {
					return
				}
				if found[i] = guarded(w, groups[i]); found[i].failed != nil {
					next.Store(int64(len(groups))) // nobody begins another one; those before it have begun
				}
			}
		})
	}
	all.Wait()
	for _, o := range found {
		if o.panicked != nil {
			panic(o.panicked)
		}
	}
	return total(found)
}

// errUnread is what a row group ends with if the function that was to fold its rows ended the goroutine.
var errUnread = errors.New("it has not been read to its end")

// guarded is group that hands over a panic, so that it goes on where the file is read from.
func guarded(w worker, g parquet.RowGroup) (o outcome) {
	defer func() {
		if r := recover(); r != nil {
			o.panicked, o.failed = r, errUnread
		}
	}()
	return group(w, g)
}

// open reads the end of a file, where it says what is in it.
func open(r io.ReaderAt, size int64) (file *parquet.File, err error) {
	defer damaged(&err)
	file, err = parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("foldparquet: %w", err)
	}
	return file, nil
}

// damaged makes an error of a panic. The decoders that are called here panic on some damaged files.
func damaged(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("foldparquet: the file is damaged: %v", r)
	}
}

// outcome is what was found in a row group.
type outcome struct {
	report   fold.Report // whose rows are numbered from the beginning of the group
	failed   error
	panicked any
}

// most is how many bad rows of each reason a report keeps.
const most = 10

// total puts the outcomes of all row groups together.
func total(found []outcome) (report fold.Report, err error) {
	kept := map[fold.Reason]int{}
	for i, o := range found {
		if o.failed != nil {
			return report, fmt.Errorf("foldparquet: row group %d: %w", i, o.failed)
		}
		for _, e := range o.report.First {
			if kept[e.Reason]++; kept[e.Reason] <= most {
				e.Row += report.Rows
				report.First = append(report.First, e)
			}
		}
		for reason, n := range o.report.Bad {
			if report.Bad == nil {
				report.Bad = map[fold.Reason]int{}
			}
			report.Bad[reason] += n
		}
		report.Rows += o.report.Rows
		report.Folded += o.report.Folded
		report.Blank += o.report.Blank
	}
	return report, nil
}

// reject counts the last row as bad, because of the code that one of the rows to come has in a column.
func (o *outcome) reject(c *column, i int, code int32) {
	if reason := c.as.reason(code); o.bad(reason) {
		e := c.wrong(i, code)
		e.Row = o.report.Rows
		o.report.First = append(o.report.First, e)
	}
}

// refuse counts the last row as bad, because its tally does not take it.
func (o *outcome) refuse(err error) {
	if o.bad(fold.Refused) {
		o.report.First = append(o.report.First, fold.RowError{Row: o.report.Rows, Want: err.Error(), Reason: fold.Refused})
	}
}

// bad counts a bad row and reports whether it is one of those to keep.
func (o *outcome) bad(reason fold.Reason) bool {
	if o.report.Bad == nil {
		o.report.Bad = map[fold.Reason]int{}
	}
	o.report.Bad[reason]++
	return o.report.Bad[reason] <= most
}
