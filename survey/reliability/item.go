package reliability

import (
	"math"

	"github.com/servicekpi/servicekpi/internal/wire"
)

// Item is what one item does in the whole. NaN is what the answers do not tell.
type Item struct {
	Mean         float64 `json:"mean"`         // of its ratings
	SD           float64 `json:"sd"`           // standard deviation of its ratings, divisor n-1
	ItemTotal    float64 `json:"itemTotal"`    // correlation with the sum of the other items; a negative one looks like an item to be reversed
	AlphaWithout float64 `json:"alphaWithout"` // alpha of the other items; above that of all, the item does not go with them
}

// MarshalJSON returns {"mean":4.1,"sd":0.9,"itemTotal":0.6,"alphaWithout":0.7}, with null for what is unknown.
func (i Item) MarshalJSON() ([]byte, error) { return wire.Marshal(i) }

// UnmarshalJSON reads what MarshalJSON writes. It refuses a member that is not there.
func (i *Item) UnmarshalJSON(b []byte) error { return wire.Read("reliability: reading an item", b, i) }

// Overview returns what each item does in the whole, in numbers without limits, for looking over a
// questionnaire. With limits they are readers of [Answers]. It is empty without items.
func (t Items) Overview() []Item {
	items := make([]Item, len(t.Sums))
	c, ok := t.covariance()
	for j := range items {
		nan := math.NaN()
		if items[j] = (Item{nan, nan, nan, nan}); t.N < 1 || t.flaw() != nil {
			continue
		}
		items[j].Mean = float64(t.Sums[j]) / float64(t.N)
		if ok {
			items[j].SD = math.Sqrt(c.at[j*c.k+j])
			items[j].ItemTotal = max(-1, min(itemTotal(j)(c), 1))
			items[j].AlphaWithout = min(alphaWithout(j)(c), 1)
		}
	}
	return items
}

// StandardisedAlpha returns the alpha of the standardised items without limits, which [Answers] has: for items
// on scales of different use. It is NaN where an item does not vary.
func (t Items) StandardisedAlpha() float64 { return min(t.read(standardisedAlpha), 1) }

// Omega returns omega total without limits: see [Answers.Omega].
func (t Items) Omega() float64 { return t.read(omega) }

// read returns a coefficient of the covariance matrix, NaN without one.
func (t Items) read(of func(covariance) float64) float64 {
	c, ok := t.covariance()
	if !ok {
		return math.NaN()
	}
	return of(c)
}

// MeasurementError returns the standard error of measurement of a respondent's sum of ratings: its standard
// deviation times √(1-alpha). Two sums of one respondent that differ by more than z·√2 times that have changed
// by more than chance (Jacobson and Truax 1991, doi 10.1037/0022-006X.59.1.12). It is NaN without alpha.
func (t Items) MeasurementError() float64 {
	return t.read(func(c covariance) float64 { return math.Sqrt(c.sum() * max(0, 1-alpha(c))) })
}

// SpearmanBrown returns the reliability of a test times as long, of items alike: 2 for twice as many (Spearman
// 1910, doi 10.1111/j.2044-8295.1910.tb00206.x; Brown 1910).
func SpearmanBrown(reliability, times float64) float64 {
	return times * reliability / (1 + (times-1)*reliability)
}
