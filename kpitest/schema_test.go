package kpitest_test

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// schema checks values against the part of JSON Schema (draft 2020-12) that schema.json uses. A keyword that it does
// not know fails the test, so that nothing in schema.json goes unchecked.
type schema struct {
	t       *testing.T
	root    anything
	applied int // how many if/then were taken
}

func newSchema(t *testing.T, root anything) *schema { return &schema{t: t, root: root} }

// check returns what is wrong with a value, each with its place.
func (s *schema) check(rule anything, v any, at string) []string {
	var errs []string
	wrong := func(format string, args ...any) {
		errs = append(errs, at+": "+fmt.Sprintf(format, args...))
	}
	object, _ := v.(anything)
	array, _ := v.([]any)
	number, isNumber := v.(float64)
	str, isString := v.(string)

	for keyword, want := range rule {
		switch keyword {
		case "$schema", "$id", "$defs", "title", "description", "then", "additionalProperties": // "then" with "if"
		case "$ref":
			errs = append(errs, s.check(s.ref(want.(string)), v, at)...)
		case "type":
			if types, ok := want.([]any); ok {
				if !slices.ContainsFunc(types, func(t any) bool { return isA(v, t.(string)) }) {
					wrong("%v is none of %v", v, types)
				}
			} else if !isA(v, want.(string)) {
				wrong("%v is no %v", v, want)
			}
		case "const":
			if !reflect.DeepEqual(v, want) {
				wrong("%v is not %v", v, want)
			}
		case "enum":
			if !slices.ContainsFunc(want.([]any), func(x any) bool { return reflect.DeepEqual(v, x) }) {
				wrong("%v is none of %v", v, want)
			}
		case "required":
			for _, name := range want.([]any) {
				if _, ok := object[name.(string)]; object != nil && !ok {
					wrong("%v is missing", name)
				}
			}
		case "properties":
			known := want.(anything)
			for name, x := range object {
				if r, ok := known[name]; ok {
					errs = append(errs, s.check(r.(anything), x, at+"/"+name)...)
				} else if rule["additionalProperties"] == false {
					wrong("nobody knows %q", name)
				}
			}
		case "items":
			for i, x := range array {
				errs = append(errs, s.check(want.(anything), x, fmt.Sprintf("%s/%d", at, i))...)
			}
		case "minItems":
			if array != nil && float64(len(array)) < want.(float64) {
				wrong("%d are too few", len(array))
			}
		case "maxItems":
			if array != nil && float64(len(array)) > want.(float64) {
				wrong("%d are too many", len(array))
			}
		case "minLength":
			if isString && float64(len([]rune(str))) < want.(float64) {
				wrong("%q is too short", str)
			}
		case "pattern":
			if isString && !regexp.MustCompile(want.(string)).MatchString(str) {
				wrong("%q does not match %v", str, want)
			}
		case "minimum":
			if isNumber && !(number >= want.(float64)) {
				wrong("%v is less than %v", number, want)
			}
		case "maximum":
			if isNumber && !(number <= want.(float64)) {
				wrong("%v is more than %v", number, want)
			}
		case "exclusiveMinimum":
			if isNumber && !(number > want.(float64)) {
				wrong("%v is not more than %v", number, want)
			}
		case "exclusiveMaximum":
			if isNumber && !(number < want.(float64)) {
				wrong("%v is not less than %v", number, want)
			}
		case "allOf":
			for _, r := range want.([]any) {
				errs = append(errs, s.check(r.(anything), v, at)...)
			}
		case "anyOf":
			if !slices.ContainsFunc(want.([]any), func(r any) bool { return len(s.check(r.(anything), v, at)) == 0 }) {
				wrong("%v fits none of the alternatives", v)
			}
		case "if":
			if len(s.check(want.(anything), v, at)) == 0 {
				s.applied++
				errs = append(errs, s.check(rule["then"].(anything), v, at)...)
			}
		default:
			s.t.Fatalf("schema.json uses %q, which this test does not check", keyword)
		}
	}
	return errs
}

// ref returns the definition that "#/$defs/name" refers to.
func (s *schema) ref(to string) anything {
	name, ok := strings.CutPrefix(to, "#/$defs/")
	defs := s.root["$defs"].(anything)
	if !ok || defs[name] == nil {
		s.t.Fatalf("schema.json refers to %s, which is not there", to)
	}
	return defs[name].(anything)
}

func isA(v any, name string) bool {
	switch v := v.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case float64:
		return name == "number" || name == "integer" && v == math.Trunc(v)
	case []any:
		return name == "array"
	case anything:
		return name == "object"
	}
	return false
}
