package chart_test

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/trend/chart"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// charts calls f with the numbers of each line of testdata/charts.txt of this name.
func charts(t *testing.T, name string, f func(fields [][]float64)) {
	t.Helper()
	file, err := os.Open("testdata/charts.txt")
	require.NoError(t, err)
	defer file.Close()
	found := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Split(lines.Text(), "|")
		if fields[0] != name {
			continue
		}
		found++
		numbers := make([][]float64, 0, len(fields)-1)
		for _, field := range fields[1:] {
			var read []float64
			for _, word := range strings.Fields(field) {
				x, err := strconv.ParseFloat(word, 64)
				require.NoError(t, err)
				read = append(read, x)
			}
			numbers = append(numbers, read)
		}
		f(numbers)
	}
	assert.NotZero(t, found, name)
}

func TestExactShares(t *testing.T) {
	charts(t, "share", func(f [][]float64) {
		n, p := int(f[0][0]), f[1][0]
		at := chart.P([]int{n}, []int{n}).Given(chart.Standard{Centre: p}).Points[0]
		assert.Equal(t, f[2][0]/float64(n), at.Lo, "n %d p %v", n, p)
		assert.Equal(t, f[2][1]/float64(n), at.Hi, "n %d p %v", n, p)
		assert.InEpsilon(t, math.Sqrt(p*(1-p)/float64(n)), at.Sigma, 1e-12)
	})
}

func TestExactNet(t *testing.T) {
	charts(t, "net", func(f [][]float64) {
		n, s := int(f[0][0]), f[1]
		at := chart.Net([][3]int{{0, 0, n}}).Given(chart.Standard{Centre: 100 * (s[2] - s[0]), Moved: s[0] + s[2]}).Points[0]
		assert.Equal(t, 100*f[2][0]/float64(n), at.Lo, "n %d shares %v", n, s)
		assert.Equal(t, 100*f[2][1]/float64(n), at.Hi, "n %d shares %v", n, s)
	})
}

func TestNetWithoutPassivesIsAShare(t *testing.T) {
	for _, n := range []int{3, 50, 700, 1000} {
		k := n * 4 / 5
		share := chart.P([]int{k}, []int{n}).Points[0]
		net := chart.Net([][3]int{{n - k, 0, k}}).Points[0]
		assert.InDelta(t, 200*share.Lo-100, net.Lo, 1e-9)
		assert.InDelta(t, 200*share.Hi-100, net.Hi, 1e-9)
		assert.InDelta(t, 200*share.Sigma, net.Sigma, 1e-9)
		assert.InDelta(t, share.Z, net.Z, 1e-9)
	}
}

// Where the exact limits end, those of the expansion go on within one answer or two.
func TestNetLimitsGoOn(t *testing.T) {
	for _, s := range [][3]int{{200, 300, 500}, {20, 60, 920}, {0, 100, 900}, {5, 10, 985}} {
		standard := chart.Net([][3]int{s}).Phases[0].Standard
		c := chart.Net([][3]int{{0, 1000, 0}, {0, 1001, 0}}).Given(standard)
		assert.InDelta(t, c.Points[0].Lo, c.Points[1].Lo, 0.2, "%v", s)
		assert.InDelta(t, c.Points[0].Hi, c.Points[1].Hi, 0.2, "%v", s)
	}
	// Without detractors the balance is the number of promoters, whose limits are exact for any n.
	for _, n := range []int{1500, 20_000, 1_000_000_000} {
		for _, p := range []float64{0.3, 0.95, 0.999, 1 - 10/float64(n), 1 - 0.3/float64(n), 0.2 / float64(n)} {
			net := chart.Net([][3]int{{0, n, 0}}).Given(chart.Standard{Centre: 100 * p, Moved: p}).Points[0]
			share := chart.P([]int{0}, []int{n}).Given(chart.Standard{Centre: p}).Points[0]
			slack := 1 + 3e-3*math.Sqrt(float64(n)*p*(1-p))
			assert.InDelta(t, share.Lo*float64(n), net.Lo*float64(n)/100, slack, "n %d p %v", n, p)
			assert.InDelta(t, share.Hi*float64(n), net.Hi*float64(n)/100, slack, "n %d p %v", n, p)
		}
	}
}

// A point of P is outside exactly where the Clopper–Pearson interval at 99.73% leaves the centre out.
func TestSharesAreClopperPearson(t *testing.T) {
	for _, p := range []float64{0.03, 0.5, 0.9} {
		for _, n := range []int{1, 7, 40, 90} {
			for k := range n + 1 {
				at := chart.P([]int{k}, []int{n}).Given(chart.Standard{Centre: p}).Points[0]
				assert.Equal(t, clopperPearson(k, n, p), at.Value < at.Lo || at.Value > at.Hi, "%d of %d at %v", k, n, p)
			}
		}
	}
}

// Above 1,000 answers the limits of net scores leave .00135 on either side, but for 5% of that. Without detractors
// that probability is binomial.
func TestNetLimitsOfMany(t *testing.T) {
	const tail = 0.00135
	for _, n := range []int{1500, 20_000} {
		for _, p := range []float64{0.3, 0.5, 0.9, 0.99} {
			at := chart.Net([][3]int{{0, n, 0}}).Given(chart.Standard{Centre: 100 * p, Moved: p}).Points[0]
			lo, hi := int(math.Round(at.Lo*float64(n)/100)), int(math.Round(at.Hi*float64(n)/100))
			assert.LessOrEqual(t, quantile.BinomialCDF(lo-1, n, p), 1.05*tail, "below, n %d p %v", n, p)
			assert.GreaterOrEqual(t, quantile.BinomialCDF(lo, n, p), tail/1.05, "at the lower limit, n %d p %v", n, p)
			assert.LessOrEqual(t, quantile.BinomialTail(hi, n, p), 1.05*tail, "above, n %d p %v", n, p)
			assert.GreaterOrEqual(t, quantile.BinomialTail(hi-1, n, p), tail/1.05, "at the upper limit, n %d p %v", n, p)
		}
	}
}

func clopperPearson(k, n int, p float64) bool {
	e := kpi.ClopperPearson.Proportion(k, n, 1-2*0.00135)
	return e.Lo > p || e.Hi < p
}

func TestAnhoejLimits(t *testing.T) {
	charts(t, "runs", func(f [][]float64) {
		n, longest, crossings := int(f[0][0]), int(f[1][0]), int(f[1][1])
		// One run as long as may be and one longer, among points that cross often enough.
		for extra := range 2 {
			length := longest + extra
			if length > n {
				continue
			}
			x := make([]float64, n)
			for i := range x {
				x[i] = -1
				if i < length || (i-length)%2 == 1 {
					x[i] = 1
				}
			}
			found := len(chart.XmR(x).Given(chart.Standard{Sigma: 1}).Signals(chart.LongRun))
			assert.Equal(t, extra, found, "a run of %d in %d", length, n)
		}
		for fewer := range 2 {
			want := crossings - fewer // as many crossings as there must be, and one fewer
			if want < 0 {
				continue
			}
			x := make([]float64, n)
			for i := range x {
				x[i] = 1 - 2*float64(min(i, want)%2)
			}
			found := len(chart.XmR(x).Given(chart.Standard{Sigma: 1}).Signals(chart.FewCrossings))
			assert.Equal(t, fewer, found, "%d crossings in %d", want, n)
		}
	})
}
