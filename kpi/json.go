package kpi

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/servicekpi/servicekpi/internal/wire"
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
	b = wire.Append(b, value)
	b = append(b, `,"lo":`...)
	b = wire.Append(b, lo)
	b = append(b, `,"hi":`...)
	b = wire.Append(b, hi)
	b = append(b, `,"level":`...)
	b = wire.Append(b, e.Level)
	b = append(b, `,"n":`...)
	b = strconv.AppendInt(b, int64(e.N), 10)
	b = append(b, `,"unit":"`...)
	b = append(b, e.Unit.String()...)
	return append(b, `"}`...), nil
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there, a limit that is null, limits
// that do not enclose the value, a level outside [0, 1], a value at level 0, and a negative n, and then leaves e as it
// was.
func (e *Estimate) UnmarshalJSON(b []byte) error {
	var in struct {
		Value float64 `json:"value"`
		Lo    float64 `json:"lo"`
		Hi    float64 `json:"hi"`
		Level float64 `json:"level"`
		N     int     `json:"n"`
		Unit  Unit    `json:"unit"`
	}
	if err := wire.Read("kpi: reading an estimate", b, &in); err != nil {
		return err
	}
	value, lo, hi, level := in.Value, in.Lo, in.Hi, in.Level
	switch {
	case math.IsNaN(lo) || math.IsNaN(hi):
		return errors.New("kpi: reading an estimate: lo and hi must be numbers or infinities")
	case lo > hi || value < lo || value > hi:
		return fmt.Errorf("kpi: reading an estimate: lo %v, value %v, hi %v are not in order", lo, value, hi)
	case !(0 <= level && level <= 1):
		return fmt.Errorf("kpi: reading an estimate: level %v is not from 0 to 1", level)
	case level == 0 && !math.IsNaN(value):
		return fmt.Errorf("kpi: reading an estimate: a value of %v at level 0, which is no data", value)
	case in.N < 0:
		return fmt.Errorf("kpi: reading an estimate: n %d is negative", in.N)
	}
	*e = Estimate(in)
	return nil
}

// MarshalJSON returns t as {"statistic":2.3,"df":0,"p":0.021}, with null for what is unknown and the infinities of
// [Estimate.MarshalJSON].
func (t Test) MarshalJSON() ([]byte, error) { return wire.Marshal(t) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there, degrees of freedom below 0 and a
// p-value outside [0, 1], and then leaves t as it was.
func (t *Test) UnmarshalJSON(b []byte) error {
	var in struct {
		Statistic float64 `json:"statistic"`
		DF        float64 `json:"df"`
		P         float64 `json:"p"`
	}
	if err := wire.Read("kpi: reading a test", b, &in); err != nil {
		return err
	}
	switch {
	case !(in.DF >= 0):
		return fmt.Errorf("kpi: reading a test: %v degrees of freedom", in.DF)
	case in.P < 0 || in.P > 1:
		return fmt.Errorf("kpi: reading a test: p %v is not from 0 to 1", in.P)
	}
	*t = Test(in)
	return nil
}
