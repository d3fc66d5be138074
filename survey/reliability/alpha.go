package reliability

import (
	"fmt"
	"math"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// Alpha returns Cronbach's alpha of the sum of the items, as a Number of at most 1 that may be negative: how
// much of the variance of the sum is shared by the items, provided that they measure one thing. N is the
// number of complete respondents. With fewer than two of these or of the items, or where all sums are alike,
// it is no data. An item to which all gave the same answer counts as an item.
//
// The limits suppose no distribution: they come from the standard error by influence values (Yuan, Guarnaccia
// and Hayslip 2003, doi 10.1177/0013164402239314; Maydeu-Olivares, Coffman and Hartmann 2007, doi
// 10.1037/1082-989X.12.2.157) and Student's t, and are the outer ones of those that are even around alpha and
// around log(1-alpha) (Bonett 2002, doi 10.3102/10769986027004335). With few respondents who nearly all give the
// best rating they are still too narrow; see the package comment. Where the influence values do not vary, as
// with two respondents or with items that all agree, the data set no lower limit.
func (t Items) Alpha(level float64) kpi.Estimate { return DistributionFree.Alpha(t, level) }

// Method is a way to put limits to alpha.
type Method uint8

const (
	DistributionFree Method = iota // the method of Items.Alpha
	Feldt                          // for normal answers only
)

// Alpha returns alpha as [Items.Alpha] does, with the limits of m.
//
// Feldt supposes normal and equally good items (Feldt 1965, doi 10.1007/BF02289499; Feldt, Woodruff and Salih
// 1987, doi 10.1177/014662168701100107). On items where most answers are at the end of the scale its 95%
// limits cover .75 to .85 however many respond. It panics if m is not a method.
func (m Method) Alpha(t Items, level float64) kpi.Estimate {
	checkLevel(level)
	if m > Feldt {
		panic(fmt.Sprintf("reliability: Method(%d) is not a method", uint8(m)))
	}
	c, ok := t.covariance()
	value := math.NaN()
	if ok {
		value = min(alpha(c), 1)
	}
	if m == DistributionFree {
		se := math.NaN()
		if !math.IsNaN(value) {
			se = t.alphaError()
		}
		return boundless.estimate(value, se, t.N, level)
	}
	e := boundless.estimate(value, 0, t.N, level)
	if e.Known() {
		tail, d1 := (1-level)/2, float64(t.N-1)
		d2 := d1 * float64(c.k-1)
		e.Lo = 1 - (1-value)*quantile.FUpper(tail, d1, d2)
		e.Hi = 1 - (1-value)*quantile.F(tail, d1, d2)
	}
	return e
}

// covariance returns the covariance matrix of the items, and false with fewer than two respondents.
func (t Items) covariance() (c covariance, ok bool) {
	if t.N < 2 || t.flaw() != nil {
		return c, false
	}
	c = newCovariance(len(t.Sums))
	for j := range c.k {
		for l := range j + 1 {
			x := t.deviations(j, l) / float64(t.N-1)
			c.at[j*c.k+l], c.at[l*c.k+j] = x, x
		}
	}
	return c, true
}

// deviations returns the sum over respondents of the product of the deviations of items j and l ≤ j from their
// means. The ratings are counted from a whole number near each mean, so that items without variance have none to
// the last digit.
func (t *Items) deviations(j, l int) float64 {
	n := float64(t.N)
	c, d := int(math.Round(float64(t.Sums[j])/n)), int(math.Round(float64(t.Sums[l])/n))
	a, b := t.Sums[j]-t.N*c, t.Sums[l]-t.N*d
	return float64(t.Products[j][l]-c*t.Sums[l]-d*a) - float64(a)*float64(b)/n
}

// alphaError returns the standard error of alpha: that of the mean of the influence values
//
//	k/(k-1)·(T·s/S² - t/S)
//
// with s the squared deviation of a respondent's sum from the mean of sums, t the sum of the squared
// deviations of the single ratings, and S and T the means of s and t. Its square is a polynomial in the sums
// that t holds.
func (t Items) alphaError() float64 {
	u := t.around(int(math.Round(float64(sumOf(t.Sums)) / float64(t.N*len(t.Sums)))))
	n := float64(t.N)
	k := len(u.Sums)
	means, mean, meanSquares := make([]float64, k), 0.0, 0.0
	for j, s := range u.Sums {
		means[j] = float64(s) / n
		mean += means[j]
		meanSquares += means[j] * means[j]
	}
	// Sums over respondents of products of y, q and v = Σ mean·x.
	var q, y2, vv, vy, vq, vy2, qy, y3 float64
	for j := range k {
		q += float64(u.Products[j][j])
		for l := range k {
			p := float64(u.Products[max(j, l)][min(j, l)])
			y2 += p
			vy += means[j] * p
			vv += means[j] * means[l] * p
		}
		vq += means[j] * float64(u.Quartic.QX[j])
		vy2 += means[j] * float64(u.Quartic.Y2X[j])
		qy += float64(u.Quartic.QX[j])
		y3 += float64(u.Quartic.Y2X[j])
	}
	y4, y2q, q2 := float64(u.Quartic.Y4), float64(u.Quartic.Y2Q), float64(u.Quartic.Q2)
	m, m2, d := mean, mean*mean, meanSquares // s = y² - 2my + m², t = q - 2v + d; Σy = nm, Σv = nd

	s := y2 - n*m2
	ts := q - n*d
	ss := y4 - 4*m*y3 + 6*m2*y2 - 3*n*m2*m2
	tt := q2 + 4*vv + n*d*d - 4*vq + 2*d*q - 4*n*d*d
	st := y2q - 2*m*qy + m2*q - 2*vy2 + 4*m*vy - 2*m2*n*d + d*y2 - d*m2*n
	ratio := ts / s
	kk := float64(k) / float64(k-1)
	squares := kk * kk * n / s * n / s * (ratio*ratio*ss - 2*ratio*st + tt)
	return meanError(squares, t.N)
}

// around returns t with the ratings counted from c, a whole number near their mean, on which the powers are
// small. Whole numbers lose nothing, even if one of the terms overflows: the result fits.
func (t Items) around(c int) Items {
	var u Items
	n, k := t.N, len(t.Sums)
	u.shape(t.Scale, k)
	var y, y2, y3, q, qy int
	rows := make([]int, k) // Σyx
	for j := range k {
		for l := range k {
			rows[j] += t.Products[max(j, l)][min(j, l)]
		}
		y += t.Sums[j]
		q += t.Products[j][j]
		y2 += rows[j]
		y3 += t.Quartic.Y2X[j]
		qy += t.Quartic.QX[j]
	}
	a, b := k*c, k*c*c // y becomes y - a, and q becomes q - 2cy + b
	u.N = n
	for j, x := range t.Sums {
		u.Sums[j] = x - n*c
		for l := range j + 1 {
			u.Products[j][l] = t.Products[j][l] - c*(x+t.Sums[l]) + n*c*c
		}
		u.Quartic.Y2X[j] = t.Quartic.Y2X[j] - 2*a*rows[j] + a*a*x - c*(y2-2*a*y+a*a*n)
		u.Quartic.QX[j] = t.Quartic.QX[j] - 2*c*rows[j] + b*x - c*(q-2*c*y+b*n)
	}
	u.Quartic.Y4 = t.Quartic.Y4 - 4*a*y3 + 6*a*a*y2 - 4*a*a*a*y + n*a*a*a*a
	u.Quartic.Y2Q = t.Quartic.Y2Q - 2*c*y3 + b*y2 - 2*a*(qy-2*c*y2+b*y) + a*a*(q-2*c*y+b*n)
	u.Quartic.Q2 = t.Quartic.Q2 + 4*c*c*y2 + n*b*b - 4*c*qy + 2*b*q - 4*b*c*y
	return u
}

func sumOf(xs []int) (sum int) {
	for _, x := range xs {
		sum += x
	}
	return sum
}
