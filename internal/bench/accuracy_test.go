package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/servicekpi/servicekpi/kpi"
)

// TestClopperPearsonAccuracy compares with R's qbeta, and logs how far from it gonum is: what is fast has to be right for
// a billion answers too.
func TestClopperPearsonAccuracy(t *testing.T) {
	f, err := os.Open("testdata/clopperpearson.tsv")
	require.NoError(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	require.True(t, lines.Scan(), "header")
	ours, gonum := map[int]float64{}, map[int]float64{}
	for lines.Scan() {
		var k, n int
		var lo, hi float64
		_, err := fmt.Sscan(lines.Text(), &k, &n, &lo, &hi)
		require.NoError(t, err)
		e := kpi.ClopperPearson.Proportion(k, n, 0.95)
		ours[n] = max(ours[n], relative(e.Lo, lo), relative(e.Hi, hi))
		a, b := float64(k), float64(n-k)
		gonum[n] = max(gonum[n], relative(distuv.Beta{Alpha: a, Beta: b + 1}.Quantile(0.025), lo),
			relative(distuv.Beta{Alpha: a + 1, Beta: b}.Quantile(0.975), hi))
	}
	require.NoError(t, lines.Err())
	require.Len(t, ours, 4)
	for _, n := range []int{1e2, 1e4, 1e6, 1e9} {
		t.Logf("n = %s: largest relative error %.1e, with gonum's Beta.Quantile %.1e", count(n), ours[n], gonum[n])
		assert.Less(t, ours[n], 1e-12, "n = %d", n)
	}
}

func relative(got, want float64) float64 { return math.Abs(got/want - 1) }
