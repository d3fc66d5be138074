package design

import (
	"errors"
	"fmt"
	"iter"
	"math"

	"github.com/servicekpi/servicekpi/survey/internal/weighted"
	"github.com/servicekpi/servicekpi/survey/weight"
)

// Sample is answers that were drawn by a design: in strata, in clusters within a stratum, from a population whose
// size may be known. C is what is known of an answer: a rating if that is all, or a comparable struct of a rating,
// an amount and the variables that segments and margins are made of. The zero Sample is empty and ready.
//
//	type answer struct {
//		Area   string
//		Rating int
//	}
//	var s design.Sample[answer]
//	err := s.Add(design.Row[answer]{Stratum: "business", Cluster: account, Cell: answer{"north", 9}, Weight: 1.3})
//	all := s.Rated(survey.Scale{Min: 0, Max: 10}, func(a answer) (int, bool) { return a.Rating, true })
//	all.Score(nps.Value, kpi.Points, 0.95)
//
// It counts equal rows together, by stratum, cluster, cell and weight, so that it is as large as the table of a
// GROUP BY. Clusters may be spread over shards; they go by their names within a stratum.
//
// A segment is a [Sample.Where] and never a Sample of its own: how many clusters were drawn in a stratum is part
// of the design, also for a segment that some of them do not meet.
//
// A copy shares its answers with the original, as a copy of a map does; [Sample.Plus] with the zero Sample is a
// snapshot. Any number of goroutines may read a Sample while none adds to it.
type Sample[C comparable] struct {
	Lone  Lone // what a stratum of one cluster says of the variance within it
	drawn *drawn[C]
	keep  func(C) bool    // nil: all
	fit   *calibration[C] // nil: weights are as they were drawn
}

// Row is where an answer of a sample comes from, what is known of it, and its weight: the number of customers
// that it stands for, which is one over the chance of being drawn, times what makes up for those who did not
// answer.
type Row[C comparable] struct {
	Stratum string  `json:"stratum,omitzero"` // "" in a sample without strata
	Cluster string  `json:"cluster,omitzero"` // the first that is drawn within a stratum: customer, account, flight; "" is an answer drawn alone
	Cell    C       `json:"cell"`
	Weight  float64 `json:"weight"`
}

// Lone is what a stratum of which only one cluster was drawn, and not the only one it has, says of the variance
// within that stratum. One cluster cannot say anything, so the default is that nothing is known.
type Lone uint8

const (
	// NoLimits gives estimates without limits, as wide as the metric allows, and standard errors of NaN: join such
	// a stratum with one like it, or say below what is to be assumed.
	NoLimits Lone = iota
	// Average takes the average of the variances that the other strata contribute: of all that were drawn, also for a
	// segment that some of them do not meet. R's package survey leaves those out of a segment's average.
	Average
	// Certainty takes the cluster for one that was sure to be drawn: it contributes nothing.
	Certainty
)

// String returns the name of the rule.
func (l Lone) String() string {
	switch l {
	case NoLimits:
		return "no limits"
	case Average:
		return "average"
	case Certainty:
		return "certainty"
	}
	return fmt.Sprintf("Lone(%d)", uint8(l))
}

// MarshalText returns the name of the rule, or an error if l is none.
func (l Lone) MarshalText() ([]byte, error) {
	if l > Certainty {
		return nil, fmt.Errorf("design: %v is not a rule for lone clusters", l)
	}
	return []byte(l.String()), nil
}

// UnmarshalText reads the name of a rule.
func (l *Lone) UnmarshalText(text []byte) error {
	for rule := NoLimits; rule <= Certainty; rule++ {
		if string(text) == rule.String() {
			*l = rule
			return nil
		}
	}
	return fmt.Errorf("design: %q is not a rule for lone clusters", text)
}

// drawn is the rows of a sample in the order in which they came first.
type drawn[C comparable] struct {
	strata   []stratum
	clusters []cluster
	rows     []tallied[C]
	n        int

	byStratum map[string]int
	byCluster map[cluster]int
	byRow     map[rowKey[C]]int
}

type stratum struct {
	name       string
	population int // clusters in the population, 0 if not known or without end
	clusters   int // clusters drawn, answers drawn alone among them
}

type cluster struct {
	stratum int
	name    string
}

type rowKey[C comparable] struct {
	stratum, cluster int // cluster -1: drawn alone
	cell             C
	weight           float64
}

type tallied[C comparable] struct {
	rowKey[C]
	n int
}

func newDrawn[C comparable]() *drawn[C] {
	return &drawn[C]{byStratum: map[string]int{}, byCluster: map[cluster]int{}, byRow: map[rowKey[C]]int{}}
}

// Add counts one answer. An error counts nothing: the weight is none (a [*weight.Error]), the cell is not equal to
// itself because it holds a NaN, the population of the stratum has no cluster left, or s is a segment or
// calibrated.
func (s *Sample[C]) Add(r Row[C]) error { return s.AddN(r, 1) }

// AddN counts n equal answers. In a cluster they are n answers of that cluster, and without one they are n
// answers that were drawn alone. It fails like [Sample.Add], and if n is negative or more than the sample can
// hold.
func (s *Sample[C]) AddN(r Row[C], n int) error {
	if err := s.open(); err != nil {
		return err
	}
	if !weighted.IsWeight(r.Weight) {
		return fmt.Errorf("design: %w", &weight.Error{Weight: r.Weight})
	}
	if r.Cell != r.Cell {
		return fmt.Errorf("design: the cell %v is not equal to itself", r.Cell)
	}
	d := s.drawn
	if n < 0 || d.n > math.MaxInt-n {
		return fmt.Errorf("design: %d answers do not go into a sample that has %d", n, d.n)
	}
	if n == 0 {
		return nil
	}
	h, c := d.find(r.Stratum, r.Cluster)
	more := 0 // clusters
	switch {
	case r.Cluster == "":
		more = n
	case c < 0:
		more = 1
	}
	if h >= 0 && !d.strata[h].room(more) {
		return d.strata[h].full(more)
	}
	if h < 0 || c < 0 {
		h, c = d.place(r.Stratum, r.Cluster)
	}
	if r.Cluster == "" {
		d.strata[h].clusters += n
	}
	d.count(rowKey[C]{h, c, r.Cell, r.Weight}, n)
	d.n += n
	return nil
}

// AddStratum says how many clusters the population has in a stratum, customers if they are drawn one by one. A
// sample that is a good part of its population says more than one of a population without end: the variance in
// the stratum is multiplied by 1 - n/N, n of N clusters drawn. Without it the limits err on the wide side. Where the
// answers of a cluster are themselves drawn from those it has, and not all, the population leaves that part of the
// chance out: say it only if the clusters drawn are few of many, or not at all.
//
// It is an error if the population is not positive or smaller than what was drawn, if the stratum has another one,
// or if s is a segment or calibrated.
func (s *Sample[C]) AddStratum(name string, population int) error {
	if err := s.open(); err != nil {
		return err
	}
	if population <= 0 {
		return fmt.Errorf("design: a population of %d in stratum %q", population, name)
	}
	h, ok := s.drawn.byStratum[name]
	if ok {
		switch have := s.drawn.strata[h]; {
		case have.population != 0 && have.population != population:
			return fmt.Errorf("design: a population of %d in stratum %q, which has one of %d", population, name, have.population)
		case population < have.clusters:
			return fmt.Errorf("design: a population of %d in stratum %q, of which %d are drawn", population, name, have.clusters)
		}
	} else {
		h = s.drawn.placeStratum(name)
	}
	s.drawn.strata[h].population = population
	return nil
}

// AddCluster says that a cluster was drawn, also if it turns out to have nobody who belongs to the survey: such
// clusters count in the variance. For clusters with answers it is not needed. It fails like [Sample.Add], and if
// the name is empty.
func (s *Sample[C]) AddCluster(stratum, name string) error {
	if err := s.open(); err != nil {
		return err
	}
	if name == "" {
		return errors.New("design: a cluster without a name")
	}
	h, c := s.drawn.find(stratum, name)
	if c < 0 && h >= 0 && !s.drawn.strata[h].room(1) {
		return s.drawn.strata[h].full(1)
	}
	s.drawn.place(stratum, name)
	return nil
}

// open makes s ready to be added to.
func (s *Sample[C]) open() error {
	if s.keep != nil || s.fit != nil {
		return errors.New("design: a segment or a calibrated sample takes no answers: add to the sample itself")
	}
	if s.drawn == nil {
		s.drawn = newDrawn[C]()
	}
	return nil
}

// room reports whether more clusters can be drawn.
func (h stratum) room(more int) bool {
	return h.clusters <= math.MaxInt-more && (h.population == 0 || h.clusters+more <= h.population)
}

func (h stratum) full(more int) error {
	return fmt.Errorf("design: %d more of stratum %q, of which %d of %d are drawn", more, h.name, h.clusters, h.population)
}

// find returns the indices of a stratum and of a cluster in it, -1 for what is not there.
func (d *drawn[C]) find(stratum, name string) (h, c int) {
	h, ok := d.byStratum[stratum]
	if !ok {
		return -1, -1
	}
	c, ok = d.byCluster[cluster{h, name}]
	if !ok {
		c = -1
	}
	return h, c
}

// place returns the indices of a stratum and of a cluster in it, and makes them if they are new.
func (d *drawn[C]) place(stratum, name string) (h, c int) {
	h, c = d.find(stratum, name)
	if h < 0 {
		h = d.placeStratum(stratum)
	}
	if c < 0 && name != "" {
		c = len(d.clusters)
		d.clusters = append(d.clusters, cluster{h, name})
		d.byCluster[cluster{h, name}] = c
		d.strata[h].clusters++
	}
	return h, c
}

func (d *drawn[C]) placeStratum(name string) int {
	h := len(d.strata)
	d.strata = append(d.strata, stratum{name: name})
	d.byStratum[name] = h
	return h
}

// count counts n more of a row.
func (d *drawn[C]) count(key rowKey[C], n int) {
	i, ok := d.byRow[key]
	if !ok {
		i = len(d.rows)
		d.rows = append(d.rows, tallied[C]{key, 0})
		d.byRow[key] = i
	}
	d.rows[i].n += n
}

// Plus returns the answers of both, in a sample of its own. They must be different answers: two shards of a
// sample, and not two segments of one. Clusters of the same name in the same stratum are one cluster. The zero
// Sample adds nothing. It panics on a segment or a calibrated sample, and if the two have different rules for lone
// clusters or different populations of a stratum. More clusters than a population has read as no data.
func (s Sample[C]) Plus(o Sample[C]) Sample[C] {
	if s.keep != nil || s.fit != nil || o.keep != nil || o.fit != nil {
		panic("design: a segment or a calibrated sample in a sum: add the samples themselves")
	}
	switch {
	case s.drawn == nil && s.Lone == NoLimits:
		s.Lone = o.Lone
	case o.drawn == nil && o.Lone == NoLimits:
	case s.Lone != o.Lone:
		panic(fmt.Sprintf("design: a sample with %v for lone clusters plus one with %v", s.Lone, o.Lone))
	}
	sum := Sample[C]{Lone: s.Lone}
	if s.drawn == nil && o.drawn == nil {
		return sum
	}
	sum.drawn = newDrawn[C]()
	for _, part := range []*drawn[C]{s.drawn, o.drawn} {
		if part != nil {
			sum.drawn.merge(part)
		}
	}
	return sum
}

func (d *drawn[C]) merge(o *drawn[C]) {
	strata, clusters := make([]int, len(o.strata)), make([]int, len(o.clusters))
	for i, from := range o.strata {
		h, _ := d.place(from.name, "")
		strata[i] = h
		to := &d.strata[h]
		if to.population != 0 && from.population != 0 && to.population != from.population {
			panic(fmt.Sprintf("design: a population of %d plus one of %d in stratum %q", to.population, from.population, from.name))
		}
		to.population = max(to.population, from.population)
	}
	for i, from := range o.clusters {
		_, clusters[i] = d.place(o.strata[from.stratum].name, from.name)
	}
	for _, r := range o.rows {
		key := r.rowKey
		key.stratum = strata[r.stratum]
		if r.cluster >= 0 {
			key.cluster = clusters[r.cluster]
		} else {
			d.strata[key.stratum].clusters += r.n
		}
		d.count(key, r.n)
		d.n += r.n
	}
}

// Where returns the segment of the answers that keep returns true for: a view of s with all readers, whose limits
// know of the whole design. Segments of segments are segments. Two segments are not independent, so that
// [kpi.Estimate.Minus] of their estimates is wrong where there are clusters or margins, and where they overlap:
// [Sample.Difference] is right.
func (s Sample[C]) Where(keep func(C) bool) Sample[C] {
	if outer := s.keep; outer != nil {
		s.keep = func(c C) bool { return outer(c) && keep(c) }
	} else {
		s.keep = keep
	}
	return s
}

// N returns the number of answers: 0 if s reads as no data.
func (s Sample[C]) N() int {
	if s.flaw() != nil || s.fit != nil && s.fit.stranger(s.drawn) >= 0 {
		return 0
	}
	if s.keep == nil {
		return s.drawn.n
	}
	n := 0
	for _, r := range s.drawn.rows {
		if s.keep(r.cell) {
			n += r.n
		}
	}
	return n
}

// All returns the rows of the sample, or of the segment, each with how many answers are alike in it, in the
// order in which they came first.
func (s Sample[C]) All() iter.Seq2[Row[C], int] {
	return func(yield func(Row[C], int) bool) {
		if s.drawn == nil {
			return
		}
		for i, r := range s.drawn.rows {
			if s.keep != nil && !s.keep(r.cell) {
				continue
			}
			if !yield(s.drawn.row(i), r.n) {
				return
			}
		}
	}
}

func (d *drawn[C]) row(i int) Row[C] {
	r := d.rows[i]
	out := Row[C]{Stratum: d.strata[r.stratum].name, Cell: r.cell, Weight: r.weight}
	if r.cluster >= 0 {
		out.Cluster = d.clusters[r.cluster].name
	}
	return out
}

var (
	errNoAnswers = errors.New("no answers")
	errTooMany   = errors.New("more answers than an int can hold")
)

// flaw returns an error if s has no answers or reads as no data: two shards may together have more clusters than
// the population, or more answers than an int can hold.
func (s Sample[C]) flaw() error {
	if s.drawn == nil || s.drawn.n == 0 {
		return errNoAnswers
	}
	if s.drawn.n < 0 {
		return errTooMany
	}
	for _, h := range s.drawn.strata {
		if !h.room(0) || h.clusters < 0 {
			return h.full(0)
		}
	}
	for _, r := range s.drawn.rows {
		if r.n < 0 {
			return errTooMany
		}
	}
	return nil
}
