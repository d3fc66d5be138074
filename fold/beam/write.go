package foldbeam

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/servicekpi/servicekpi/fold"
)

func init() { runtime.RegisterType(reflect.TypeFor[saveFn]()) }

// cell is the line of a tally.
type cell struct {
	fold.Key
	N     *int            `json:"n,omitempty"`
	Tally json.RawMessage `json:"tally"`
}

// end is the last line: how many lines there are before it.
type end struct {
	Tallies int `json:"tallies"`
	Parts   int `json:"parts"`
}

// Write writes what [Files] returns to a file: a line of JSON for each tally and for each part, in order, and a last
// one that says how many there are. [Read] reads it. What [Merge] returns is written as Folded[T]{Tallies: merged}.
//
// The run fails, and writes nothing, if a part has not been folded exactly once, or if the tallies together do not
// count as many as the parts did. It panics if the program does not import the file system of the path's scheme.
func Write[T Tally[T]](s beam.Scope, path string, f Folded[T]) {
	filesystem.ValidateScheme(path)
	s = s.Scope("foldbeam.Write")
	reports := f.reports
	if !reports.IsValid() {
		reports = beam.CreateList(s, []string{})
	}
	cells := beam.ParDo(s, &cellFn[T]{}, f.Tallies)
	beam.ParDo0(s, &saveFn{Path: path, Parts: f.parts}, beam.Impulse(s),
		beam.SideInput{Input: cells}, beam.SideInput{Input: reports})
}

// cellFn makes a line of a tally.
type cellFn[T Tally[T]] struct{}

// ProcessElement returns the line of a tally.
func (*cellFn[T]) ProcessElement(text string, tally T) (string, error) {
	key, err := ParseKey(text)
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(tally)
	if err != nil {
		return "", fmt.Errorf("foldbeam: %v: %w", key, err)
	}
	b, err = json.Marshal(cell{Key: key, N: plus(nil, count(tally)), Tally: b})
	return string(b), err
}

// saveFn writes all lines to a file. It runs once, also where there is no line.
type saveFn struct {
	Path  string
	Parts int
}

// ProcessElement writes the file.
func (f *saveFn) ProcessElement(ctx context.Context, _ []byte, cells, accounts func(*string) bool) error {
	tallies, parts := drain(cells), drain(accounts)
	if err := settled(tallies, parts, f.Parts); err != nil {
		return err
	}
	last, err := json.Marshal(end{len(tallies), len(parts)})
	if err != nil {
		return err
	}
	lines := slices.Concat(tallies, parts, []string{string(last), ""})
	return save(ctx, f.Path, strings.Join(lines, "\n"))
}

func drain(next func(*string) bool) []string {
	var lines []string
	for line := ""; next(&line); {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

// settled returns an error unless there is one account for each part, and the tallies count what the accounts do.
func settled(tallies, parts []string, want int) error {
	if len(parts) != want || len(slices.Compact(slices.Clone(parts))) != want {
		return fmt.Errorf("foldbeam: %d accounts of %d parts", len(parts), want)
	}
	if want == 0 {
		return nil // from elsewhere: nobody said how many there are
	}
	sent, arrived := 0, 0
	for _, line := range parts {
		n, err := lineN(line)
		if err != nil {
			return err
		}
		sent += n
	}
	for _, line := range tallies {
		n, err := lineN(line)
		if err != nil {
			return err
		}
		arrived += n
	}
	if sent != arrived {
		return fmt.Errorf("foldbeam: the parts counted %d, and all tallies together %d", sent, arrived)
	}
	return nil
}

// lineN returns the N of a line, 0 if it has none.
func lineN(line string) (int, error) {
	var l struct{ N int }
	if err := json.Unmarshal([]byte(line), &l); err != nil {
		return 0, fmt.Errorf("foldbeam: line %s: %w", line, err)
	}
	return l.N, nil
}

func save(ctx context.Context, path, text string) error {
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return err
	}
	defer fs.Close()
	w, err := fs.OpenWrite(ctx, path)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	return errors.Join(err, w.Close())
}
