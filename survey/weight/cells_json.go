package weight

import (
	"errors"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/survey/internal/weighted"
)

type cellsJSON struct {
	Variables []string   `json:"variables"`
	Cells     []cellJSON `json:"cells"`
}

type cellJSON struct {
	Levels []string `json:"levels"`
	Cell
}

// MarshalJSON returns the cells by the names of their levels, sorted by them:
// {"variables":["sex","age"],"cells":[{"levels":["F","55+"],"n":2,"sum":3.5,"squares":6.25}]}.
func (c Cells) MarshalJSON() ([]byte, error) {
	out := cellsJSON{Variables: c.Variables(), Cells: []cellJSON{}}
	if out.Variables == nil {
		out.Variables = []string{}
	}
	for levels, cell := range c.All() {
		out.Cells = append(out.Cells, cellJSON{levels, cell})
	}
	return write(out, nil)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses what Add could not have counted, and then leaves c
// as it was.
func (c *Cells) UnmarshalJSON(b []byte) error {
	var in cellsJSON
	if err := decode(b, &in); err != nil {
		return err
	}
	read, err := in.cells()
	if err != nil {
		return reading(err)
	}
	*c = read
	return nil
}

func (in cellsJSON) cells() (Cells, error) {
	if len(in.Variables) == 0 {
		if len(in.Cells) > 0 {
			return Cells{}, errors.New("cells without variables")
		}
		return Cells{}, nil
	}
	if err := checkNames(in.Variables); err != nil {
		return Cells{}, err
	}
	read := Cells{newTable(in.Variables)}
	for _, c := range in.Cells {
		if len(c.Levels) != len(in.Variables) {
			return Cells{}, fmt.Errorf("the levels %q for the variables %q", c.Levels, in.Variables)
		}
		if c.N <= 0 || !weighted.Positive(c.Sum) || !weighted.Positive(c.Squares) || !between(c.Sum/c.Squares*c.Sum, 1, float64(c.N)) {
			return Cells{}, fmt.Errorf("%+v of %s is not the base weights of respondents", c.Cell, named(in.Variables, c.Levels))
		}
		if mean := c.Sum / float64(c.N); !between(mean, 1e-100, 1e100) {
			return Cells{}, fmt.Errorf("base weights of %v in %s leave the range of 1e-100 to 1e+100", mean, named(in.Variables, c.Levels))
		}
		if before := read.Len(); read.N() > math.MaxInt-c.N {
			return Cells{}, errTooMany
		} else if err := read.add(c.Levels, c.Cell); err != nil {
			return Cells{}, err
		} else if read.Len() == before {
			return Cells{}, fmt.Errorf("%s comes twice", named(in.Variables, c.Levels))
		}
	}
	return read, nil
}
