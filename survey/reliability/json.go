package reliability

import (
	"bytes"
	"encoding/json"
	"fmt"
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

// decode reads b, and refuses members that are unknown.
func decode(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
