package foldbeam

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
)

var (
	jsonMarshaler   = reflect.TypeFor[json.Marshaler]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textMarshaler   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// ownJSON reports whether a type writes and reads its own JSON, and so may have fields of any kind. A type that
// does one of the two only is an error.
func ownJSON(t reflect.Type) (bool, error) {
	p := reflect.PointerTo(t)
	writes := t.Implements(jsonMarshaler) || t.Implements(textMarshaler)
	reads := p.Implements(jsonUnmarshaler) || p.Implements(textUnmarshaler)
	if writes && !reads {
		return false, fmt.Errorf("%v has a MarshalJSON and no UnmarshalJSON", t)
	}
	return writes, nil
}

// returned returns an error if v holds a field that JSON leaves out, one that is empty, in which a loss would
// not show, or one that did not come back as it was. What writes its own JSON is the same if that is.
func returned(v, back reflect.Value, name string) error {
	own, err := ownJSON(v.Type())
	if err != nil {
		return err
	}
	if v.IsZero() {
		return fmt.Errorf("%s is empty, and so would not show a loss", name)
	}
	if own {
		return sameJSON(v, back, name)
	}
	switch v.Kind() {
	case reflect.Struct:
		return returnedFields(v, back, name)
	case reflect.Pointer:
		if back.IsNil() {
			return differs(v, back, name)
		}
		return returned(v.Elem(), back.Elem(), name)
	case reflect.Slice, reflect.Array:
		return returnedElements(v, back, name)
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if !back.MapIndex(k).IsValid() {
				return differs(v, back, name)
			}
			if err := returned(v.MapIndex(k), back.MapIndex(k), fmt.Sprintf("%s[%v]", name, k)); err != nil {
				return err
			}
		}
		if v.Len() == 0 {
			return fmt.Errorf("%s is empty, and so would not show a loss", name)
		}
	}
	if !reflect.DeepEqual(v.Interface(), back.Interface()) {
		return differs(v, back, name)
	}
	return nil
}

func returnedFields(v, back reflect.Value, name string) error {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		inner := name + "." + f.Name
		switch {
		case !f.IsExported():
			return fmt.Errorf("%s is not exported, and so would arrive empty", inner)
		case f.Tag.Get("json") == "-":
			return fmt.Errorf("%s is not in its JSON, and so would arrive empty", inner)
		}
		if err := returned(v.Field(i), back.Field(i), inner); err != nil {
			return err
		}
	}
	return nil
}

// returnedElements looks at the elements that are not empty, of which there must be one: a histogram may have
// bars without answers.
func returnedElements(v, back reflect.Value, name string) error {
	if v.Len() != back.Len() {
		return differs(v, back, name)
	}
	empty := true
	for i := range v.Len() {
		if v.Index(i).IsZero() && back.Index(i).IsZero() {
			continue
		}
		empty = false
		if err := returned(v.Index(i), back.Index(i), fmt.Sprintf("%s[%d]", name, i)); err != nil {
			return err
		}
	}
	if empty {
		return fmt.Errorf("%s is empty, and so would not show a loss", name)
	}
	return nil
}

func sameJSON(v, back reflect.Value, name string) error {
	sent, err := json.Marshal(v.Interface())
	if err != nil {
		return err
	}
	again, err := json.Marshal(back.Interface())
	if err != nil {
		return err
	}
	empty, err := json.Marshal(reflect.Zero(v.Type()).Interface())
	if err == nil && bytes.Equal(sent, empty) {
		return fmt.Errorf("%s has the JSON of an empty one, %s", name, sent)
	}
	if !bytes.Equal(sent, again) {
		return fmt.Errorf("%s went out as %s and came back as %s", name, sent, again)
	}
	return allInJSON(v, sent, name)
}

// allInJSON returns an error if v, which writes its own JSON, is a struct with a field that is not in there: one beside an
// embedded field whose MarshalJSON is taken for that of the whole.
func allInJSON(v reflect.Value, sent []byte, name string) error {
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		inner := name + "." + f.Name
		if v.Field(i).IsZero() {
			return fmt.Errorf("%s is empty, and so would not show a loss", inner)
		}
		without := reflect.New(v.Type()).Elem()
		without.Set(v)
		without.Field(i).SetZero()
		if b, err := json.Marshal(without.Interface()); err == nil && bytes.Equal(b, sent) {
			return fmt.Errorf("%s is not in its JSON, and so would arrive empty", inner)
		}
	}
	return nil
}

func differs(v, back reflect.Value, name string) error {
	return fmt.Errorf("%s went out as %+v and came back as %+v", name, v, back)
}
