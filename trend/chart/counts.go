package chart

import "fmt"

// P returns the chart of shares k[i] of n[i], one for each period in order of time, such as satisfied of
// answered. Where n[i] is 0 there is a gap; a k[i] that is not from 0 to n[i] is no data, a gap too, and
// the chart warns of it as Refused.
//
// The centre is the share of the pooled baseline. The limits are exact and differ with n[i]: a share is
// outside if, at the share of the centre, so few or so many had a probability below .00135. This is the
// same as to say that the Clopper–Pearson interval at 99.73% of the period leaves the centre out (Clopper
// and Pearson 1934, doi 10.1093/biomet/26.4.404). Three sigma, which [ThreeSigma] has by name, are only
// right for many answers: of 100 customers of whom 99% are satisfied they call one month in 54 bad for
// nothing, and none can ever be called good.
//
// With some thousand answers a period nearly every period is outside, because shares vary by more than
// sampling: [Laney]. P panics if k and n differ in length.
func P(k, n []int) Chart { return newChart(kindP, Design{}, shares(k, n)) }

// Laney returns the p′ chart of shares k[i] of n[i] (Laney 2002, doi 10.1081/QEN-120003555): three sigma
// around the pooled share, widened, or narrowed, by how much periods vary beside what sampling explains.
// The factor, the Sigma of the [Standard], is the mean moving range of the standardised shares over 1.128.
// It wants a baseline of 12 periods or more. Gaps and panics are as in [P].
func Laney(k, n []int) Chart { return newChart(kindLaney, Design{}, shares(k, n)) }

// Net returns the chart of net scores in Points, one for each period in order of time: classes[i] counts
// the down, flat and up answers of period i, for NPS detractors, passives and promoters. A period without
// answers is a gap; a negative count is no data, a gap too, and the chart warns of it as Refused.
//
// The centre is the score of the pooled baseline. The limits are those of [P] for three classes: a score is
// outside if so low or so high a score had a probability below .00135 at the shares of the pooled baseline.
// Up to 1,000 answers the probabilities are exact, above by the gamma distribution with the same mean,
// variance and skewness (Pearson 1895, doi 10.1098/rsta.1895.0010). Three sigma are in [ThreeSigma] by
// name: at NPS 90 and fewer than 100 answers they give false alarms below and can lie above 100, so that no
// improvement is ever seen. Where more than sampling makes periods vary take [LaneyNet].
func Net(classes [][3]int) Chart { return newChart(kindNet, Design{}, answers(classes)) }

// LaneyNet returns the chart of net scores whose limits are widened as those of [Laney]. Gaps are as in
// [Net].
func LaneyNet(classes [][3]int) Chart { return newChart(kindLaneyNet, Design{}, answers(classes)) }

// Method is another way to put limits on a chart than the one of the function of the same name.
type Method uint8

const (
	// ThreeSigma puts the limits of P and Net at three standard errors from the centre, cut at the ends of
	// the scale: the chart of the textbooks (Shewhart 1931; Montgomery 2009, chapter 7).
	ThreeSigma Method = iota + 1
	// Exponential puts the limits of T at the quantiles .00135 and .99865 of the exponential distribution.
	Exponential
)

// String returns the name of the method.
func (m Method) String() string {
	switch m {
	case ThreeSigma:
		return "ThreeSigma"
	case Exponential:
		return "Exponential"
	}
	return fmt.Sprintf("Method(%d)", uint8(m))
}

// P returns the chart of shares, as [P], with the limits of method m. It panics unless m is ThreeSigma.
func (m Method) P(k, n []int) Chart {
	m.mustBe(ThreeSigma, "shares")
	return newChart(kindPThreeSigma, Design{}, shares(k, n))
}

// Net returns the chart of net scores, as [Net], with the limits of method m. It panics unless m is
// ThreeSigma.
func (m Method) Net(classes [][3]int) Chart {
	m.mustBe(ThreeSigma, "net scores")
	return newChart(kindNetThreeSigma, Design{}, answers(classes))
}

// T returns the chart of times between events, as [T], with the limits of method m. It panics unless m is
// Exponential.
func (m Method) T(x []float64) Chart {
	m.mustBe(Exponential, "times between events")
	return newChart(kindTExponential, Design{}, measurements(x))
}

func (m Method) mustBe(want Method, of string) {
	if m != want {
		panic(fmt.Sprintf("chart: %v is not a method for a chart of %s", m, of))
	}
}

func shares(k, n []int) []Point {
	if len(k) != len(n) {
		panic(fmt.Sprintf("chart: %d counts of %d periods", len(k), len(n)))
	}
	points := make([]Point, len(k))
	for i := range points {
		points[i].Counts = [3]int{n[i] - k[i], 0, k[i]}
	}
	return points
}

func answers(classes [][3]int) []Point {
	points := make([]Point, len(classes))
	for i := range points {
		points[i].Counts = classes[i]
	}
	return points
}
