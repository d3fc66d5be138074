package roi

import (
	"errors"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/kpi"
)

// Programme is a service programme: what it is expected to bring and what it costs, over a number of periods.
//
// One-time cost is paid now. Margins, savings and running cost of a period fall at its end, and a period
// earns from the customers who were there at its start. What is known exactly enters by [kpi.Exactly]; a cost
// that is left out is not known, so a programme without one-time cost says kpi.Exactly(0, kpi.Number). All
// amounts are in one currency.
//
// Inputs are independent of one another: where one number stands in two places, as the margin of two groups
// of customers, describe the groups as one. The curves With and Without must come from separate groups of
// customers, at best a random half that gets the programme and one that does not. Nothing else shows that
// retention moved because of it.
type Programme struct {
	Periods    int          // how long it runs, 12 for a year of months
	Discount   float64      // rate per period, for the present value: PerPeriod(0.10, 12)
	Retention  []Retention  // customers who stay longer, by group
	Deflection []Deflection // contacts that no longer come, by channel
	OneTime    kpi.Estimate // cost, paid now
	Running    kpi.Estimate // cost, paid each period
}

// Retention is the part of a programme that keeps customers.
//
// A customer saved once is not worth a lifetime here: the group earns its margin on the customers who are
// there with the programme and would not be there without it, period by period, and no longer than the
// programme is looked at.
type Retention struct {
	Name      string         // tells groups apart; may be empty if there is only one
	Customers int            // at the start
	Margin    kpi.Estimate   // contribution margin of a customer per period
	Without   []kpi.Estimate // share of the customers still there after 0, 1, 2, … periods without the programme
	With      []kpi.Estimate // the same with it; both need as many values as there are periods

	// AssumedUplift is the additional margin, as a share, that the remaining customers are assumed to bring
	// because they are more satisfied. It is an assumption and is reported as one; the zero Assumption claims
	// nothing.
	AssumedUplift Assumption
}

// Deflection is the part of a programme that makes contacts unnecessary.
//
// Count only contacts that would have come and did not come back within the window of first contact
// resolution: a customer who gives up on the bot and calls the next day was not deflected.
type Deflection struct {
	Name     string       // tells channels apart; may be empty if there is only one
	Contacts kpi.Estimate // contacts per period without the programme
	Cost     kpi.Estimate // cost of handling one
	Share    kpi.Estimate // share of the contacts that no longer come
}

// Assumption is a number that nobody measured: the most likely value, and how low and high it could be. The
// zero Assumption is 0 for certain.
type Assumption struct {
	Likely, Low, High float64
	Why               string // what makes it plausible
}

// Constant returns the survival curve of a constant churn per period: the shares (1-churn)^t still there
// after t = 0, 1, …, periods-1 periods. The limits follow those of the churn. Churn that is not between 0 and
// 1 gives no data.
//
// Churn is rarely constant, since those who stay are those who like to: a curve from package project or from
// Kaplan–Meier is safer for more than a few periods.
func Constant(churn kpi.Estimate, periods int) []kpi.Estimate {
	var curve []kpi.Estimate
	lo, hi := max(churn.Lo, 0), min(churn.Hi, 1)
	for t := range periods {
		s := kpi.Estimate{Value: math.NaN(), Lo: 0, Hi: 1, Level: churn.Level, Unit: kpi.Fraction}
		if churn.Known() && 0 <= churn.Value && churn.Value <= 1 {
			s.Value, s.N = math.Pow(1-churn.Value, float64(t)), churn.N
			s.Lo, s.Hi = math.Pow(1-hi, float64(t)), math.Pow(1-lo, float64(t))
		}
		curve = append(curve, s)
	}
	return curve
}

// Account is what a programme brings and costs over all its periods, undiscounted.
type Account struct {
	Retention     float64 `json:"retention"`     // margin of customers who would have left
	AssumedUplift float64 `json:"assumedUplift"` // additional margin by the assumed effect of satisfaction
	Deflection    float64 `json:"deflection"`    // cost of contacts that do not come
	OneTime       float64 `json:"oneTime"`       // cost at the start
	Running       float64 `json:"running"`       // cost of all periods
}

// Benefit returns what comes in, assumed or not.
func (a Account) Benefit() float64 { return a.Retention + a.AssumedUplift + a.Deflection }

// Cost returns what goes out.
func (a Account) Cost() float64 { return a.OneTime + a.Running }

// ROI returns the return on investment (benefit - cost)/cost, NaN for a cost that is not positive.
func (a Account) ROI() float64 {
	if !(a.Cost() > 0) {
		return math.NaN()
	}
	return a.Benefit()/a.Cost() - 1
}

// Check returns an error that says what is impossible about p: no periods, a curve that is too short, a share
// that is not between 0 and 1, an assumption out of order. Every other method then answers with no data. An
// input that is not known is possible.
func (p Programme) Check() error {
	if p.Periods < 1 {
		return fmt.Errorf("roi: a programme of %d periods", p.Periods)
	}
	if !(p.Discount > -1) {
		return fmt.Errorf("roi: discount %v is not above -1", p.Discount)
	}
	for _, r := range p.Retention {
		if r.Customers < 0 {
			return fmt.Errorf("roi: retention %q of %d customers", r.Name, r.Customers)
		}
		if err := errors.Join(p.checkCurve(r.Without), p.checkCurve(r.With)); err != nil {
			return fmt.Errorf("roi: retention %q: %w", r.Name, err)
		}
		if a := r.AssumedUplift; !(a.Low <= a.Likely && a.Likely <= a.High) {
			return fmt.Errorf("roi: retention %q: assumed uplift %v is not between %v and %v",
				r.Name, a.Likely, a.Low, a.High)
		}
	}
	for _, d := range p.Deflection {
		if d.Contacts.Value < 0 {
			return fmt.Errorf("roi: deflection %q of %v contacts", d.Name, d.Contacts.Value)
		}
		if !share(d.Share) {
			return fmt.Errorf("roi: deflection %q of the share %v is not between 0 and 1", d.Name, d.Share.Value)
		}
	}
	return nil
}

func (p Programme) checkCurve(curve []kpi.Estimate) error {
	if len(curve) < p.Periods {
		return fmt.Errorf("a curve of %d values for %d periods", len(curve), p.Periods)
	}
	for t, s := range curve {
		if !share(s) {
			return fmt.Errorf("survival %v after %d periods is not between 0 and 1", s.Value, t)
		}
	}
	return nil
}

// share reports whether e is unknown or between 0 and 1.
func share(e kpi.Estimate) bool { return !e.Known() || 0 <= e.Value && e.Value <= 1 }

// Expected returns the account at the values of all inputs. It is NaN throughout if p is impossible, and in
// the parts that stand on an input that is not known.
func (p Programme) Expected() Account {
	account, _ := p.expected()
	return account
}

// Flows returns the expected net flows: now, and at the end of each period. They are what [NPV], [IRR],
// [MIRR] and [Payback] take. If p is impossible there are none.
func (p Programme) Flows() []float64 {
	_, flows := p.expected()
	return flows
}

func (p Programme) expected() (Account, []float64) {
	if p.Check() != nil {
		nan := math.NaN()
		return Account{nan, nan, nan, nan, nan}, nil
	}
	flows := make([]float64, p.Periods+1)
	return p.account(points(p.inputs()), flows), flows
}

// account adds up the programme at the given values of its inputs, in the order of inputs, and fills flows.
func (p Programme) account(values [][]float64, flows []float64) Account {
	var a Account
	next := func() []float64 { v := values[0]; values = values[1:]; return v }
	clear(flows)
	for _, r := range p.Retention {
		margin, without, with, uplift := next()[0]*float64(r.Customers), next(), next(), next()[0]
		for t := range p.Periods {
			kept, more := margin*(with[t]-without[t]), margin*uplift*with[t]
			a.Retention += kept
			a.AssumedUplift += more
			flows[t+1] += kept + more
		}
	}
	for range p.Deflection {
		saved := next()[0] * next()[0] * next()[0]
		for t := range p.Periods {
			flows[t+1] += saved
		}
		a.Deflection += saved * float64(p.Periods)
	}
	a.OneTime = next()[0]
	running := next()[0]
	a.Running = running * float64(p.Periods)
	flows[0] -= a.OneTime
	for t := range p.Periods {
		flows[t+1] -= running
	}
	return a
}

// input is one thing that may turn out otherwise: a number, a curve that moves as a whole, or an assumption.
type input struct {
	name    string
	assumed bool
	at      []kpi.Estimate
}

// inputs returns the inputs in the order in which account reads them.
func (p Programme) inputs() []input {
	var ins []input
	add := func(group, name string, at ...kpi.Estimate) {
		if group != "" {
			name = group + ": " + name
		}
		ins = append(ins, input{name: name, at: at})
	}
	for _, r := range p.Retention {
		add(r.Name, "margin", r.Margin)
		add(r.Name, "retention without", r.Without[:p.Periods]...)
		add(r.Name, "retention with", r.With[:p.Periods]...)
		a := r.AssumedUplift
		add(r.Name, "assumed uplift", kpi.Estimate{Value: a.Likely, Lo: a.Low, Hi: a.High, Level: 1})
		ins[len(ins)-1].assumed = true
	}
	for _, d := range p.Deflection {
		add(d.Name, "contacts", d.Contacts)
		add(d.Name, "cost of a contact", d.Cost)
		add(d.Name, "share deflected", d.Share)
	}
	add("", "one-time cost", p.OneTime)
	add("", "running cost", p.Running)
	return ins
}

// points returns the values of the inputs, NaN for what is not known.
func points(ins []input) [][]float64 {
	values := make([][]float64, len(ins))
	for i, in := range ins {
		values[i] = make([]float64, len(in.at))
		for t, e := range in.at {
			values[i][t] = e.Value
			if !e.Known() {
				values[i][t] = math.NaN()
			}
		}
	}
	return values
}
