package retention

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Revenue is the recurring revenue of the accounts of one period at its start and at its end, as sums over the
// accounts that paid at the start: accounts won in between are in none of them. The zero Revenue is empty and
// ready; a copy is a snapshot; shards of the same period add up ([Revenue.Plus]).
//
// Three questions have three names: how much of the revenue at the start was kept without the accounts that
// grew ([Revenue.Gross]), how much with them ([Revenue.Net]), and how many of the accounts ([Revenue.Logo]).
//
// Sums are float64. Amounts in whole cents (or yen, or fils) are whole numbers, which Start, Kept.Sum and
// End.Sum add up exactly to 9e15 in any order; amounts like 29.85 are rounded when they are read and again in
// each sum, so that shards put together in another order agree to about 15 digits. All amounts of a tally
// must be in one currency and one unit: nothing here can tell 100 cents from 100 dollars.
//
// A Revenue that Add could not have made reads as no data.
type Revenue struct {
	Accounts     int     `json:"accounts"`     // that paid at the start
	Stayed       int     `json:"stayed"`       // of them, that pay at the end
	Start        float64 `json:"start"`        // their revenue at the start, Σs
	StartSquares float64 `json:"startSquares"` // Σs²
	Kept         Sums    `json:"kept"`         // of the smaller of start and end
	End          Sums    `json:"end"`          // of the revenue at the end
}

// Sums is the sums over accounts of an amount y: what an interval for its ratio to the revenue at the start s
// needs.
type Sums struct {
	Sum      float64 `json:"sum"`      // Σy
	Squares  float64 `json:"squares"`  // Σy²
	Products float64 `json:"products"` // Σsy
}

func (s Sums) plus(o Sums) Sums {
	return Sums{s.Sum + o.Sum, s.Squares + o.Squares, s.Products + o.Products}
}

// mostRevenue bounds an amount so that sums of squares stay finite; leastRevenue so that they stay positive.
const mostRevenue, leastRevenue = 1e100, 1e-100

// Add counts one account by its recurring revenue at the start and at the end of the period; an end of 0 is
// an account that left. It counts nothing and returns an [*Error] if start is 0, because an account that paid
// nothing at the start is new and has nothing to retain, if an amount is negative (a credit note is not
// recurring revenue), and if one is NaN, infinite or beyond 1e100.
func (r *Revenue) Add(start, end float64) error {
	rule := Rule(0)
	switch {
	case start < 0 || end < 0:
		rule = NotNegative
	case start == 0:
		rule = PaidAtStart
	case !(leastRevenue <= start && start <= mostRevenue) || !(end == 0 || leastRevenue <= end && end <= mostRevenue):
		rule = Finite
	default:
		kept := min(start, end)
		r.Accounts++
		if end > 0 {
			r.Stayed++
		}
		r.Start += start
		r.StartSquares += start * start
		r.Kept = r.Kept.plus(Sums{kept, kept * kept, start * kept})
		r.End = r.End.plus(Sums{end, end * end, start * end})
		return nil
	}
	return &Error{rule, fmt.Sprintf("revenue of %v at the start and %v at the end", start, end)}
}

// Plus returns the accounts of both. An account must be whole in one of them: its revenue of two products in
// two shards would be two accounts.
func (r Revenue) Plus(o Revenue) Revenue {
	return Revenue{r.Accounts + o.Accounts, r.Stayed + o.Stayed, r.Start + o.Start, r.StartSquares + o.StartSquares,
		r.Kept.plus(o.Kept), r.End.plus(o.End)}
}

// N returns the number of accounts that paid at the start, 0 if r reads as no data.
func (r Revenue) N() int {
	if !r.possible() {
		return 0
	}
	return r.Accounts
}

// UnmarshalJSON reads what encoding/json writes of a Revenue. It refuses a member that is missing and sums
// that no accounts could have, and then leaves r as it was.
func (r *Revenue) UnmarshalJSON(b []byte) error {
	var in struct {
		Accounts, Stayed    *int
		Start, StartSquares *float64
		Kept, End           struct{ Sum, Squares, Products *float64 }
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("retention: reading revenue: %w", err)
	}
	for _, sum := range []*float64{in.Start, in.StartSquares, in.Kept.Sum, in.Kept.Squares, in.Kept.Products,
		in.End.Sum, in.End.Squares, in.End.Products} {
		if sum == nil || in.Accounts == nil || in.Stayed == nil {
			return errors.New("retention: reading revenue: accounts, stayed, start, startSquares, kept and end must all be there, " +
				"the last two with sum, squares and products")
		}
	}
	read := Revenue{*in.Accounts, *in.Stayed, *in.Start, *in.StartSquares,
		Sums{*in.Kept.Sum, *in.Kept.Squares, *in.Kept.Products}, Sums{*in.End.Sum, *in.End.Squares, *in.End.Products}}
	if !read.possible() {
		return fmt.Errorf("retention: reading revenue: no accounts have the sums %+v", read)
	}
	*r = read
	return nil
}

// possible reports whether accounts could have given these sums, to the rounding of long ones.
func (r Revenue) possible() bool {
	if r == (Revenue{}) {
		return true
	}
	n, stayed := float64(r.Accounts), float64(r.Stayed)
	return 0 < r.Accounts && 0 <= r.Stayed && r.Stayed <= r.Accounts &&
		leastRevenue <= r.Start*slack && r.Start <= n*mostRevenue*slack && 0 < r.StartSquares &&
		r.StartSquares <= r.Start*r.Start*slack && r.Start*r.Start <= n*r.StartSquares*slack &&
		r.Kept.possible(stayed, r.StartSquares) && r.End.possible(stayed, r.StartSquares) && (r.Stayed == 0) == (r.End.Sum == 0) &&
		// What is kept of an account is at most its start, and its end too.
		r.Kept.within(Sums{r.Start, r.Kept.Products, r.StartSquares}) && r.Kept.within(r.End)
}

// slack is for the rounding of sums over very many accounts.
const slack = 1 + 1e-6

// possible reports whether n amounts above 0 could have these sums beside amounts at the start with the given squares.
func (s Sums) possible(n, startSquares float64) bool {
	return 0 <= s.Sum && s.Sum <= n*mostRevenue*slack && 0 <= s.Squares && 0 <= s.Products &&
		s.Squares <= s.Sum*s.Sum*slack && s.Sum*s.Sum <= n*s.Squares*slack && s.Products <= math.Sqrt(s.Squares)*math.Sqrt(startSquares)*slack
}

// within reports whether no sum is above that of o.
func (s Sums) within(o Sums) bool {
	return s.Sum <= o.Sum*slack && s.Squares <= o.Squares*slack && s.Products <= o.Products*slack
}

// Logo returns the share of accounts that pay at the end, as a Fraction with Wilson's limits: every account
// counts alike, however much it pays. Without accounts it is no data between 0 and 1.
func (r Revenue) Logo(level float64) kpi.Estimate {
	return kpi.Proportion(r.Stayed, r.N(), level)
}

// Gross returns gross revenue retention, Σ min(start, end) / Σ start, as a Fraction: what is left of the
// revenue at the start after accounts that left and accounts that shrank; one that grew makes up for nothing.
// Without accounts it is no data between 0 and 1.
//
// The limits are those of the score interval at an effective number of accounts, the smaller of Kish's
// (Σs)²/Σs² (1965, Survey Sampling, section 11.7) and of what the standard error of the ratio estimator
// (Cochran 1977, Sampling Techniques, section 6.3) says; where accounts pay alike and stay or go it is
// Wilson's interval of [Revenue.Logo]. It stays within 0 and 1 and has a width when nobody left. At a nominal
// 95% it covers .93 to .98, and as Wilson's where accounts pay alike, which for 5 to 1,000 of them and a
// churn of 2% is .90 to .98.
func (r Revenue) Gross(level float64) kpi.Estimate {
	n := r.N()
	if n == 0 {
		return kpi.Proportion(0, 0, level)
	}
	ratio := min(r.Kept.Sum/r.Start, 1)
	effective := r.Start * (r.Start / r.StartSquares)
	if scatter := r.scatter(r.Kept, ratio); scatter > 0 {
		effective = min(effective, ratio*(1-ratio)*r.Start*(r.Start/scatter))
	}
	if !(effective >= 1) {
		effective = 1
	}
	return kpi.Shares([]float64{0, 1}, []float64{1 - ratio, ratio}, effective, n, kpi.Fraction, level)
}

// Net returns net revenue retention, Σ end / Σ start, as a Fraction that may be above 1: what the accounts of
// the start pay at the end, those that grew included, new ones not. Without accounts it is no data between 0
// and +Inf, and one account is known and sets no limits.
//
// The limits are the outer ones of two rules. The first is that of the ratio estimator with Student's t
// ([StudentT]). It knows only what happened: of twenty accounts none of which left it says that none ever
// will, and with a true churn of 2% it misses in two cases of three. The second puts the limits of
// [Revenue.Gross] and those of the growth together by their correlation (Zou 2007, doi
// 10.1037/1082-989X.12.4.399), and knows that accounts can leave. At a nominal 95% they cover .95 and more
// where losses rule. Growth that few accounts make, and that none of those in the tally made, neither rule
// can know: where three in ten grow, some a lot, they cover .72 with 5 accounts, .90 with 50 and .95 with
// 1,000.
func (r Revenue) Net(level float64) kpi.Estimate {
	e := StudentT.Net(r, level)
	if e.N < 2 {
		return e
	}
	gross := r.Gross(level)
	growth := Sums{
		Sum:      r.End.Sum - r.Kept.Sum,
		Squares:  max(0, r.End.Squares-r.Kept.Squares-2*(r.End.Products-r.Kept.Products)),
		Products: r.End.Products - r.Kept.Products, // with start, and with kept too: what grows has kept its start
	}
	share := growth.Sum / r.Start
	half := r.half(growth, share, level)
	correlation := 0.0
	if spread := math.Sqrt(r.scatter(growth, share) * r.scatter(r.Kept, gross.Value)); spread > 0 {
		joint := growth.Products*(1-gross.Value) - share*(r.Kept.Products-gross.Value*r.StartSquares)
		correlation = max(-1, min(1, joint/spread))
	}
	arm := func(a float64) float64 {
		if math.IsInf(half, 1) { // amounts at both ends of what Add takes
			return half
		}
		return math.Sqrt(max(0, a*a+half*half+2*correlation*a*half))
	}
	e.Lo = max(0, min(e.Lo, e.Value-arm(gross.Value-gross.Lo)))
	e.Hi = max(e.Hi, e.Value+arm(gross.Hi-gross.Value))
	return e
}

// scatter returns Σ(y − ratio·s)², the squared deviations of amounts from their ratio to the start.
func (r Revenue) scatter(y Sums, ratio float64) float64 {
	return max(0, y.Squares-2*ratio*y.Products+ratio*ratio*r.StartSquares)
}

// half returns Student's t times the standard error of the ratio of amounts to the start, of two accounts or
// more.
func (r Revenue) half(y Sums, ratio, level float64) float64 {
	n := float64(r.Accounts)
	return quantile.TUpper((1-level)/2, n-1) * math.Sqrt(n/(n-1)*r.scatter(y, ratio)) / r.Start
}

// NetMethod is another way to put limits around net revenue retention than that of [Revenue.Net].
type NetMethod uint8

// StudentT is the ratio estimator ± t standard errors with one degree of freedom less than there are accounts
// (Cochran 1977, Sampling Techniques, section 6.3), not below 0: what a survey package gives. It has no width
// where all accounts changed alike.
const StudentT NetMethod = 0

// String returns the name of the method.
func (m NetMethod) String() string {
	if m == StudentT {
		return "StudentT"
	}
	return fmt.Sprintf("NetMethod(%d)", uint8(m))
}

// Net returns net revenue retention with the limits of method m; see [Revenue.Net]. It panics if m is not
// StudentT.
func (m NetMethod) Net(r Revenue, level float64) kpi.Estimate {
	if m != StudentT {
		panic("retention: " + m.String() + " is not a method for net revenue retention")
	}
	e := kpi.Mean(0, 0, 0, level)
	e.Lo, e.Unit = 0, kpi.Fraction
	if e.N = r.N(); e.N == 0 {
		return e
	}
	e.Value = r.End.Sum / r.Start
	if e.N > 1 {
		half := r.half(r.End, e.Value, level)
		e.Lo, e.Hi = max(0, e.Value-half), e.Value+half
	}
	return e
}
