package fold

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/fold/internal/cells"
	"github.com/servicekpi/servicekpi/trend"
)

// File says what stands where in a plain file with a header and fields between commas, and how to read it. The fields
// are those of encoding/csv, quoted ones with commas, line ends and doubled quotes included; a mark of UTF-8 at the
// beginning is skipped, and so are empty lines.
//
// A file packed by gzip is recognised and unpacked. What can be read in several places at once, such as an *os.File
// or a *bytes.Reader, is; other readers are read in one go. Tallies and report are the same for any number of
// goroutines.
type File struct {
	// Time is the column with the time that decides on the period. Empty: no periods, and Period is not looked at.
	Time   string
	Period trend.Period

	// Layout is how all times of the file are written: a layout of package time, or [Unix], or [UnixMilli]. Empty: as
	// RFC 3339 or ISO 8601 have it, 2006-01-02T15:04:05Z, 2006-01-02 15:04:05+01:00, 2006-01-02 15:04:05.000+01,
	// 2006-01-02T15:04:05, 2006-01-02. RFC 3339, [time.DateTime], [time.DateOnly] and numbers are read fast, other
	// layouts by package time. Where a layout has the name of a zone (MST), UTC, GMT and the names that clocks of
	// Zone have are known, and any other is a bad row.
	Layout string
	// Zone is that of times which are written without one. nil: there are none such, and one is a bad row.
	Zone *time.Location

	// Segment is the columns whose values make the segment, joined as [Join] does. None: one segment, the empty one.
	Segment []string

	// Score is the column with the answer, and Blank the codes there that stand for none, such as "NA" or "99". An
	// empty field always does. A code is left out even if it lies on the scale.
	Score string
	Blank []string

	// Header is the names of the columns if the file does not begin with them.
	Header []string
	// Comma stands between fields. 0: a comma.
	Comma byte

	// MaxRecord is the most bytes that a record may have, line end included. A longer one, such as one of which a
	// quote is never closed, ends the reading with an error. 0: one MiB.
	MaxRecord int
	// Workers is how many goroutines read. 0: as many as can run at once.
	Workers int
	// Progress is called now and then with the bytes read so far, of the file as it is, and the rows, and at the end.
	// It is called by one goroutine at a time, in the order of the file, and an error that it returns ends the reading.
	Progress func(bytes int64, rows int) error

	// chunk is how many bytes are read at once. 0: 256 KiB.
	chunk int
}

// layout is where the columns of a file are.
type layout struct {
	header  []string
	time    int // -1: none
	segment []int
	score   int   // -1: none
	others  []int // columns that the caller asked for
}

// check returns an error if f is no description of a file.
func (f *File) check() error {
	switch c := f.Comma; {
	case c == '"' || c == '\r' || c == '\n' || c >= 0x80:
		return fmt.Errorf("fold: %q cannot stand between fields", c)
	case f.MaxRecord < 0:
		return fmt.Errorf("fold: records of at most %d bytes", f.MaxRecord)
	case f.Workers < 0:
		return fmt.Errorf("fold: %d workers", f.Workers)
	case f.Time != "" && f.Period == (trend.Period{}):
		return fmt.Errorf("fold: the column %s is to be cut into periods, and File.Period says not which", f.Time)
	}
	_, err := f.clock()
	return err
}

// clock returns a clock for the file's times; without a column of times it makes no periods.
func (f *File) clock() (*clock, error) {
	p := f.Period
	if f.Time == "" {
		p = trend.Period{}
	}
	return newClock(f.Layout, f.Zone, p)
}

func (f *File) comma() byte {
	if f.Comma == 0 {
		return ','
	}
	return f.Comma
}

func (f *File) maxRecord() int {
	if f.MaxRecord == 0 {
		return 1 << 20
	}
	return f.MaxRecord
}

func (f *File) chunkSize() int {
	if f.chunk == 0 {
		return 256 << 10
	}
	return f.chunk
}

// find returns where the columns are.
func (f *File) find(header []string, score bool, others []string) (layout, error) {
	l := layout{header: header, time: -1, score: -1}
	var err error
	at := func(name string) int {
		i := slices.Index(header, name)
		switch {
		case err != nil:
		case i < 0:
			err = fmt.Errorf("fold: there is no column %q among %s%s", name, several(header), f.otherComma(header))
		case slices.Contains(header[i+1:], name):
			err = fmt.Errorf("fold: there are two columns %q", name)
		}
		return i
	}
	if f.Time != "" {
		l.time = at(f.Time)
	}
	for _, name := range f.Segment {
		l.segment = append(l.segment, at(name))
	}
	if score {
		l.score = at(f.Score)
	}
	for _, name := range others {
		l.others = append(l.others, at(name))
	}
	return l, err
}

// several returns names for a message, the first ones if there are many.
func several(names []string) string {
	const enough = 30
	shown := make([]string, min(len(names), enough))
	for i := range shown {
		shown[i] = cells.Clip(names[i])
	}
	if more := len(names) - enough; more > 0 {
		return fmt.Sprintf("%q and %d more", shown, more)
	}
	return fmt.Sprintf("%q", shown)
}

// otherComma asks about File.Comma if the header is one name with what often stands between fields in it.
func (f *File) otherComma(header []string) string {
	if len(header) != 1 || f.Header != nil {
		return ""
	}
	for _, comma := range []byte(";\t|,") {
		if comma != f.comma() && strings.IndexByte(header[0], comma) >= 0 {
			return fmt.Sprintf(": is File.Comma %q?", comma)
		}
	}
	return ""
}
