package foldbeam

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/servicekpi/servicekpi/fold"
)

// Result is what [Write] wrote: the tallies, and what became of the rows of each part. Read the reports before the
// tallies.
type Result[T Tally[T]] struct {
	Table   fold.Table[T]
	Reports map[Part]fold.Report
}

// Report returns the reports of all parts together, without the bad rows themselves, which are in the reports of
// their parts.
func (r Result[T]) Report() fold.Report {
	sum := fold.Report{Bad: map[fold.Reason]int{}}
	for _, report := range r.Reports {
		sum.Bytes += report.Bytes
		sum.Rows += report.Rows
		sum.Folded += report.Folded
		sum.Blank += report.Blank
		for reason, n := range report.Bad {
			sum.Bad[reason] += n
		}
	}
	return sum
}

// ReadFile reads the file that [Write] wrote, from the same path.
func ReadFile[T Tally[T]](ctx context.Context, path string) (Result[T], error) {
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return Result[T]{}, fmt.Errorf("foldbeam: %w", err)
	}
	defer fs.Close()
	r, err := fs.OpenRead(ctx, path)
	if err != nil {
		return Result[T]{}, fmt.Errorf("foldbeam: %w", err)
	}
	defer r.Close()
	result, err := Read[T](r)
	if err != nil {
		return Result[T]{}, fmt.Errorf("%w, in %s", err, path)
	}
	return result, nil
}

// Read reads what [Write] wrote. It is an error if the end is missing or a line, if a key or a part is there twice, and
// if a tally does not count as many as when it was written.
func Read[T Tally[T]](r io.Reader) (Result[T], error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return Result[T]{}, fmt.Errorf("foldbeam: %w", err)
	}
	result := Result[T]{Table: fold.Table[T]{}, Reports: map[Part]fold.Report{}}
	whole := false
	for line := range bytes.Lines(text) {
		if whole {
			return Result[T]{}, fmt.Errorf("foldbeam: a line after the last: %s", line)
		}
		var kind struct {
			Tally, Part, Tallies json.RawMessage
		}
		if err := json.Unmarshal(line, &kind); err != nil {
			return Result[T]{}, fmt.Errorf("foldbeam: line %q: %w", line, err)
		}
		switch {
		case kind.Tally != nil:
			err = result.addTally(line)
		case kind.Part != nil:
			err = result.addPart(line)
		case kind.Tallies != nil:
			whole, err = true, result.close(line)
		default:
			err = errors.New("neither a tally nor a part")
		}
		if err != nil {
			return Result[T]{}, fmt.Errorf("foldbeam: line %q: %w", line, err)
		}
	}
	if !whole {
		return Result[T]{}, fmt.Errorf("foldbeam: after %d tallies and %d parts: %w", len(result.Table), len(result.Reports),
			io.ErrUnexpectedEOF)
	}
	return result, nil
}

func (r Result[T]) addTally(line []byte) error {
	var c cell
	if err := json.Unmarshal(line, &c); err != nil {
		return err
	}
	if _, ok := r.Table[c.Key]; ok {
		return errors.New("its key is there twice")
	}
	var tally T
	if err := json.Unmarshal(c.Tally, &tally); err != nil {
		return err
	}
	if n := count(tally); n >= 0 && (c.N == nil || *c.N != n) {
		return fmt.Errorf("its tally counts %d", n)
	}
	r.Table[c.Key] = tally
	return nil
}

func (r Result[T]) addPart(line []byte) error {
	var a account
	if err := json.Unmarshal(line, &a); err != nil {
		return err
	}
	if _, ok := r.Reports[a.Part]; ok {
		return errors.New("its part is there twice")
	}
	r.Reports[a.Part] = a.Report
	return nil
}

func (r Result[T]) close(line []byte) error {
	var e end
	if err := json.Unmarshal(line, &e); err != nil {
		return err
	}
	if e.Tallies != len(r.Table) || e.Parts != len(r.Reports) {
		return fmt.Errorf("there are %d tallies and %d parts", len(r.Table), len(r.Reports))
	}
	return nil
}
