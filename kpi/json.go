package kpi

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// MarshalJSON returns e as {"value":0.87,"lo":0.79,"hi":0.922,"level":0.95,"n":100,"unit":"fraction"}. No data is
// the value null; infinities are the strings "Infinity" and "-Infinity". Reading it back gives the same estimate to the
// last bit, except that the zero Estimate, which is written as no data without limits, comes back so.
func (e Estimate) MarshalJSON() ([]byte, error) {
	if int(e.Unit) >= len(unitNames) {
		return nil, fmt.Errorf("kpi: %v is not a unit", e.Unit)
	}
	lo, hi := e.limits()
	value := e.Value
	if !e.Known() {
		value = math.NaN()
	}
	b := append(make([]byte, 0, 160), `{"value":`...)
	b = appendNumber(b, value)
	b = append(b, `,"lo":`...)
	b = appendNumber(b, lo)
	b = append(b, `,"hi":`...)
	b = appendNumber(b, hi)
	b = append(b, `,"level":`...)
	b = appendNumber(b, e.Level)
	b = append(b, `,"n":`...)
	b = strconv.AppendInt(b, int64(e.N), 10)
	b = append(b, `,"unit":"`...)
	b = append(b, e.Unit.String()...)
	return append(b, `"}`...), nil
}

// appendNumber appends x in the shortest form that reads back as x.
func appendNumber(b []byte, x float64) []byte {
	switch {
	case math.IsNaN(x):
		return append(b, "null"...)
	case math.IsInf(x, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(x, -1):
		return append(b, `"-Infinity"`...)
	}
	return strconv.AppendFloat(b, x, 'g', -1, 64)
}

// number is a float64 whose JSON may be null or an infinity's name.
type number struct {
	float64
	present bool
}

func (x *number) UnmarshalJSON(b []byte) error {
	x.present = true
	switch string(b) {
	case "null":
		x.float64 = math.NaN()
	case `"Infinity"`:
		x.float64 = math.Inf(1)
	case `"-Infinity"`:
		x.float64 = math.Inf(-1)
	default:
		f, err := strconv.ParseFloat(string(b), 64)
		if err != nil {
			return fmt.Errorf(`%s is not a number, null, "Infinity" or "-Infinity"`, b)
		}
		x.float64 = f
	}
	return nil
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there, a limit that is null, limits
// that do not enclose the value, a level outside [0, 1], a value at level 0, and a negative n, and then leaves e as it
// was.
func (e *Estimate) UnmarshalJSON(b []byte) error {
	var in struct {
		Value number `json:"value"`
		Lo    number `json:"lo"`
		Hi    number `json:"hi"`
		Level number `json:"level"`
		N     *int   `json:"n"`
		Unit  *Unit  `json:"unit"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("kpi: reading an estimate: %w", err)
	}
	value, lo, hi, level := in.Value.float64, in.Lo.float64, in.Hi.float64, in.Level.float64
	switch {
	case !in.Value.present || !in.Lo.present || !in.Hi.present || !in.Level.present || in.N == nil || in.Unit == nil:
		return errors.New("kpi: reading an estimate: value, lo, hi, level, n and unit must all be there")
	case math.IsNaN(lo) || math.IsNaN(hi):
		return errors.New("kpi: reading an estimate: lo and hi must be numbers or infinities")
	case lo > hi || value < lo || value > hi:
		return fmt.Errorf("kpi: reading an estimate: lo %v, value %v, hi %v are not in order", lo, value, hi)
	case !(0 <= level && level <= 1):
		return fmt.Errorf("kpi: reading an estimate: level %v is not from 0 to 1", level)
	case level == 0 && !math.IsNaN(value):
		return fmt.Errorf("kpi: reading an estimate: a value of %v at level 0, which is no data", value)
	case *in.N < 0:
		return fmt.Errorf("kpi: reading an estimate: n %d is negative", *in.N)
	}
	*e = Estimate{Value: value, Lo: lo, Hi: hi, Level: level, N: *in.N, Unit: *in.Unit}
	return nil
}
