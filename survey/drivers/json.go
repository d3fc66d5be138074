package drivers

import (
	"bytes"
	"encoding/json"
	"fmt"
)

type answersJSON struct {
	Questions *Questions `json:"questions,omitempty"`
	Rows      [][]*int   `json:"rows"` // null is no answer
}

// MarshalJSON returns the answers by respondent, null for none: {"questions":{…},"rows":[[4,5,null],[5,5,4]]}. It is an
// error if a reads as no data for a flaw.
func (a Answers) MarshalJSON() ([]byte, error) {
	if err := a.flaw(); err != nil {
		return nil, fmt.Errorf("drivers: writing answers: %w", err)
	}
	out := answersJSON{Rows: make([][]*int, a.N())}
	if !a.Questions.empty() {
		out.Questions = &a.Questions
	}
	for i := range out.Rows {
		for _, x := range a.row(i) {
			var cell *int
			if x != gap {
				rating := int(x)
				cell = &rating
			}
			out.Rows[i] = append(out.Rows[i], cell)
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses what Add could not have added, and then leaves a as it was.
func (a *Answers) UnmarshalJSON(b []byte) error {
	var in answersJSON
	err := decode(b, &in)
	var read Answers
	if err == nil && in.Questions != nil {
		read.Questions = *in.Questions
	}
	k := 1 + len(read.Questions.Drivers)
	for i, row := range in.Rows {
		if err == nil && len(row) != k {
			err = fmt.Errorf("row %d has %d answers to %d questions", i, len(row), k)
		}
		for _, x := range row {
			switch {
			case x == nil:
				read.Ratings = append(read.Ratings, gap)
			case *x < 0 || *x > 10:
				err = fmt.Errorf("row %d: rating %d is on no scale", i, *x)
			default:
				read.Ratings = append(read.Ratings, uint8(*x))
			}
		}
	}
	if err == nil {
		err = read.flaw()
	}
	if err != nil {
		return fmt.Errorf("drivers: reading answers: %w", err)
	}
	*a = read
	return nil
}

// MarshalJSON returns the sums by name. It is an error if s reads as no data for a flaw.
func (s Sums) MarshalJSON() ([]byte, error) {
	if err := s.flaw(); err != nil {
		return nil, fmt.Errorf("drivers: writing sums: %w", err)
	}
	type plain Sums
	return json.Marshal(plain(s))
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses what Add could not have added up, as far as that can be seen,
// and then leaves s as it was.
func (s *Sums) UnmarshalJSON(b []byte) error {
	type plain Sums
	var in plain
	err := decode(b, &in)
	read := Sums(in)
	if err == nil {
		err = read.flaw()
	}
	if err != nil {
		return fmt.Errorf("drivers: reading sums: %w", err)
	}
	*s = read
	return nil
}

// decode reads b, and refuses members that are unknown.
func decode(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// once returns an error if an object has a member twice, of which a map would keep the last.
func once(d *json.Decoder) error {
	t, err := d.Token()
	open, ok := t.(json.Delim)
	if err != nil || !ok {
		return err
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			if seen[name] {
				return fmt.Errorf("%q comes twice", name)
			}
			seen[name] = true
		}
		if err := once(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}
