package instrument

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// DefinitionError says what is wrong with a definition, where, and what was expected: items[2].scale: there is no
// scale "agre", expected one of agree, extent. Path is empty where the whole is meant.
type DefinitionError struct{ Path, Problem string }

// Error returns path and problem.
func (e *DefinitionError) Error() string {
	if e.Path == "" {
		return "instrument: " + e.Problem
	}
	return "instrument: " + e.Path + ": " + e.Problem
}

// strict decodes b into what into points to, and unlike encoding/json refuses members that are unknown, come twice
// or are spelled in other letters, saying where. If whole, those without omitempty must be there too: a label
// without a code has none, and not the code 0.
func strict(b []byte, into any, whole bool) error {
	var syntax *json.SyntaxError
	if err := json.Unmarshal(b, new(json.RawMessage)); errors.As(err, &syntax) {
		return &DefinitionError{"", fmt.Sprintf("not JSON: %v at byte %d", err, syntax.Offset)}
	}
	if err := (walker{whole}).walk(b, reflect.TypeOf(into).Elem(), ""); err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return &DefinitionError{"", err.Error()}
	}
	return nil
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// walker checks JSON against types; if whole, no member without omitempty may be missing.
type walker struct{ whole bool }

// walk checks one value of JSON against the type that it is for. The depth of types bounds its own.
func (w walker) walk(b []byte, t reflect.Type, path string) error {
	kind := t.Kind()
	switch {
	case kind == reflect.Pointer:
		return w.walk(b, t.Elem(), path)
	case !reflect.PointerTo(t).Implements(unmarshaler) && (kind == reflect.Struct || kind == reflect.Map):
		return w.walkObject(b, t, path)
	case !reflect.PointerTo(t).Implements(unmarshaler) && kind == reflect.Slice:
		return w.walkArray(b, t, path)
	}
	if bytes.Equal(bytes.TrimSpace(b), []byte("null")) {
		return &DefinitionError{path, fmt.Sprintf("null, expected %s", expects(t))}
	}
	err := json.Unmarshal(b, reflect.New(t).Interface())
	var inner *DefinitionError
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &inner):
		return &DefinitionError{strings.TrimSuffix(path+"."+inner.Path, "."), inner.Problem}
	case errors.As(err, &wrong):
		return &DefinitionError{path, fmt.Sprintf("%s, expected %s", wrong.Value, expects(t))}
	}
	return &DefinitionError{path, err.Error()}
}

func (w walker) walkObject(b []byte, t reflect.Type, path string) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return &DefinitionError{path, "expected an object"}
	}
	members := map[string]reflect.Type{}
	var needed []string
	if t.Kind() == reflect.Struct {
		for f := range t.Fields() {
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			members[name] = f.Type
			if w.whole && options == "" {
				needed = append(needed, name)
			}
		}
	}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return &DefinitionError{path, err.Error()}
		}
		name := token.(string)
		member, known := members[name]
		if t.Kind() == reflect.Map {
			member, known = t.Elem(), true
		}
		switch {
		case !known:
			return &DefinitionError{path, fmt.Sprintf("unknown member %q, expected one of %s", name, strings.Join(sorted(members), ", "))}
		case seen[name]:
			return &DefinitionError{path, fmt.Sprintf("member %q comes twice", name)}
		}
		seen[name] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return &DefinitionError{path, err.Error()}
		}
		if err := w.walk(value, member, strings.TrimPrefix(path+"."+name, ".")); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return &DefinitionError{path, err.Error()}
	}
	for _, name := range needed {
		if !seen[name] {
			return &DefinitionError{path, fmt.Sprintf("member %q is missing", name)}
		}
	}
	return nil
}

func (w walker) walkArray(b []byte, t reflect.Type, path string) error {
	var values []json.RawMessage
	if err := json.Unmarshal(b, &values); err != nil || values == nil {
		return &DefinitionError{path, "expected an array"}
	}
	for i, value := range values {
		if err := w.walk(value, t.Elem(), fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	return nil
}

// expects names a type in the words of JSON.
func expects(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	}
	return "an object"
}

// sorted returns the names of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
