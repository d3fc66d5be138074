package instrument

import (
	"fmt"
	"math"
	"slices"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/reliability"
	"github.com/servicekpi/servicekpi/survey/response"
)

// index returns an index, a composite or the gap of a pair of indices, and its tally, nil without data. It panics if
// t is of another instrument, or that has none of this id.
func (t Tally) index(in *Instrument, id string) (*index, *IndexTally) {
	t.belongs(in)
	i := slices.IndexFunc(in.indices, func(x index) bool { return x.id == id })
	if i < 0 {
		panic(fmt.Sprintf("instrument: %s has no index %q", in, id))
	}
	if t.N() == 0 {
		return &in.indices[i], nil
	}
	return &in.indices[i], &t.Indices[i]
}

func (t Tally) belongs(in *Instrument) {
	if err := in.Fits(t); err != nil {
		panic(err.Error())
	}
}

// Score returns the mean over respondents of an index, a composite or the gap of a pair of indices (should less is,
// by the respondents' own differences, so that the limits are those of a paired comparison) in the unit of its kind, with the score interval of
// [kpi.Multinomial] over the scores that occurred and the two ends of the index: of one item it is Wilson's
// interval for the kind top, and that of [kpi.Net] for net. A nominal .95 covers .93 or more from 6 respondents
// on; few respondents who are much alike have wide limits, up to scores that nobody happened to have. N is the
// respondents who have a score. Without one it is no data between the ends of the index. It panics if t is of
// another instrument, or that has no such index.
func (t Tally) Score(in *Instrument, index string, level float64) kpi.Estimate {
	x, counted := t.index(in, index)
	ends := [2]float64{x.lo, x.hi}
	var none [2]int
	values, counts := ends[:], none[:]
	if counted != nil {
		values, counts = counted.Values, counted.Counts
	}
	e := kpi.Multinomial(values, counts, level)
	e.Unit = x.unit
	return e
}

// SD returns the standard deviation (divisor n-1) of the respondents' scores: kpi.Mean(n, mean, sd, 0.95) has
// Student's t limits, which reports of usability scores print. NaN with fewer than two. It panics where Score
// does.
func (t Tally) SD(in *Instrument, index string) float64 {
	_, counted := t.index(in, index)
	if counted == nil {
		return math.NaN()
	}
	n, sum := 0.0, 0.0
	for i, c := range counted.Counts {
		n += float64(c)
		sum += float64(c) * counted.Values[i]
	}
	if n < 2 {
		return math.NaN()
	}
	squares := 0.0
	for i, c := range counted.Counts {
		d := counted.Values[i] - sum/n
		squares += float64(c) * d * d
	}
	return math.Sqrt(squares / (n - 1))
}

// Alpha returns Cronbach's alpha of the items of an index ([reliability.Items.Alpha]), reversed where they are,
// over the respondents who answered all of them. It is no data unless the index asks for alpha. It panics where
// Score does.
func (t Tally) Alpha(in *Instrument, index string, level float64) kpi.Estimate {
	_, counted := t.index(in, index)
	if counted == nil {
		return reliability.Items{}.Alpha(level)
	}
	return counted.Alpha.Alpha(level)
}

// Item returns the answers to an item as they were given, not reversed: for means and shares, and for nps.Of,
// csat.Of and ces.Of. It panics if t is of another instrument, or that has no such item.
func (t Tally) Item(in *Instrument, item string) survey.Tally {
	t.belongs(in)
	i, ok := in.byID[item]
	if !ok {
		panic(fmt.Sprintf("instrument: %s has no item %q", in, item))
	}
	if t.N() > 0 && t.Items[i].Answers.Scale.Valid() {
		return t.Items[i].Answers
	}
	return survey.Tally{Scale: in.items[i].scale}
}

// Gap returns a pair of items: what is against what should be, by the respondents who answered both. It panics if t
// is of another instrument, or that has no such pair of items; the gap of a pair of indices is a [Tally.Score].
func (t Tally) Gap(in *Instrument, pair string) response.Gap {
	t.belongs(in)
	for i, p := range in.pairs {
		if p.id != pair {
			continue
		}
		if t.N() > 0 && t.Pairs[i].Scale.Valid() {
			return t.Pairs[i]
		}
		return response.Gap{Scale: p.scale}
	}
	panic(fmt.Sprintf("instrument: %s has no pair of items %q", in, pair))
}
