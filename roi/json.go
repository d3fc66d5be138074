package roi

import (
	"fmt"

	"github.com/servicekpi/servicekpi/internal/wire"
)

// MarshalJSON returns an object with benefit, cost, npv, roi, payback, pays, draws and seed, with null for what is
// unknown.
func (o Outcome) MarshalJSON() ([]byte, error) { return wire.Marshal(o) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there and a share outside [0, 1].
func (o *Outcome) UnmarshalJSON(b []byte) error {
	var in Outcome
	if err := wire.Read("roi: reading an outcome", b, &in); err != nil {
		return err
	}
	if in.Pays < 0 || in.Pays > 1 || in.Draws < 0 {
		return fmt.Errorf("roi: reading an outcome: pays in %v of %d draws", in.Pays, in.Draws)
	}
	*o = in
	return nil
}

// MarshalJSON returns {"input":"margin","assumed":false,"atLo":-0.2,"atHi":"Infinity"}, with null for what is unknown.
func (b Bar) MarshalJSON() ([]byte, error) { return wire.Marshal(b) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there.
func (b *Bar) UnmarshalJSON(text []byte) error { return wire.Read("roi: reading a bar", text, b) }

// MarshalJSON returns an object with retention, assumedUplift, deflection, oneTime and running, with null for what is
// unknown.
func (a Account) MarshalJSON() ([]byte, error) { return wire.Marshal(a) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there.
func (a *Account) UnmarshalJSON(b []byte) error { return wire.Read("roi: reading an account", b, a) }
