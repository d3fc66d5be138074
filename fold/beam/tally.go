package foldbeam

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/coder"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/util/reflectx"
)

// Tally is what can travel and be merged: Plus is associative and commutative, and changes neither of the
// two. All tallies of the module are, and so is a struct of them with a Plus of its own.
type Tally[T any] interface{ Plus(T) T }

// registered holds the types that RegisterTally has accepted. It is written by init functions only.
var registered = map[reflect.Type]bool{}

// RegisterTally makes a type of tally known to every process of a pipeline, and sets how it travels: as its
// JSON, together with its N if it has one. Call it in an init function, with a sample that has something in
// every field:
//
//	func init() { foldbeam.RegisterTally(nps.Tally{Detractors: 1, Passives: 2, Promoters: 3}) }
//
// It panics if the sample does not come back from its JSON as it was, which is how an unexported field shows
// that would otherwise arrive empty; if a field of the sample is empty, because then a loss would not show;
// and if the empty tally changes the sample by Plus.
func RegisterTally[T Tally[T]](sample T) {
	t := reflect.TypeFor[T]()
	if err := check(sample); err != nil {
		panic(fmt.Sprintf("foldbeam: %v cannot be registered: %v", t, err))
	}
	beam.RegisterCoder(t, encode, decode)
	runtime.RegisterType(reflect.TypeFor[mergeFn[T]]())
	runtime.RegisterType(reflect.TypeFor[cellFn[T]]())
	registered[t] = true
}

// known returns an error unless type t travels by encode and decode in this process.
func known(t reflect.Type) error {
	if !registered[t] {
		return fmt.Errorf("foldbeam: %v is not registered: call foldbeam.RegisterTally in an init function", t)
	}
	c := coder.LookupCustomCoder(t)
	if c == nil || c.Enc.Fn.Name() != reflectx.FunctionName(encode) || c.Dec.Fn.Name() != reflectx.FunctionName(decode) {
		return fmt.Errorf("foldbeam: %v has another coder, registered after foldbeam.RegisterTally", t)
	}
	return nil
}

// counted is a tally that knows how many observations it holds.
type counted interface{ N() int }

// count returns the N of a tally, and -1 if it has none.
func count(tally any) int {
	if c, ok := tally.(counted); ok {
		return c.N()
	}
	return -1
}

// encode is the coder of every registered type: the count as a varint, and the JSON.
func encode(_ reflect.Type, tally beam.T) ([]byte, error) {
	b, err := json.Marshal(tally)
	if err != nil {
		return nil, fmt.Errorf("foldbeam: a %T cannot be sent: %w", tally, err)
	}
	return append(binary.AppendVarint(nil, int64(count(tally))), b...), nil
}

// decode is the reverse of encode. It is an error if the tally that arrives does not count as many as the one
// that was sent.
func decode(t reflect.Type, b []byte) (beam.T, error) {
	if err := known(t); err != nil {
		return nil, err
	}
	n, width := binary.Varint(b)
	if width <= 0 {
		return nil, fmt.Errorf("foldbeam: a %v arrived without its count", t)
	}
	v := reflect.New(t)
	if err := json.Unmarshal(b[width:], v.Interface()); err != nil {
		return nil, fmt.Errorf("foldbeam: a %v cannot be received: %w", t, err)
	}
	tally := v.Elem().Interface()
	if got := count(tally); int64(got) != n {
		return nil, fmt.Errorf("foldbeam: a %v was sent with N %d and arrived with %d", t, n, got)
	}
	return tally, nil
}

// check returns an error if a type cannot travel, or if its sample is too poor to tell.
func check[T Tally[T]](sample T) error {
	t := reflect.TypeFor[T]()
	if _, ok := runtime.TypeKey(t); !ok || t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface {
		return errors.New("it is not a named type by value, such as nps.Tally")
	}
	sent, err := json.Marshal(sample)
	if err != nil {
		return err
	}
	var zero, back T
	if err := json.Unmarshal(sent, &back); err != nil {
		return fmt.Errorf("its JSON %s does not come back: %w", sent, err)
	}
	if err := returned(reflect.ValueOf(&sample).Elem(), reflect.ValueOf(&back).Elem(), "the sample"); err != nil {
		return err
	}
	n := count(sample)
	if n == 0 || count(back) != n {
		return fmt.Errorf("its sample went out with an N of %d and came back with %d", n, count(back))
	}
	return checkPlus(zero, back, sent, n)
}

// checkPlus returns an error if the empty tally changes a sample, or if adding to the sample changes it or
// does not count.
func checkPlus[T Tally[T]](zero, sample T, text []byte, n int) error {
	is := func(what string, tally T) error {
		if b, err := json.Marshal(tally); err != nil || !bytes.Equal(b, text) {
			return fmt.Errorf("%s is %s (%v), not %s", what, b, err, text)
		}
		return nil
	}
	twice := sample.Plus(sample)
	if n > 0 && count(twice) != 2*n {
		return fmt.Errorf("an N of %d and %d makes %d", n, n, count(twice))
	}
	return errors.Join(
		is("the empty tally plus the sample", zero.Plus(sample)),
		is("the sample plus the empty tally", sample.Plus(zero)),
		is("the sample, after it was added to,", sample),
	)
}
