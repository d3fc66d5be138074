package compare

import (
	"fmt"

	"github.com/servicekpi/servicekpi/internal/wire"
)

// UnmarshalJSON reads {"score":…,"difference":…,"test":…,"differs":false}. It refuses a member that is not there.
func (f *Finding) UnmarshalJSON(b []byte) error { return wire.Read("compare: reading a finding", b, f) }

// MarshalJSON returns {"target":0.8,"phi":1,"tau":0,"points":[…]}, with null for what is unknown.
func (p FunnelPlot) MarshalJSON() ([]byte, error) { return wire.Marshal(p) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there.
func (p *FunnelPlot) UnmarshalJSON(b []byte) error {
	return wire.Read("compare: reading a funnel plot", b, p)
}

// MarshalJSON returns {"share":…,"lo":0.7,"hi":0.9,"z":-1.2,"outside":false}, with null for what is unknown.
func (p FunnelPoint) MarshalJSON() ([]byte, error) { return wire.Marshal(p) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there, and limits that are null or in
// the wrong order.
func (p *FunnelPoint) UnmarshalJSON(b []byte) error {
	var in FunnelPoint
	if err := wire.Read("compare: reading a funnel point", b, &in); err != nil {
		return err
	}
	if !(in.Lo <= in.Hi) {
		return fmt.Errorf("compare: reading a funnel point: lo %v, hi %v are not in order", in.Lo, in.Hi)
	}
	*p = in
	return nil
}

// MarshalJSON returns {"mean":0.8,"precision":120}, with null for no data and "Infinity" for a precision without limit.
func (p Prior) MarshalJSON() ([]byte, error) { return wire.Marshal(p) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there, a mean outside [0, 1] and a
// negative precision.
func (p *Prior) UnmarshalJSON(b []byte) error {
	var in Prior
	if err := wire.Read("compare: reading a prior", b, &in); err != nil {
		return err
	}
	if in.Mean < 0 || in.Mean > 1 || in.Precision < 0 {
		return fmt.Errorf("compare: reading a prior: mean %v and precision %v", in.Mean, in.Precision)
	}
	*p = in
	return nil
}

// MarshalJSON returns {"invited":100,"answered":…,"min":-100,"max":100}.
func (s Silent) MarshalJSON() ([]byte, error) { return wire.Marshal(s) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there.
func (s *Silent) UnmarshalJSON(b []byte) error { return wire.Read("compare: reading a Silent", b, s) }
