package drivers

import (
	"bytes"
	"encoding/json"
)

// decode reads b, and refuses members that are unknown.
func decode(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
