package reliability

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/servicekpi/servicekpi/survey"
)

// MarshalJSON returns the sums by name. It is an error if t reads as no data for a flaw.
func (t Items) MarshalJSON() ([]byte, error) {
	if err := t.flaw(); err != nil {
		return nil, fmt.Errorf("reliability: writing items: %w", err)
	}
	type plain Items
	return json.Marshal(plain(t))
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses what Add could not have added up, as far as that can
// be seen, and then leaves t as it was.
func (t *Items) UnmarshalJSON(b []byte) error {
	type plain Items
	var in plain
	err := decode(b, &in)
	read := Items(in)
	if err == nil {
		err = read.flaw()
	}
	if err != nil {
		return fmt.Errorf("reliability: reading items: %w", err)
	}
	*t = read
	return nil
}

type answersJSON struct {
	Scale      survey.Scale `json:"scale,omitzero"`
	Items      int          `json:"items"`
	Rows       [][]int      `json:"rows"`
	Incomplete int          `json:"incomplete,omitzero"`
}

// MarshalJSON returns the answers by respondent: {"scale":{"min":1,"max":5},"items":3,"rows":[[4,5,3],[5,5,4]]}.
// It is an error if a reads as no data for a flaw.
func (a Answers) MarshalJSON() ([]byte, error) {
	if err := a.flaw(); err != nil {
		return nil, fmt.Errorf("reliability: writing answers: %w", err)
	}
	out := answersJSON{a.Scale, a.Items, make([][]int, a.N()), a.Incomplete}
	for i := range out.Rows {
		for _, x := range a.row(i) {
			out.Rows[i] = append(out.Rows[i], int(x))
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses what Add could not have added, and then leaves a as
// it was.
func (a *Answers) UnmarshalJSON(b []byte) error {
	var in answersJSON
	if err := decode(b, &in); err != nil {
		return fmt.Errorf("reliability: reading answers: %w", err)
	}
	read := Answers{Scale: in.Scale, Items: in.Items, Incomplete: in.Incomplete}
	for i, row := range in.Rows {
		if len(row) != in.Items {
			return fmt.Errorf("reliability: reading answers: row %d has %d items and not %d", i, len(row), in.Items)
		}
		for _, x := range row {
			if err := in.Scale.Check(x); err != nil {
				return fmt.Errorf("reliability: reading answers: row %d: %w", i, err)
			}
			read.Ratings = append(read.Ratings, uint8(x))
		}
	}
	if err := read.flaw(); err != nil {
		return fmt.Errorf("reliability: reading answers: %w", err)
	}
	*a = read
	return nil
}

// decode reads b, and refuses members that are unknown.
func decode(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
