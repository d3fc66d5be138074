package instrument_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/instrument"
)

type object = map[string]any

// schema checks values against the part of JSON Schema (draft 2020-12) that schema.json uses. A keyword that it
// does not know fails the test, so that nothing goes unchecked.
type schema struct {
	t    *testing.T
	root object
}

var patterns = map[string]*regexp.Regexp{}

func pattern(text string) *regexp.Regexp {
	if patterns[text] == nil {
		patterns[text] = regexp.MustCompile(text)
	}
	return patterns[text]
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
			if isString && !pattern(want.(string)).MatchString(str) {
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

// What the schema refuses Parse refuses too: of every document that is the whole one with a member or an element
// removed, or put in its place something else. What only Parse refuses are references, sums and such.
func TestParseRefusesWhatTheSchemaRefuses(t *testing.T) {
	var root object
	require.NoError(t, json.Unmarshal(instrument.Schema(), &root))
	s := schema{t, root}
	var v any
	require.NoError(t, json.Unmarshal([]byte(whole), &v))
	refused := 0
	try := func(what string) {
		wrong := s.check(root, v, "")
		if len(wrong) == 0 {
			return
		}
		refused++
		b, err := json.Marshal(v)
		require.NoError(t, err)
		_, err = instrument.Parse(b)
		assert.Error(t, err, "%s: %v", what, wrong)
	}
	others := []any{nil, 0.0, "x"}
	var walk func(v any, at string)
	walk = func(v any, at string) {
		switch v := v.(type) {
		case object:
			for name, x := range v {
				delete(v, name)
				try(at + "/" + name + " removed")
				for _, other := range others {
					v[name] = other
					try(fmt.Sprintf("%s/%s as %v", at, name, other))
				}
				v[name] = x
				walk(x, at+"/"+name)
			}
			for _, name := range []string{"unknown", "answered", "share", "from"} {
				if _, known := v[name]; !known {
					for _, other := range others {
						v[name] = other
						try(fmt.Sprintf("%s/%s added as %v", at, name, other))
					}
					delete(v, name)
				}
			}
		case []any:
			for i, x := range v {
				for _, other := range others {
					v[i] = other
					try(fmt.Sprintf("%s/%d as %v", at, i, other))
				}
				v[i] = x
				walk(x, fmt.Sprintf("%s/%d", at, i))
			}
		}
	}
	walk(v, "")
	assert.Greater(t, refused, 1000)
}
