package survey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/servicekpi/servicekpi/survey/internal/byrating"
)

// UnmarshalJSON reads {"min":1,"max":5}. It refuses null, a scale without min or max, which would read as 0, and
// other members, and then leaves s as it was. A scale of zeros is none.
func (s *Scale) UnmarshalJSON(b []byte) error {
	var in struct{ Min, Max *int }
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return fmt.Errorf("survey: a scale: %w", err)
	}
	if in.Min == nil || in.Max == nil {
		return errors.New("survey: min and max of a scale must both be there")
	}
	*s = Scale{Min: *in.Min, Max: *in.Max}
	return nil
}

// MarshalJSON returns the tally by rating, without zero counts:
// {"scale":{"min":1,"max":5},"ratings":{"4":40,"5":45}}. A tally without a scale is {"ratings":{}}. It is an
// error if t reads as no data for a flaw, such as a negative count.
func (t Tally) MarshalJSON() ([]byte, error) {
	if err := t.flaw(); err != nil {
		return nil, fmt.Errorf("survey: writing a tally: %w", err)
	}
	b := append(make([]byte, 0, 128), '{')
	if t.Scale != (Scale{}) {
		b = fmt.Appendf(b, `"scale":{"min":%d,"max":%d},`, t.Scale.Min, t.Scale.Max)
	}
	b, err := byrating.Append(append(b, `"ratings":`...), func(yield func(rating, n int) bool) {
		for rating, n := range t.All() {
			if n != 0 && !yield(rating, n) {
				return
			}
		}
	})
	return append(b, '}'), err
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses a scale without min or max, ratings that are off the
// scale or come twice, counts that are negative or not whole, and members that a tally does not have, and then
// leaves t as it was. Without ratings in it, the scale may be left out.
func (t *Tally) UnmarshalJSON(b []byte) error {
	var in struct {
		Scale   Scale           `json:"scale"`
		Ratings json.RawMessage `json:"ratings"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return fmt.Errorf("survey: reading a tally: %w", err)
	}
	read := Tally{Scale: in.Scale}
	err := byrating.Read("ratings", in.Ratings, func(rating, n int) error { return read.AddN(in.Scale, rating, n) })
	if err == nil {
		err = read.flaw()
	}
	if err != nil {
		return fmt.Errorf("survey: reading a tally: %w", err)
	}
	*t = read
	return nil
}
