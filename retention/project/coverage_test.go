//go:build coverage

package project

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Coverage of the limits of a projection five years beyond the data, where limits on the plain scale cover .916 at 50
// customers:
//
//	go test -tags coverage -run Coverage -v ./retention/project
func TestCoverageOfProjections(t *testing.T) {
	for _, m := range []BetaGeometric{{Alpha: 0.7, Beta: 1.18}, {Alpha: 0.67, Beta: 3.8}, {Alpha: 2, Beta: 8}, {Alpha: 0.3, Beta: 0.5}} {
		for _, n := range []int{50, 200, 1000} {
			share, fits := covered(m, n, 2000, 7)
			t.Logf("alpha %v beta %v n %d: covered %.3f, fits %.3f", m.Alpha, m.Beta, n, share, fits)
			assert.InDelta(t, 0.955, share, 0.022, "%+v %d", m, n)
		}
	}
}
