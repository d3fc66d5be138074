package instrument_test

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

type object = map[string]any

// schema checks values against the part of JSON Schema (draft 2020-12) that schema.json uses. A keyword that it
// does not know fails the test, so that nothing goes unchecked.
type schema struct {
	t    *testing.T
	root object
}

// check returns what is wrong with a value, each with its place.
func (s schema) check(rule object, v any, at string) (errs []string) {
	wrong := func(format string, args ...any) { errs = append(errs, at+": "+fmt.Sprintf(format, args...)) }
	members, isObject := v.(object)
	array, isArray := v.([]any)
	number, isNumber := v.(float64)
	str, isString := v.(string)
	properties, _ := rule["properties"].(object)
	for keyword, want := range rule {
		limit, _ := want.(float64)
		switch keyword {
		case "$schema", "$id", "$defs", "title", "description":
		case "$ref":
			name, _ := strings.CutPrefix(want.(string), "#/$defs/")
			errs = append(errs, s.check(s.root["$defs"].(object)[name].(object), v, at)...)
		case "type":
			kinds := map[string]bool{"object": isObject, "array": isArray, "string": isString, "number": isNumber,
				"integer": isNumber && number == math.Trunc(number), "boolean": reflect.TypeOf(v) == reflect.TypeFor[bool]()}
			if !kinds[want.(string)] {
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
				if _, ok := members[name.(string)]; isObject && !ok {
					wrong("%v is missing", name)
				}
			}
		case "properties":
			for name, r := range properties {
				if x, ok := members[name]; ok {
					errs = append(errs, s.check(r.(object), x, at+"/"+name)...)
				}
			}
		case "additionalProperties":
			for name, x := range members {
				if _, known := properties[name]; known {
					continue
				}
				if r, ok := want.(object); ok {
					errs = append(errs, s.check(r, x, at+"/"+name)...)
				} else {
					wrong("nobody knows %q", name)
				}
			}
		case "propertyNames":
			for name := range members {
				errs = append(errs, s.check(want.(object), name, at+"/"+name)...)
			}
		case "items":
			for i, x := range array {
				errs = append(errs, s.check(want.(object), x, fmt.Sprintf("%s/%d", at, i))...)
			}
		case "uniqueItems":
			for i, x := range array {
				if slices.ContainsFunc(array[:i], func(o any) bool { return reflect.DeepEqual(o, x) }) {
					wrong("%v comes twice", x)
				}
			}
		case "minItems", "maxItems":
			if n := float64(len(array)); isArray && (keyword == "minItems" && n < limit || keyword == "maxItems" && n > limit) {
				wrong("%v elements", n)
			}
		case "minProperties":
			if isObject && float64(len(members)) < limit {
				wrong("too few members")
			}
		case "minLength":
			if isString && float64(len([]rune(str))) < limit {
				wrong("%q is too short", str)
			}
		case "pattern":
			if isString && !regexp.MustCompile(want.(string)).MatchString(str) {
				wrong("%q does not match %v", str, want)
			}
		case "minimum", "maximum", "exclusiveMinimum":
			if isNumber && (keyword == "minimum" && number < limit || keyword == "maximum" && number > limit ||
				keyword == "exclusiveMinimum" && number <= limit) {
				wrong("%v against the %s %v", number, keyword, limit)
			}
		case "oneOf":
			fit := 0
			for _, r := range want.([]any) {
				if len(s.check(r.(object), v, at)) == 0 {
					fit++
				}
			}
			if fit != 1 {
				wrong("%v fits %d of the alternatives", v, fit)
			}
		default:
			s.t.Fatalf("schema.json uses %q, which this test does not check", keyword)
		}
	}
	return errs
}
