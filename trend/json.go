package trend

import (
	"encoding/json"
	"fmt"

	"github.com/servicekpi/servicekpi/internal/wire"
	"github.com/servicekpi/servicekpi/kpi"
)

// MarshalJSON returns {"slope":…,"sampling":…,"tau":0.1,"scatter":…,"periods":12,"warnings":[]}, with null for what is
// unknown, and the estimates and the test as package kpi writes them.
func (l Line) MarshalJSON() ([]byte, error) { return wire.Marshal(l) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there, a negative tau and negative
// periods, and then leaves l as it was.
func (l *Line) UnmarshalJSON(b []byte) error {
	var in Line
	if err := wire.Read("trend: reading a line", b, &in); err != nil {
		return err
	}
	if in.Tau < 0 || in.Periods < 0 {
		return fmt.Errorf("trend: reading a line: tau %v of %d periods", in.Tau, in.Periods)
	}
	*l = in
	return nil
}

// MarshalJSON returns {"statistic":2.3,"df":0,"p":0.021,"s":40,"tauB":0.6,"n":12,"warnings":[]}, with null for what is
// unknown.
func (k Kendall) MarshalJSON() ([]byte, error) { return wire.Marshal(k) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses what [kpi.Test] does, and a negative n.
func (k *Kendall) UnmarshalJSON(b []byte) error {
	var in Kendall
	if err := wire.Read("trend: reading a Kendall", b, &in); err != nil {
		return err
	}
	if in.N < 0 {
		return fmt.Errorf("trend: reading a Kendall: n %d is negative", in.N)
	}
	var test kpi.Test
	if err := test.UnmarshalJSON(b); err != nil {
		return fmt.Errorf("trend: reading a Kendall: %w", err)
	}
	*k = in
	return nil
}

// MarshalJSON returns {"at":7,"statistic":35,"p":0.004,"warnings":[]}, with null for what is unknown.
func (s Shift) MarshalJSON() ([]byte, error) { return wire.Marshal(s) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there, an at below -1 and a p-value outside
// [0, 1].
func (s *Shift) UnmarshalJSON(b []byte) error {
	var in Shift
	if err := wire.Read("trend: reading a shift", b, &in); err != nil {
		return err
	}
	if in.At < -1 || in.P < 0 || in.P > 1 {
		return fmt.Errorf("trend: reading a shift: at %d, p %v", in.At, in.P)
	}
	*s = in
	return nil
}

// MarshalJSON returns the warnings as an array of words.
func (w Warnings) MarshalJSON() ([]byte, error) {
	return json.Marshal(wire.Words(uint8(w), warningNames))
}

// UnmarshalJSON reads an array of words.
func (w *Warnings) UnmarshalJSON(b []byte) error {
	read, err := wire.ReadWords("trend: reading warnings", b, warningNames)
	if err == nil {
		*w = Warnings(read)
	}
	return err
}
