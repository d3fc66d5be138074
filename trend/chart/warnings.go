package chart

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/servicekpi/servicekpi/internal/wire"
)

// Warnings says what speaks against the limits of a chart, as data: it takes nothing away from them. The
// zero value is no warning. To look for one: c.Warnings&chart.Dependent != 0.
type Warnings uint8

const (
	// TooFew says that a baseline has fewer than 12 periods with data: its limits are guesses, and those of
	// Laney more so. They stand nevertheless, as far as there are any.
	TooFew Warnings = 1 << iota
	// Dependent says that neighbours in a baseline resemble each other more than chance allows, by the test
	// of [trend.Check]: windows overlap, the process is slow, or it changed within the baseline. Limits are
	// then too narrow.
	Dependent
	// Constant says that all values of a baseline are alike, or all neighbours: any other value is then
	// outside, or, where neighbours are alike that differ from others, there are no limits.
	Constant
	// Refused says that what was measured in a period is impossible, such as 5 of 3, and was taken as a gap.
	Refused
	// BlindAbove says that all upper limits are at the end of the scale: no value can be above.
	BlindAbove
	// BlindBelow says that all lower limits are at the end of the scale: no value can be below.
	BlindBelow
)

var warningNames = []string{"too few periods", "neighbours depend on each other", "no variation", "impossible data",
	"nothing can be above", "nothing can be below"}

// String returns the warnings in words, separated by commas, and an empty string for none.
func (w Warnings) String() string { return strings.Join(wire.Words(uint8(w), warningNames), ", ") }

// MarshalJSON returns the warnings as an array of words.
func (w Warnings) MarshalJSON() ([]byte, error) {
	return json.Marshal(wire.Words(uint8(w), warningNames))
}

// UnmarshalJSON reads an array of words.
func (w *Warnings) UnmarshalJSON(b []byte) error {
	read, err := wire.ReadWords("chart: reading warnings", b, warningNames)
	if err == nil {
		*w = Warnings(read)
	}
	return err
}

// blind looks for a side on which no point can be outside. A moving range of 0 is nothing to look for.
func (c *Chart) blind() Warnings {
	bottom, top := c.Kind.bounds()
	if c.Kind == kindMR || math.IsInf(bottom, -1) {
		return 0
	}
	drawn, above, below := false, true, true
	for i := range c.Points {
		at := &c.Points[i]
		if math.IsNaN(at.Z) {
			continue
		}
		drawn = true
		above = above && at.Hi >= top
		below = below && at.Lo <= bottom
		if !above && !below {
			return 0
		}
	}
	var w Warnings
	if drawn && above {
		w |= BlindAbove
	}
	if drawn && below {
		w |= BlindBelow
	}
	return w
}
