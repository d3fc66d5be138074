package survey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// MarshalJSON returns the tally by rating, without zero counts: {"scale":{"min":1,"max":5},"ratings":{"4":40,"5":45}}. A
// tally without a scale is {"ratings":{}}. It is an error if t reads as no data for a flaw, such as a negative count.
func (t Tally) MarshalJSON() ([]byte, error) {
	if err := t.flaw(); err != nil {
		return nil, fmt.Errorf("survey: writing a tally: %w", err)
	}
	b := append(make([]byte, 0, 128), '{')
	if t.Scale != (Scale{}) {
		b = fmt.Appendf(b, `"scale":{"min":%d,"max":%d},`, t.Scale.Min, t.Scale.Max)
	}
	b = append(b, `"ratings":{`...)
	for rating, n := range t.Ratings {
		if n == 0 {
			continue
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(strconv.AppendInt(append(b, '"'), int64(rating), 10), `":`...)
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, "}}"...), nil
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses ratings that are off the scale or come twice, counts that are
// negative or not whole, and members that a tally does not have, and then leaves t as it was.
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
	if in.Scale != (Scale{}) && !in.Scale.Valid() {
		return fmt.Errorf("survey: reading a tally: %w", in.Scale.invalid())
	}
	if err := read.addJSON(in.Ratings); err != nil {
		return fmt.Errorf("survey: reading a tally: %w", err)
	}
	if err := read.flaw(); err != nil {
		return fmt.Errorf("survey: reading a tally: %w", err)
	}
	*t = read
	return nil
}

// addJSON adds an object of counts by rating. It goes token by token, because a map would keep only the last of two counts
// of the same rating.
func (t *Tally) addJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return errors.New(`the ratings are not an object of counts by rating, such as {"4":40,"5":45}`)
	}
	var seen [11]bool
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		value, err := d.Token()
		if err != nil {
			return err
		}
		rating, err := strconv.Atoi(key.(string))
		if err != nil || strconv.Itoa(rating) != key {
			return fmt.Errorf("%q is not a rating", key)
		}
		if err := t.Scale.Check(rating); err != nil {
			return err
		}
		if seen[rating] {
			return fmt.Errorf("rating %d comes twice", rating)
		}
		seen[rating] = true
		number, _ := value.(json.Number)
		n, err := strconv.Atoi(number.String())
		if err != nil || n < 0 {
			return fmt.Errorf("the count %v of rating %d is not a whole number of answers", value, rating)
		}
		t.Ratings[rating] = n
	}
	return nil
}
