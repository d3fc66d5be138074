package design

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

type sampleJSON[C comparable] struct {
	Lone     Lone          `json:"lone,omitzero"`
	Strata   []stratumJSON `json:"strata,omitempty"`
	Clusters []clusterJSON `json:"clusters,omitempty"`
	Rows     []rowJSON[C]  `json:"rows"`
}

// stratumJSON is a stratum whose population is known.
type stratumJSON struct {
	Name       string `json:"name"`
	Population int    `json:"population"`
}

// clusterJSON is a cluster without answers.
type clusterJSON struct {
	Stratum string `json:"stratum,omitzero"`
	Name    string `json:"name"`
}

type rowJSON[C comparable] struct {
	Row[C]
	N int `json:"n"`
}

// MarshalJSON returns the sample by rows, each with how many answers are alike in it, and the strata of known
// population: {"strata":[{"name":"business","population":420}],"rows":[{"stratum":"business","cluster":"c17","cell":9,
// "weight":1.3,"n":2}]}. It is an error if s reads as no data for a flaw, or is a segment or calibrated, which
// would leave the design behind.
func (s Sample[C]) MarshalJSON() ([]byte, error) {
	err := s.flaw()
	if errors.Is(err, errNoAnswers) {
		err = nil
	}
	if s.keep != nil || s.fit != nil {
		err = errors.New("a segment or a calibrated sample: write the sample itself")
	}
	out := sampleJSON[C]{Lone: s.Lone, Rows: []rowJSON[C]{}}
	if d := s.drawn; err == nil && d != nil {
		for _, h := range d.strata {
			if h.population > 0 {
				out.Strata = append(out.Strata, stratumJSON{h.name, h.population})
			}
		}
		answered := make([]bool, len(d.clusters))
		for i, r := range d.rows {
			out.Rows = append(out.Rows, rowJSON[C]{d.row(i), r.n})
			if r.cluster >= 0 {
				answered[r.cluster] = true
			}
		}
		for i, c := range d.clusters {
			if !answered[i] {
				out.Clusters = append(out.Clusters, clusterJSON{d.strata[c.stratum].name, c.name})
			}
		}
	}
	if err != nil {
		return nil, fmt.Errorf("design: writing a sample: %w", err)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses what Add could not have counted, and then leaves s as it
// was.
func (s *Sample[C]) UnmarshalJSON(b []byte) error {
	var in struct {
		Lone     Lone              `json:"lone"`
		Strata   []stratumJSON     `json:"strata"`
		Clusters []clusterJSON     `json:"clusters"`
		Rows     []json.RawMessage `json:"rows"`
	}
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		return reading(err)
	}
	if in.Rows == nil {
		return reading(errors.New("no rows"))
	}
	read := Sample[C]{Lone: in.Lone}
	for _, h := range in.Strata {
		if read.drawn != nil {
			if _, twice := read.drawn.byStratum[h.Name]; twice {
				return reading(fmt.Errorf("stratum %q comes twice", h.Name))
			}
		}
		if err := read.AddStratum(h.Name, h.Population); err != nil {
			return reading(err)
		}
	}
	for i, raw := range in.Rows {
		if err := read.readRow(raw); err != nil {
			return reading(fmt.Errorf("row %d: %w", i+1, err))
		}
	}
	for _, c := range in.Clusters {
		if read.drawn != nil {
			if _, at := read.drawn.find(c.Stratum, c.Name); at >= 0 {
				return reading(fmt.Errorf("cluster %q of stratum %q comes twice", c.Name, c.Stratum))
			}
		}
		if err := read.AddCluster(c.Stratum, c.Name); err != nil {
			return reading(err)
		}
	}
	*s = read
	return nil
}

func (s *Sample[C]) readRow(raw json.RawMessage) error {
	var in struct {
		Stratum string          `json:"stratum"`
		Cluster string          `json:"cluster"`
		Cell    json.RawMessage `json:"cell"`
		Weight  float64         `json:"weight"`
		N       int             `json:"n"`
	}
	if err := strict(raw, &in); err != nil {
		return err
	}
	if in.Cell == nil || string(in.Cell) == "null" {
		return errors.New("no cell")
	}
	row := Row[C]{Stratum: in.Stratum, Cluster: in.Cluster, Weight: in.Weight}
	if err := strict(in.Cell, &row.Cell); err != nil {
		return err
	}
	if in.N <= 0 {
		return fmt.Errorf("%d answers", in.N)
	}
	rows := 0
	if s.drawn != nil {
		rows = len(s.drawn.rows)
	}
	if err := s.AddN(row, in.N); err != nil {
		return err
	}
	if len(s.drawn.rows) == rows {
		return errors.New("it comes twice")
	}
	return nil
}

func strict(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func reading(err error) error { return fmt.Errorf("design: reading a sample: %w", err) }
