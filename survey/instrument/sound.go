package instrument

import (
	"errors"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/survey/response"
)

// Fits returns nil if t is empty or counts responses to in by the same rules; readers panic where it does not.
// Check with it a tally that came from elsewhere.
func (in *Instrument) Fits(t Tally) error {
	switch {
	case len(in.items) == 0:
		return errZero
	case t.Rules == "" && t.Respondents == 0 && len(t.Items) == 0:
		return nil
	case t.Rules != in.rules && t.Instrument == in.String():
		return fmt.Errorf("instrument: a tally of %s by the rules %s does not go with its rules %s", in, t.Rules, in.rules)
	case t.Rules != in.rules:
		return fmt.Errorf("instrument: a tally of %s does not go with %s", t.Instrument, in)
	case !in.shaped(t):
		return fmt.Errorf("instrument: a tally of %s has not its items, indices and pairs", in)
	}
	return nil
}

// shaped reports whether t has the items, indices and pairs of in, on their scales: whether Add can go on with it.
func (in *Instrument) shaped(t Tally) bool {
	if len(t.Items) != len(in.items) || len(t.Indices) != len(in.indices) || len(t.Pairs) != len(in.pairs) {
		return false
	}
	for i := range t.Items {
		it := &t.Items[i]
		if it.ID != in.items[i].id || it.Answers.Scale != (survey.Scale{}) && it.Answers.Scale != in.items[i].scale {
			return false
		}
	}
	for i := range t.Indices {
		x, own := &t.Indices[i], &in.indices[i]
		last := len(x.Values) - 1
		if x.ID != own.id || len(x.Counts) != last+1 || last < 1 || x.Values[0] != own.lo || x.Values[last] != own.hi || x.Alpha.Scale != own.alpha ||
			own.alpha.Valid() && len(x.Alpha.Sums) != len(own.parts) {
			return false
		}
	}
	for i := range t.Pairs {
		if s := t.Pairs[i].Scale; s != (survey.Scale{}) && s != in.pairs[i].scale {
			return false
		}
	}
	return true
}

// N returns the number of respondents; 0 if t reads as no data.
func (t Tally) N() int {
	if t.flaw() != nil {
		return 0
	}
	return t.Respondents
}

// flaw returns an error if t is not a tally that Add could have made, as far as can be seen without its instrument.
func (t Tally) flaw() error {
	if t.Respondents < 0 || (t.Rules == "") != (t.Respondents == 0) {
		return fmt.Errorf("%d respondents by the rules %q", t.Respondents, t.Rules)
	}
	for _, it := range t.Items {
		if it.NotApplicable < 0 || it.Blank < 0 || it.Answers.N() < 0 || add(add(it.Answers.N(), it.NotApplicable), it.Blank) != t.Respondents {
			return fmt.Errorf("item %s: its replies are not those of %d respondents", it.ID, t.Respondents)
		}
	}
	for _, x := range t.Indices {
		if err := x.flaw(t.Respondents); err != nil {
			return fmt.Errorf("index %s: %w", x.ID, err)
		}
	}
	for i, g := range t.Pairs {
		if g != (response.Gap{}) && g.N() == 0 || g.N() > t.Respondents {
			return fmt.Errorf("gap %d is not of %d respondents", i, t.Respondents)
		}
	}
	return nil
}

func (x IndexTally) flaw(respondents int) error {
	if len(x.Values) != len(x.Counts) || len(x.Values) < 2 || math.IsNaN(x.Values[0]-x.Values[0]) || math.IsInf(x.Values[len(x.Values)-1], 0) {
		return errors.New("its scores are not finite numbers with a count each")
	}
	scored := 0
	for i, c := range x.Counts {
		scored = add(scored, c)
		if i > 0 && !(x.Values[i-1] < x.Values[i]) {
			return errors.New("its scores do not ascend")
		}
	}
	if x.Partial < 0 || x.Partial > scored {
		return fmt.Errorf("%d of its %d scores are partial", x.Partial, scored)
	}
	if add(add(x.TooFew, x.RequiredMissing), scored) != respondents || !x.sumsOf(respondents) {
		return fmt.Errorf("its scores are not those of %d respondents", respondents)
	}
	return nil
}

// sumsOf reports whether the sums for alpha, if there are any, are of so many respondents.
func (x *IndexTally) sumsOf(respondents int) bool {
	return !x.Alpha.Scale.Valid() || add(x.Alpha.N, x.Alpha.Incomplete) == respondents
}

// UnmarshalJSON reads what encoding/json writes of a Tally. It refuses unknown members and what Add could not have
// counted, as far as can be seen without the instrument, and then leaves t as it was.
func (t *Tally) UnmarshalJSON(b []byte) error {
	type plain Tally
	var in plain
	err := strict(b, &in, false)
	if err == nil {
		err = Tally(in).flaw()
	}
	if err != nil {
		return fmt.Errorf("instrument: reading a tally: %w", err)
	}
	*t = Tally(in)
	return nil
}
