// Package byrating reads and writes the JSON objects of tallies, whose members are named by ratings:
// {"4":40,"5":45}. By name, because by position nobody could tell a scale from 0 from one from 1.
package byrating

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
)

// Append appends an object of the values in their order.
func Append[V any](b []byte, values iter.Seq2[int, V]) ([]byte, error) {
	b = append(b, '{')
	for rating, v := range values {
		js, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(strconv.AppendInt(append(b, '"'), int64(rating), 10), `":`...)
		b = append(b, js...)
	}
	return append(b, '}'), nil
}

// Read calls set for each member of an object, and returns the first error of set or of the object: no
// object, a member not named by a rating, the same rating twice, or a value that is null or does not fit V.
// The name of the object is for errors.
func Read[V any](name string, object []byte, set func(rating int, v V) error) error {
	// Token by token: a map would keep only the last of two values of the same rating.
	d := json.NewDecoder(bytes.NewReader(object))
	d.DisallowUnknownFields()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return fmt.Errorf(`%s is not an object by rating, such as {"4":…,"5":…}`, name)
	}
	seen := map[int]bool{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		rating, err := strconv.Atoi(key.(string))
		if err != nil || strconv.Itoa(rating) != key {
			return fmt.Errorf("%s: %q is not a rating", name, key)
		}
		if seen[rating] {
			return fmt.Errorf("%s: rating %d comes twice", name, rating)
		}
		seen[rating] = true
		var v *V
		if err := d.Decode(&v); err != nil {
			return fmt.Errorf("%s: rating %d: %w", name, rating, err)
		}
		if v == nil {
			return fmt.Errorf("%s: rating %d is null", name, rating)
		}
		if err := set(rating, *v); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}
