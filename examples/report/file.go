package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/trend"
)

// file is a file of answers of one's own, and its columns.
type file struct {
	path, name           string
	time, segment, score string // columns; an empty time or segment does not divide the answers
	period               string // what the time divides them by: day, week, month, quarter, year
	zone                 *time.Location
	bar                  *bar
}

var periods = map[string]func(*time.Location) trend.Period{
	"day": trend.Day, "month": trend.Month, "quarter": trend.Quarter, "year": trend.Year,
	"week": func(zone *time.Location) trend.Period { return trend.Week(time.Monday, zone) },
}

// answers reads the file.
func (f *file) answers() (answers, fold.Report, error) {
	f.name = filepath.Base(f.path)
	a := answers{segments: f.segment, periods: f.period}
	r, err := os.Open(f.path)
	if err != nil {
		return a, fold.Report{}, err
	}
	defer r.Close()
	var size int64
	if info, err := r.Stat(); err == nil {
		size = info.Size()
	}
	spec := fold.File{Time: f.time, Zone: f.zone, Score: f.score, Progress: f.bar.of(size)}
	if f.segment != "" {
		spec.Segment = []string{f.segment}
	}
	if f.time != "" {
		spec.Period = periods[f.period](f.zone)
	}
	table, report, err := fold.Ratings(r, spec, recommendation)
	f.bar.clear()
	if err != nil {
		return a, report, fmt.Errorf("%s: %w", f.name, err)
	}
	a.all, a.bySegment = table.Total(), table.BySegment()
	if keys := table.Periods(); f.time != "" && len(keys) > 0 {
		first, err1 := spec.Period.Parse(keys[0])
		last, err2 := spec.Period.Parse(keys[len(keys)-1])
		if err1 != nil || err2 != nil {
			return a, report, fmt.Errorf("%s: periods %q to %q", f.name, keys[0], keys[len(keys)-1])
		}
		byPeriod := table.ByPeriod()
		for key := range spec.Period.Keys(first, last.Add(1)) { // a period without answers is a gap
			a.byPeriod = append(a.byPeriod, period{key, byPeriod[key]})
		}
	}
	return a, report, nil
}

// bar shows how far a long read has come, on a terminal.
type bar struct {
	w     io.Writer // nil: nowhere
	now   func() time.Time
	begun time.Time
	shown time.Time
}

const (
	barDelay = 500 * time.Millisecond // before the first sight of it: short reads need none
	barEvery = 100 * time.Millisecond
	barWidth = 30
)

// of returns what a reader of size bytes calls with the bytes and rows read so far.
func (b *bar) of(size int64) func(bytes int64, rows int) error {
	if b == nil || b.w == nil || size <= 0 {
		return nil
	}
	b.begun = b.now()
	b.shown = b.begun.Add(barDelay - barEvery)
	return func(bytes int64, rows int) error {
		now := b.now()
		if now.Sub(b.shown) < barEvery {
			return nil
		}
		b.shown = now
		done := min(1, float64(bytes)/float64(size))
		full := int(done * barWidth)
		left := time.Duration((1 - done) / max(done, 1e-9) * float64(now.Sub(b.begun))).Round(time.Second)
		_, err := fmt.Fprintf(b.w, "\r[%s%s] %3.0f%%, %d rows, %v left \x1b[K",
			strings.Repeat("#", full), strings.Repeat(".", barWidth-full), 100*done, rows, left)
		return err
	}
}

// clear takes the bar away.
func (b *bar) clear() {
	if b != nil && b.w != nil && b.shown.Sub(b.begun) >= barDelay {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}
