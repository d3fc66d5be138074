package foldbeam

import (
	"cmp"
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

	"github.com/servicekpi/servicekpi/fold"
)

// Folder turns the rows of a file into tallies. It is a struct whose exported fields are its settings, such as
// the scale of a question: they travel with the pipeline, which a variable that a function captures does not.
type Folder[T Tally[T]] interface {
	// Fold reads r, which holds what p names, to its end. It returns a tally for each segment and period, and
	// what became of the rows: what fold.NPS and its like return. An error makes the run fail. Fold may be
	// called again for the same part, in another process, and must then return the same.
	Fold(p Part, r io.Reader) (fold.Table[T], fold.Report, error)
}

// folders holds the types that RegisterFolder has accepted. It is written by init functions only.
var folders = map[reflect.Type]bool{}

// RegisterFolder makes a type of Folder known to every process of a pipeline. Call it in an init function, after
// RegisterTally:
//
//	func init() {
//		foldbeam.RegisterTally(nps.Tally{Detractors: 1, Passives: 2, Promoters: 3})
//		foldbeam.RegisterFolder(answers{})
//	}
//
// It panics if the type of its tallies is not registered, and unless it is a struct by value.
func RegisterFolder[F Folder[T], T Tally[T]](F) {
	f := reflect.TypeFor[F]()
	if f.Kind() != reflect.Struct || f.Name() == "" {
		panic(fmt.Sprintf("foldbeam: a Folder is a named struct, not %v", f))
	}
	must(known(reflect.TypeFor[T]()))
	runtime.RegisterType(f)
	runtime.RegisterType(reflect.TypeFor[foldFn[F, T]]())
	folders[f] = true
}

// Folded is what becomes of files in a pipeline.
type Folded[T Tally[T]] struct {
	// Tallies are pairs of a string, which is a key as [FormatKey] writes it, and a T, one for each key.
	Tallies beam.PCollection

	reports beam.PCollection // of strings: one account for each part
	parts   int
}

// account is what a worker says of a part.
type account struct {
	Part   Part        `json:"part"`
	Report fold.Report `json:"report"`
	N      *int        `json:"n,omitempty"` // of the part's tallies together, if they have an N
}

// Files folds each part on some worker and puts the tallies of each key together. Rows never travel, only tallies
// do.
//
// It panics if the Folder or its tally is not registered, if a setting of the Folder would not arrive as it is,
// if there is no part, and if two have lines in common.
func Files[F Folder[T], T Tally[T]](s beam.Scope, parts []Part, folder F) Folded[T] {
	must(known(reflect.TypeFor[T]()))
	must(travels(folder))
	must(apart(parts))
	s = s.Scope("foldbeam.Files")
	texts := make([]string, len(parts))
	for i, p := range parts {
		b, err := json.Marshal(p)
		must(err)
		texts[i] = string(b)
	}
	// Without the shuffle all parts would be folded one after the other by the worker that lists them.
	spread := beam.Reshuffle(s, beam.CreateList(s, texts))
	tallies, reports := beam.ParDo2(s, &foldFn[F, T]{Folder: folder}, spread)
	return Folded[T]{Tallies: Merge[T](s, tallies), reports: reports, parts: len(parts)}
}

// travels returns an error unless a Folder is registered and comes back from its JSON as it is.
func travels[F any](folder F) error {
	f := reflect.TypeFor[F]()
	if !folders[f] {
		return fmt.Errorf("foldbeam: %v is not registered: call foldbeam.RegisterFolder in an init function", f)
	}
	b, err := json.Marshal(folder)
	if err != nil {
		return fmt.Errorf("foldbeam: %v cannot be sent: %w", f, err)
	}
	var back F
	if err := json.Unmarshal(b, &back); err != nil {
		return fmt.Errorf("foldbeam: %v cannot be received: %w", f, err)
	}
	if !reflect.DeepEqual(folder, back) {
		return fmt.Errorf("foldbeam: %v goes out as %+v and would arrive as %+v", f, folder, back)
	}
	return nil
}

// apart returns an error if there is no part, or if two have lines in common.
func apart(parts []Part) error {
	if len(parts) == 0 {
		return errors.New("foldbeam: nothing to fold")
	}
	sorted := slices.SortedFunc(slices.Values(parts), func(a, b Part) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.From, b.From))
	})
	for i, p := range sorted {
		if p.From < 0 || p.To != 0 && p.To <= p.From {
			return fmt.Errorf("foldbeam: %v is not a range", p)
		}
		if i == 0 || p.Path != sorted[i-1].Path {
			continue
		}
		if before := sorted[i-1]; before.To == 0 || before.To > p.From {
			return fmt.Errorf("foldbeam: %v and %v have lines in common", before, p)
		}
	}
	return nil
}

// foldFn folds one part into tallies, all within one call: what it holds never outlives an element.
type foldFn[F Folder[T], T Tally[T]] struct {
	Folder F
}

// Setup makes a worker fail that does not know the types.
func (f *foldFn[F, T]) Setup() error {
	if !folders[reflect.TypeFor[F]()] {
		return fmt.Errorf("foldbeam: %T is not registered in this worker", f.Folder)
	}
	return known(reflect.TypeFor[T]())
}

// ProcessElement folds the part that text describes.
func (f *foldFn[F, T]) ProcessElement(
	ctx context.Context, text string, tallies func(string, T), accounts func(string),
) error {
	var p Part
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return fmt.Errorf("foldbeam: part %s: %w", text, err)
	}
	table, report, err := f.fold(ctx, p)
	if err != nil {
		return fmt.Errorf("foldbeam: %v: %w", p, err)
	}
	a := account{Part: p, Report: report}
	for key, tally := range table {
		text, err := FormatKey(key)
		if err != nil {
			return fmt.Errorf("%w, in %v", err, p)
		}
		a.N = plus(a.N, count(tally))
		tallies(text, tally)
	}
	b, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("foldbeam: %v: %w", p, err)
	}
	accounts(string(b))
	return nil
}

// plus returns the sum of a count, nil at first, and another, which is -1 if there is none.
func plus(sum *int, n int) *int {
	if n < 0 {
		return sum
	}
	if sum != nil {
		n += *sum
	}
	return &n
}

func (f *foldFn[F, T]) fold(ctx context.Context, p Part) (fold.Table[T], fold.Report, error) {
	r, err := p.open(ctx)
	if err != nil {
		return nil, fold.Report{}, err
	}
	defer r.Close()
	w := &watched{ReadCloser: r}
	var given io.Reader = w
	if at, ok := r.(placed); ok {
		given = watchedFile{w, at}
	}
	table, report, err := f.Folder.Fold(p, given)
	if err != nil {
		return nil, report, err
	}
	return table, report, w.finished()
}
