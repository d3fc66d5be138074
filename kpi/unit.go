package kpi

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Unit says what the numbers of an Estimate count. The zero Unit is Number.
type Unit uint8

const (
	Number   Unit = iota // a plain number: a mean on a scale, a ratio, an amount
	Fraction             // a share of one, printed in percent
	Points               // a net score from -100 to 100, such as NPS
	Seconds              // a time, printed as a time.Duration
	Change               // a difference of fractions, printed in percentage points
)

var unitNames = [...]string{"number", "fraction", "points", "seconds", "change"}

// String returns the unit's name as it stands in JSON: number, fraction, points, seconds or change.
func (u Unit) String() string {
	if int(u) < len(unitNames) {
		return unitNames[u]
	}
	return "Unit(" + strconv.Itoa(int(u)) + ")"
}

// MarshalText returns the unit's name, or an error if u is none of the five units.
func (u Unit) MarshalText() ([]byte, error) {
	if int(u) >= len(unitNames) {
		return nil, fmt.Errorf("kpi: %v is not a unit", u)
	}
	return []byte(unitNames[u]), nil
}

// UnmarshalText reads a unit's name.
func (u *Unit) UnmarshalText(text []byte) error {
	for i, name := range unitNames {
		if name == string(text) {
			*u = Unit(i)
			return nil
		}
	}
	return fmt.Errorf("kpi: unit %q is not one of %q", text, unitNames)
}

// Format returns x as people read it in unit u: 87.0% for a Fraction, 39.8 for Points, 10h0m0s for Seconds, 4.5pp
// for a Change, two decimals for a Number. NaN is n/a and an infinity is ∞ or -∞. It rounds for reading only: compare
// and compute with the number itself.
func (u Unit) Format(x float64) string {
	switch {
	case math.IsNaN(x):
		return "n/a"
	case math.IsInf(x, 1):
		return "∞"
	case math.IsInf(x, -1):
		return "-∞"
	}
	switch u {
	case Fraction:
		return decimals(100*x, 1) + "%"
	case Change:
		return decimals(100*x, 1) + "pp"
	case Points:
		return decimals(x, 1)
	case Seconds:
		return duration(x)
	default:
		if a := math.Abs(x); a != 0 && (a < 0.1 || a >= 1e15) {
			return strconv.FormatFloat(x, 'g', 3, 64)
		}
		return decimals(x, 2)
	}
}

// decimals formats x with n decimals and without a minus before nothing but zeros.
func decimals(x float64, n int) string {
	var buf [32]byte
	s := strconv.AppendFloat(buf[:0], x, 'f', n, 64)
	if s[0] == '-' {
		for _, c := range s[1:] {
			if c != '0' && c != '.' {
				return string(s)
			}
		}
		s = s[1:]
	}
	return string(s)
}

// duration formats seconds like time.Duration, to the second from a minute up and to the millisecond below.
func duration(seconds float64) string {
	if math.Abs(seconds) >= 9e9 { // beyond the 292 years of a time.Duration
		return decimals(seconds/3600, 0) + "h"
	}
	d := time.Duration(math.Round(seconds * 1e9))
	if d.Abs() >= time.Minute {
		return d.Round(time.Second).String()
	}
	return d.Round(time.Millisecond).String()
}
