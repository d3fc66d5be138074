package foldbeam

import (
	"fmt"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
)

// Merge puts the tallies of each key together: of pairs of a string and a T it makes one pair a key. It is for
// tallies that come from elsewhere than [Files], such as a table or a topic.
//
// It panics if T is not registered, or if the collection is not of pairs of a string and a T. Tallies that do
// not go together, such as those of two rules, make the run fail.
func Merge[T Tally[T]](s beam.Scope, tallies beam.PCollection) beam.PCollection {
	mustBeTallies[T](tallies)
	return beam.CombinePerKey(s.Scope("foldbeam.Merge"), &mergeFn[T]{}, tallies)
}

// mustBeTallies panics unless T is registered and the collection is of pairs of a string and a T.
func mustBeTallies[T any](col beam.PCollection) {
	t := reflect.TypeFor[T]()
	must(known(t))
	key, value := beam.ValidateKVType(col)
	if key.Type() != reflect.TypeFor[string]() || value.Type() != t {
		panic(fmt.Sprintf("foldbeam: a collection of pairs of %v and %v, not of string and %v", key, value, t))
	}
}

func must(err error) {
	if err != nil {
		panic(err.Error())
	}
}

// mergeFn is a CombineFn whose accumulator is the tally itself. It has no fields: there is nothing to lose.
type mergeFn[T Tally[T]] struct{}

// Setup makes a worker fail that does not know the type.
func (*mergeFn[T]) Setup() error { return known(reflect.TypeFor[T]()) }

// MergeAccumulators puts two tallies together.
func (*mergeFn[T]) MergeAccumulators(a, b T) T { return a.Plus(b) }
