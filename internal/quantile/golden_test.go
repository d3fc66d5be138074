package quantile

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// worst compares values with those of a golden table and remembers the largest relative error.
type worst struct {
	err  float64
	what string
	args []float64
	got  float64
	want float64
}

func (w *worst) see(what string, got, want float64, args ...float64) {
	err := math.Abs(got-want) / math.Abs(want)
	if got == want {
		err = 0
	}
	if !(err <= w.err) {
		*w = worst{err, what, append([]float64(nil), args...), got, want}
	}
}

// within fails the test if a relative error is above limit.
func (w *worst) within(t *testing.T, limit float64) {
	t.Helper()
	t.Logf("largest relative error %.2g: %s%v = %.17g, want %.17g", w.err, w.what, w.args, w.got, w.want)
	if !(w.err <= limit) {
		t.Errorf("above %g", limit)
	}
}

// golden calls row for each row of a table in testdata.
func golden(t *testing.T, name string, row func(v []float64)) {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(rows), 1)
	for _, cells := range rows[1:] {
		v := make([]float64, len(cells)-1)
		for i, cell := range cells[:len(cells)-1] { // the last one names what is mpmath's
			v[i], err = strconv.ParseFloat(cell, 64)
			require.NoError(t, err)
		}
		row(v)
	}
}

func TestGoldenBeta(t *testing.T) {
	var quantiles, tails worst
	golden(t, "beta.csv", func(v []float64) {
		a, b, q, lower, upper, below, above := v[0], v[1], v[2], v[3], v[4], v[5], v[6]
		quantiles.see("Beta", Beta(q, a, b), lower, q, a, b)
		quantiles.see("BetaUpper", BetaUpper(q, a, b), upper, q, a, b)
		tails.see("BetaCDF", BetaCDF(lower, a, b), below, lower, a, b)
		tails.see("BetaTail", BetaTail(upper, a, b), above, upper, a, b)
	})
	quantiles.within(t, 1e-12)
	tails.within(t, 1e-12)
}

func TestGoldenGamma(t *testing.T) {
	var quantiles, tails worst
	golden(t, "gamma.csv", func(v []float64) {
		a, q, lower, upper, below, above := v[0], v[1], v[2], v[3], v[4], v[5]
		quantiles.see("ChiSquared", ChiSquared(q, 2*a)/2, lower, q, a)
		quantiles.see("ChiSquaredUpper", ChiSquaredUpper(q, 2*a)/2, upper, q, a)
		tails.see("GammaP", GammaP(a, lower), below, a, lower)
		tails.see("GammaQ", GammaQ(a, upper), above, a, upper)
		tails.see("ChiSquaredCDF", ChiSquaredCDF(2*lower, 2*a), below, a, lower)
		tails.see("ChiSquaredTail", ChiSquaredTail(2*upper, 2*a), above, a, upper)
	})
	quantiles.within(t, 1e-12)
	tails.within(t, 1e-12)
}

func TestGoldenT(t *testing.T) {
	var quantiles, tails worst
	golden(t, "t.csv", func(v []float64) {
		df, q, upper, above := v[0], v[1], v[2], v[3]
		quantiles.see("TUpper", TUpper(q, df), upper, q, df)
		quantiles.see("T", T(q, df), -upper, q, df)
		tails.see("TTail", TTail(upper, df), above, upper, df)
	})
	quantiles.within(t, 1e-12)
	tails.within(t, 1e-12)
}

func TestGoldenF(t *testing.T) {
	var quantiles, tails worst
	golden(t, "f.csv", func(v []float64) {
		d1, d2, q, upper, above := v[0], v[1], v[2], v[3], v[4]
		quantiles.see("FUpper", FUpper(q, d1, d2), upper, q, d1, d2)
		quantiles.see("F", F(q, d2, d1), 1/upper, q, d2, d1)
		tails.see("FTail", FTail(upper, d1, d2), above, upper, d1, d2)
	})
	quantiles.within(t, 1e-12)
	tails.within(t, 1e-12)
}

func TestGoldenNormal(t *testing.T) {
	var quantiles, tails worst
	golden(t, "normal.csv", func(v []float64) {
		q, upper, above := v[0], v[1], v[2]
		quantiles.see("Normal", -Normal(q), upper, q)
		tails.see("NormalTail", NormalTail(upper), above, upper)
	})
	quantiles.within(t, 1e-12)
	tails.within(t, 1e-12)
}

func TestGoldenBinomial(t *testing.T) {
	var tails worst
	golden(t, "binomial.csv", func(v []float64) {
		n, p, u, k, below, above := int(v[0]), v[1], v[2], int(v[3]), v[4], v[5]
		tails.see("BinomialCDF", BinomialCDF(k, n, p), below, v[:4]...)
		tails.see("BinomialTail", BinomialTail(k, n, p), above, v[:4]...)
		if got := BinomialQuantile(u, n, p); got != k {
			t.Errorf("BinomialQuantile(%v, %d, %v) = %d, want %d", u, n, p, got, k)
		}
	})
	tails.within(t, 1e-12)
}
