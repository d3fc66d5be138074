package chart

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/wire"
	"github.com/servicekpi/servicekpi/kpi"
)

// number is a float64 whose JSON may be null, for NaN, or an infinity's name.
type number = wire.Number

type pointJSON struct {
	Value    number `json:"value"`
	Centre   number `json:"centre"`
	Lo       number `json:"lo"`
	Hi       number `json:"hi"`
	Sigma    number `json:"sigma"`
	Z        number `json:"z"`
	Measured number `json:"measured"`
	Up       number `json:"up,omitzero"`
	Down     number `json:"down,omitzero"`
	Counts   [3]int `json:"counts,omitzero"`
	Excluded bool   `json:"excluded,omitzero"`
}

// MarshalJSON returns
// {"value":0.87,"centre":0.9,"lo":0.8,"hi":1,"sigma":0.03,"z":-1,"measured":0.87,"counts":[13,0,87]}. NaN
// is null, infinities are the strings "Infinity" and "-Infinity"; up, down, counts and excluded stand only
// where they are not zero. Reading it back gives the same point to the last bit.
func (p Point) MarshalJSON() ([]byte, error) {
	return json.Marshal(pointJSON{number(p.Value), number(p.Centre), number(p.Lo), number(p.Hi), number(p.Sigma), number(p.Z),
		number(p.Measured), number(p.Up), number(p.Down), p.Counts, p.Excluded})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *Point) UnmarshalJSON(b []byte) error {
	nan := number(math.NaN())
	r := pointJSON{Value: nan, Centre: nan, Lo: number(math.Inf(-1)), Hi: number(math.Inf(1)), Sigma: nan, Z: nan, Measured: nan}
	if err := json.Unmarshal(b, &r); err != nil {
		return err
	}
	*p = Point{float64(r.Value), float64(r.Centre), float64(r.Lo), float64(r.Hi), float64(r.Sigma), float64(r.Z),
		float64(r.Measured), float64(r.Up), float64(r.Down), r.Counts, r.Excluded}
	return nil
}

type standardJSON struct {
	Centre number `json:"centre"`
	Sigma  number `json:"sigma"`
	Moved  number `json:"moved,omitzero"`
}

// MarshalJSON returns {"centre":10,"sigma":1}, with null for what is unknown, and with moved where it is
// not 0.
func (s Standard) MarshalJSON() ([]byte, error) {
	return json.Marshal(standardJSON{number(s.Centre), number(s.Sigma), number(s.Moved)})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Standard) UnmarshalJSON(b []byte) error {
	r := standardJSON{Centre: number(math.NaN()), Sigma: number(math.NaN())}
	if err := json.Unmarshal(b, &r); err != nil {
		return err
	}
	*s = Standard{float64(r.Centre), float64(r.Sigma), float64(r.Moved)}
	return nil
}

type designJSON struct {
	Lambda float64 `json:"lambda,omitzero"`
	L      float64 `json:"l,omitzero"`
	K      float64 `json:"k,omitzero"`
	H      float64 `json:"h,omitzero"`
}

// MarshalJSON returns {"lambda":0.1,"l":2.7}, {"k":0.5,"h":5} or {}.
func (d Design) MarshalJSON() ([]byte, error) { return json.Marshal(designJSON(d)) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *Design) UnmarshalJSON(b []byte) error {
	var r designJSON
	err := json.Unmarshal(b, &r)
	if err == nil {
		*d = Design(r)
	}
	return err
}

type chartJSON struct {
	Kind     Kind     `json:"kind"`
	Unit     kpi.Unit `json:"unit"`
	Design   Design   `json:"design,omitzero"`
	Phases   []Phase  `json:"phases"`
	Points   []Point  `json:"points"`
	Warnings Warnings `json:"warnings"`
}

// MarshalJSON returns the chart as an object with kind, unit, design, phases, points and warnings.
func (c Chart) MarshalJSON() ([]byte, error) {
	w := chartJSON(c)
	if w.Phases == nil {
		w.Phases = []Phase{}
	}
	if w.Points == nil {
		w.Points = []Point{}
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads a chart as it was written: its limits are not computed again. Phases that do not fit
// the points, or a design that does not fit the kind, are an error.
func (c *Chart) UnmarshalJSON(b []byte) error {
	var r chartJSON
	if err := json.Unmarshal(b, &r); err != nil {
		return err
	}
	if !r.Design.fits(r.Kind) {
		return fmt.Errorf("chart: the design %v for a chart of kind %v", r.Design, r.Kind)
	}
	for i, p := range r.Phases {
		end := len(r.Points)
		if i+1 < len(r.Phases) {
			end = r.Phases[i+1].Start
		}
		if i == 0 && p.Start != 0 || p.Start > end || p.Until < p.Start || p.Until > end || !r.Kind.possible(p.Standard) {
			return fmt.Errorf("chart: the phase %+v of %d points", p, len(r.Points))
		}
	}
	if len(r.Phases) == 0 && len(r.Points) > 0 {
		return fmt.Errorf("chart: %d points without a phase", len(r.Points))
	}
	*c = Chart(r)
	return nil
}
