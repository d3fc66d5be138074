package instrument

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Response is the replies of one respondent: the code of an answer, or of an N/A, by the id of its item. An item
// that was left blank is not there.
type Response map[string]int

// UnmarshalJSON reads an object of codes by item: {"tools":4,"voice":null}. null is blank. It refuses numbers that
// are not whole and items that come twice, and then leaves r as it was.
func (r *Response) UnmarshalJSON(b []byte) error {
	read := Response{}
	d := json.NewDecoder(strings.NewReader(string(b)))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return errors.New(`instrument: reading a response: expected an object of codes by item, such as {"tools":4}`)
	}
	seen := map[string]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return fmt.Errorf("instrument: reading a response: %w", err)
		}
		id := name.(string)
		var code *int
		if err := d.Decode(&code); err != nil {
			return fmt.Errorf("instrument: reading a response: item %s: %w", id, err)
		}
		if seen[id] {
			return fmt.Errorf("instrument: reading a response: item %s comes twice", id)
		}
		if seen[id] = true; code != nil {
			read[id] = *code
		}
	}
	*r = read
	return nil
}

// AnswerError says which reply of a response its instrument does not take, and what it expected. It wraps a
// [*survey.RangeError] if the reply is a number off its scale.
type AnswerError struct {
	Instrument, Item string
	Expected         string
	Err              error
}

// Error returns instrument, item, what is wrong and what was expected.
func (e *AnswerError) Error() string {
	return fmt.Sprintf("instrument: %s, item %s: %v; expected %s", e.Instrument, e.Item, e.Err, e.Expected)
}

// Unwrap returns Err.
func (e *AnswerError) Unwrap() error { return e.Err }

// Check returns nil if r is a response to the instrument, and otherwise an error that joins an [*AnswerError] for
// each item that is unknown, each code that is neither an answer nor an N/A, and each required item without a
// reply. An N/A is a reply.
func (in *Instrument) Check(r Response) error {
	if len(in.items) == 0 {
		return errZero
	}
	var errs []error
	for _, it := range in.items {
		code, replied := r[it.id]
		switch {
		case !replied && it.must:
			errs = append(errs, in.refuse(it.id, errors.New("a reply is required")))
		case replied && !slices.Contains(it.na, code):
			if err := it.scale.Check(code); err != nil {
				errs = append(errs, in.refuse(it.id, err))
			}
		}
	}
	expected := "one of " + in.itemList()
	for _, id := range sorted(r) {
		if _, known := in.byID[id]; !known {
			errs = append(errs, &AnswerError{in.String(), strconv.Quote(id), expected, errors.New("there is no such item")})
		}
	}
	return errors.Join(errs...)
}

func (in *Instrument) refuse(id string, err error) error {
	return &AnswerError{in.String(), id, in.expected(in.byID[id]), err}
}

// expected says which codes an item takes: 1 to 5, or 9 for N/A.
func (in *Instrument) expected(i int) string {
	it := in.items[i]
	s := fmt.Sprintf("%d to %d", it.scale.Min, it.scale.Max)
	for _, code := range it.na {
		s += fmt.Sprintf(", or %d for N/A", code)
	}
	return s
}

func (in *Instrument) itemList() string {
	ids := make([]string, len(in.items))
	for i, it := range in.items {
		ids[i] = it.id
	}
	return few(ids)
}

// Code returns the code that a label stands for, for exports that hold labels: an answer or an N/A of the item in
// the given language. Case and the number of spaces do not matter, and a whole number that is a code stands for
// itself. The error is an [*AnswerError], also for an empty label, which is no reply: leave it out of the
// [Response].
func (in *Instrument) Code(item, language, label string) (int, error) {
	i, ok := in.byID[item]
	switch {
	case !ok && len(in.items) == 0:
		return 0, errZero
	case !ok:
		return 0, &AnswerError{in.String(), strconv.Quote(item), "one of " + in.itemList(), errors.New("there is no such item")}
	case !slices.Contains(in.def.Languages, language):
		expected := fmt.Sprintf("one of %q", in.def.Languages)
		return 0, &AnswerError{in.String(), item, expected, fmt.Errorf("there is no language %q", language)}
	}
	s := in.def.Scales[in.def.Items[i].Scale]
	wanted := fold(label)
	var texts []string
	for _, l := range slices.Concat(s.Labels, s.NA) {
		if fold(l.Text[language]) == wanted {
			return l.Code, nil
		}
		texts = append(texts, l.Text[language])
	}
	if code, err := strconv.Atoi(wanted); err == nil && (in.items[i].scale.Check(code) == nil || slices.Contains(in.items[i].na, code)) {
		return code, nil
	}
	return 0, &AnswerError{in.String(), item, fmt.Sprintf("%s, or one of %q", in.expected(i), texts), fmt.Errorf("no answer is labelled %q", label)}
}

// fold returns a label as it is compared: small letters, single spaces.
func fold(label string) string { return strings.ToLower(strings.Join(strings.Fields(label), " ")) }

// What stands in the place of a rating where there is none.
const (
	blank = -1
	na    = -2
)

// answers is the ratings of one respondent by place of the item, blank or na.
type answers [most]int8

// read fills a with the replies of r, and reports whether r is a response to the instrument. It does not allocate.
func (in *Instrument) read(r Response, a *answers) bool {
	found := 0
	for i := range in.items {
		it := &in.items[i]
		code, replied := r[it.id]
		switch {
		case !replied && it.must:
			return false
		case !replied:
			a[i] = blank
			continue
		case slices.Contains(it.na, code):
			a[i] = na
		case code < it.scale.Min || code > it.scale.Max:
			return false
		default:
			a[i] = int8(code)
		}
		found++
	}
	return found == len(r) && len(in.items) > 0
}
