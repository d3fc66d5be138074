// Package wire writes results as JSON and reads them back: NaN, which a result holds where there is no data, is null,
// and infinities are the strings "Infinity" and "-Infinity".
package wire

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Number is a float64 whose JSON may be null, for NaN, or an infinity's name.
type Number float64

// MarshalJSON returns what [Append] appends.
func (x Number) MarshalJSON() ([]byte, error) { return Append(nil, float64(x)), nil }

// UnmarshalJSON reads what MarshalJSON writes.
func (x *Number) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "null":
		*x = Number(math.NaN())
	case `"Infinity"`:
		*x = Number(math.Inf(1))
	case `"-Infinity"`:
		*x = Number(math.Inf(-1))
	default:
		f, err := strconv.ParseFloat(string(b), 64)
		if err != nil {
			return fmt.Errorf(`%s is not a number, null, "Infinity" or "-Infinity"`, b)
		}
		*x = Number(f)
	}
	return nil
}

// Append appends x in the shortest form that reads back as x.
func Append(b []byte, x float64) []byte {
	switch {
	case math.IsNaN(x):
		return append(b, "null"...)
	case math.IsInf(x, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(x, -1):
		return append(b, `"-Infinity"`...)
	}
	return strconv.AppendFloat(b, x, 'g', -1, 64)
}

// Marshal returns the struct v by its json tags, as encoding/json does but for float64, which may be unknown or
// infinite, and for a nil slice, which is []. It does not call v's own MarshalJSON, which may therefore call it; what v
// embeds, it writes as fields of v.
func Marshal(v any) ([]byte, error) { return appendStruct(nil, reflect.ValueOf(v)) }

// Read reads what [Marshal] writes into the struct that v points to. A member that is not there and has no omitempty
// or omitzero is an error that begins with what, and so is a null that does not stand for a number; v is then as it was.
func Read(what string, b []byte, v any) error {
	to := reflect.ValueOf(v).Elem()
	read := reflect.New(to.Type()).Elem()
	if err := readStruct(b, read); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	to.Set(read)
	return nil
}

var errNull = errors.New("null is not a value")

// field is a field of a struct that stands in its JSON.
type field struct {
	name     string
	index    []int
	optional bool
}

var known sync.Map // the fields of each reflect.Type that was seen

func fieldsOf(t reflect.Type) []field {
	if fields, ok := known.Load(t); ok {
		return fields.([]field)
	}
	var fields []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			for _, inner := range fieldsOf(f.Type) {
				inner.index = slices.Concat([]int{i}, inner.index)
				fields = append(fields, inner)
			}
		case f.IsExported() && name != "-":
			if name == "" {
				panic(fmt.Sprintf("wire: %v.%s has no name in JSON", t, f.Name))
			}
			fields = append(fields, field{name, []int{i}, strings.Contains(options, "omit")})
		}
	}
	known.Store(t, fields)
	return fields
}

func appendStruct(b []byte, v reflect.Value) ([]byte, error) {
	b = append(b, '{')
	for _, f := range fieldsOf(v.Type()) {
		x := v.FieldByIndex(f.index)
		if f.optional && (x.IsZero() || x.Kind() == reflect.Slice && x.Len() == 0) {
			continue
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), f.name...), `":`...)
		var err error
		if b, err = appendValue(b, x); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

func appendValue(b []byte, v reflect.Value) ([]byte, error) {
	switch v.Interface().(type) {
	case json.Marshaler, encoding.TextMarshaler:
		text, err := json.Marshal(v.Interface())
		return append(b, text...), err
	}
	switch v.Kind() {
	case reflect.Float64:
		return Append(b, v.Float()), nil
	case reflect.Struct:
		return appendStruct(b, v)
	case reflect.Slice, reflect.Array:
		b = append(b, '[')
		for i := range v.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			var err error
			if b, err = appendValue(b, v.Index(i)); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	}
	text, err := json.Marshal(v.Interface())
	return append(b, text...), err
}

func readStruct(b []byte, v reflect.Value) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(b, &members); err != nil {
		return err
	}
	for _, f := range fieldsOf(v.Type()) {
		text, ok := members[f.name]
		switch {
		case ok:
			if err := readValue(text, v.FieldByIndex(f.index)); err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
		case !f.optional:
			return fmt.Errorf("there is no %q", f.name)
		}
	}
	return nil
}

func readValue(b []byte, v reflect.Value) error {
	switch to := v.Addr().Interface().(type) {
	case json.Unmarshaler:
		return to.UnmarshalJSON(b)
	case encoding.TextUnmarshaler:
		if string(b) == "null" {
			return errNull
		}
		return json.Unmarshal(b, to)
	case *float64:
		return (*Number)(to).UnmarshalJSON(b)
	}
	switch v.Kind() {
	case reflect.Struct:
		return readStruct(b, v)
	case reflect.Slice, reflect.Array:
		var items []json.RawMessage
		if err := json.Unmarshal(b, &items); err != nil {
			return err
		}
		switch {
		case items == nil:
			return errNull
		case v.Kind() == reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
		case len(items) != v.Len():
			return fmt.Errorf("%d values instead of %d", len(items), v.Len())
		}
		for i, item := range items {
			if err := readValue(item, v.Index(i)); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return nil
	}
	if string(b) == "null" {
		return errNull
	}
	return json.Unmarshal(b, v.Addr().Interface())
}
