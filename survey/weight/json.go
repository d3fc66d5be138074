package weight

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/internal/byrating"
)

type tallyJSON struct {
	Scale survey.Scale    `json:"scale,omitzero"`
	Cells json.RawMessage `json:"cells"`
}

// MarshalJSON returns the tally by rating, without empty cells:
// {"scale":{"min":0,"max":10},"cells":{"9":{"n":2,"sum":3.5,"squares":6.25}}}. It is an error if t reads as
// no data for a flaw.
func (t Tally) MarshalJSON() ([]byte, error) {
	err := t.flaw()
	out := tallyJSON{Scale: t.Scale}
	if err == nil {
		out.Cells, err = byrating.Append(nil, filled(t.Cells))
	}
	return write(out, err)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses what Add could not have counted, and then leaves t
// as it was.
func (t *Tally) UnmarshalJSON(b []byte) error {
	var in tallyJSON
	if err := decode(b, &in); err != nil {
		return err
	}
	read := Tally{Scale: in.Scale}
	err := byrating.Read("cells", in.Cells, func(rating int, c Cell) error {
		if err := in.Scale.Check(rating); err != nil {
			return err
		}
		read.Cells[rating] = c
		return nil
	})
	if err == nil {
		err = read.flaw()
	}
	if err != nil {
		return reading(err)
	}
	*t = read
	return nil
}

type clustersJSON struct {
	Scale    survey.Scale    `json:"scale,omitzero"`
	N        int             `json:"n"`
	Clusters int             `json:"clusters"`
	Cells    json.RawMessage `json:"cells"`
	Cross    json.RawMessage `json:"cross"`
}

// MarshalJSON returns the clusters by rating, without zeros, each pair of ratings once:
// {"scale":{"min":0,"max":10},"n":3,"clusters":2,"cells":{"6":1,"9":2},"cross":{"6":{"6":1,"9":1},"9":{"9":2}}}.
// It is an error if c reads as no data for a flaw.
func (c Clusters) MarshalJSON() ([]byte, error) {
	err := c.flaw()
	out := clustersJSON{Scale: c.Scale, N: c.N, Clusters: c.Clusters}
	if err == nil {
		out.Cells, err = byrating.Append(nil, filled(c.Cells))
	}
	if err == nil {
		var cross [11]row
		for i := range cross {
			cross[i] = c.Cross[i]
			clear(cross[i][:i]) // in the rows above already
		}
		out.Cross, err = byrating.Append(nil, filled(cross))
	}
	return write(out, err)
}

// row is a row of Cross.
type row [11]float64

func (r row) MarshalJSON() ([]byte, error) { return byrating.Append(nil, filled(r)) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses what Add could not have added up, and then leaves c
// as it was.
func (c *Clusters) UnmarshalJSON(b []byte) error {
	var in clustersJSON
	if err := decode(b, &in); err != nil {
		return err
	}
	read := Clusters{Scale: in.Scale, N: in.N, Clusters: in.Clusters}
	err := byrating.Read("cells", in.Cells, func(i int, w float64) error {
		if err := in.Scale.Check(i); err != nil {
			return err
		}
		read.Cells[i] = w
		return nil
	})
	if err == nil {
		err = byrating.Read("cross", in.Cross, func(i int, row json.RawMessage) error {
			if err := in.Scale.Check(i); err != nil {
				return err
			}
			return byrating.Read("cross", row, func(j int, product float64) error {
				if err := in.Scale.Check(j); err != nil {
					return err
				}
				if read.Cross[i][j] != 0 {
					return fmt.Errorf("cross: ratings %d and %d come twice", i, j)
				}
				read.Cross[i][j], read.Cross[j][i] = product, product
				return nil
			})
		})
	}
	if err == nil {
		err = read.flaw()
	}
	if err != nil {
		return reading(err)
	}
	*c = read
	return nil
}

// filled returns the values that are not zero, with their ratings.
func filled[V comparable](values [11]V) iter.Seq2[int, V] {
	return func(yield func(int, V) bool) {
		var zero V
		for rating, v := range values {
			if v != zero && !yield(rating, v) {
				return
			}
		}
	}
}

func write(v any, err error) ([]byte, error) {
	if err != nil {
		return nil, fmt.Errorf("weight: writing a tally: %w", err)
	}
	return json.Marshal(v)
}

func decode(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return reading(err)
	}
	return nil
}

func reading(err error) error { return fmt.Errorf("weight: reading a tally: %w", err) }
