package drivers

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/wire"
)

// MarshalJSON returns an object with outcome, method and missing in words, n, of, r2, drivers, and refused where it is
// not empty.
func (m Importance) MarshalJSON() ([]byte, error) { return wire.Marshal(m) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there, and then leaves m as it was.
func (m *Importance) UnmarshalJSON(b []byte) error {
	return wire.Read("drivers: reading importance", b, m)
}

// MarshalJSON returns {"importance":0.25,"performance":4,"band":[0,0],"points":[…]}, with null for cross-hairs of no
// points.
func (m Map) MarshalJSON() ([]byte, error) { return wire.Marshal(m) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there and a band that is not 0 or above.
func (m *Map) UnmarshalJSON(b []byte) error {
	var in Map
	if err := wire.Read("drivers: reading a map", b, &in); err != nil {
		return err
	}
	for _, band := range in.Band {
		if !(0 <= band && band <= math.MaxFloat64) {
			return fmt.Errorf("drivers: reading a map: a tie band of %v", band)
		}
	}
	*m = in
	return nil
}

// MarshalJSON returns {"row":"north","column":"no","n":3,"expected":5,"residual":-0.89,"adjusted":null}, null for what
// is unknown.
func (c Cell) MarshalJSON() ([]byte, error) { return wire.Marshal(c) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there and a negative n.
func (c *Cell) UnmarshalJSON(b []byte) error {
	var in Cell
	if err := wire.Read("drivers: reading a cell", b, &in); err != nil {
		return err
	}
	if in.N < 0 {
		return fmt.Errorf("drivers: reading a cell: n %d is negative", in.N)
	}
	*c = in
	return nil
}

// MarshalJSON returns {"name":"north","share":…,"above":["south"]}.
func (c Column) MarshalJSON() ([]byte, error) { return wire.Marshal(c) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there.
func (c *Column) UnmarshalJSON(b []byte) error { return wire.Read("drivers: reading a column", b, c) }

// UnmarshalJSON reads {"first":"north","second":"south","test":…}. It refuses a member that is not there.
func (c *Compared) UnmarshalJSON(b []byte) error {
	return wire.Read("drivers: reading a comparison", b, c)
}
