package plan

import (
	"encoding/json"
	"fmt"

	"github.com/servicekpi/servicekpi/internal/wire"
)

// MarshalJSON returns {"answers":385,"design":{"sampling":"random"},"warnings":[]}; population and effect of the design
// stand only where they are not zero.
func (s Size) MarshalJSON() ([]byte, error) { return wire.Marshal(s) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there and a negative number of answers.
func (s *Size) UnmarshalJSON(b []byte) error {
	var in Size
	if err := wire.Read("plan: reading a size", b, &in); err != nil {
		return err
	}
	if in.Answers < 0 {
		return fmt.Errorf("plan: reading a size: %d answers", in.Answers)
	}
	*s = in
	return nil
}

// MarshalJSON returns {"halfWidth":0.049,"expected":…,"warnings":[]}, with null for what is unknown.
func (m Margin) MarshalJSON() ([]byte, error) { return wire.Marshal(m) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there and a negative width.
func (m *Margin) UnmarshalJSON(b []byte) error {
	var in Margin
	if err := wire.Read("plan: reading a margin", b, &in); err != nil {
		return err
	}
	if in.HalfWidth < 0 {
		return fmt.Errorf("plan: reading a margin: a half width of %v", in.HalfWidth)
	}
	*m = in
	return nil
}

// MarshalText returns what String does, or an error if s is no way of sampling.
func (s Sampling) MarshalText() ([]byte, error) {
	if s > OptIn {
		return nil, fmt.Errorf("plan: %v is not a way of sampling", s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads random or opt-in.
func (s *Sampling) UnmarshalText(text []byte) error {
	for sampling := Random; sampling <= OptIn; sampling++ {
		if sampling.String() == string(text) {
			*s = sampling
			return nil
		}
	}
	return fmt.Errorf("plan: sampling %q is not random or opt-in", text)
}

// MarshalJSON returns the warnings as an array of words.
func (w Warnings) MarshalJSON() ([]byte, error) {
	return json.Marshal(wire.Words(uint8(w), warningNames))
}

// UnmarshalJSON reads an array of words.
func (w *Warnings) UnmarshalJSON(b []byte) error {
	read, err := wire.ReadWords("plan: reading warnings", b, warningNames)
	if err == nil {
		*w = Warnings(read)
	}
	return err
}
