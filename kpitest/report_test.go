package kpitest_test

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/kpitest"
)

// TestWrongNPS fails on purpose, when TestSubtestsSayTheReason runs it.
func TestWrongNPS(t *testing.T) {
	if os.Getenv("KPITEST_WRONG") == "" {
		t.Skip("run by TestSubtestsSayTheReason")
	}
	kpitest.NPS(t, zeroWhenEmpty)
}

func TestSubtestsSayTheReason(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestWrongNPS$", "-test.v")
	cmd.Env = append(os.Environ(), "KPITEST_WRONG=1")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit, "it must fail")
	said := string(out)
	assert.Contains(t, said, "--- PASS: TestWrongNPS/three-classes")
	assert.Contains(t, said, "--- FAIL: TestWrongNPS/nobody-was-asked")
	assert.Contains(t, said, "--- FAIL: TestWrongNPS/everybody-dismissed")
	assert.Contains(t, said, "report_test.go:", "the line is that of the caller")
	assert.Contains(t, said, "nps-score/nobody-was-asked: Without answers there is no score. 0 would be a claim: as many promoters as detractors.\n")
	assert.Regexp(t, `input:  \{"answers":\[\]\}\n +got:    0\n +want:   NaN \(no data\)\n +source: by definition`, said)
}

// plain is a test that knows no subtests, as a *testing.B.
type plain struct{ said []string }

func (p *plain) Helper() {}
func (p *plain) Errorf(format string, args ...any) {
	p.said = append(p.said, fmt.Sprintf(format, args...))
}

func TestRunnersWorkWithoutSubtests(t *testing.T) {
	var p plain
	kpitest.NPS(&p, zeroWhenEmpty)
	require.Len(t, p.said, 2)
	assert.Contains(t, p.said[0], "nps-score/nobody-was-asked: Without answers there is no score.")
	kpitest.NPS(&p, plainNPS)
	assert.Len(t, p.said, 2)
}

func TestAnErrorForGoodDataFails(t *testing.T) {
	var r kpitest.Recorder
	kpitest.NPS(&r, func(answers []*int) (float64, error) { return math.NaN(), os.ErrClosed })
	assert.Equal(t, 27, r.Cases)
	assert.Len(t, r.Failures, 27-5, "all but those that must be refused: no data is not an error either")
	assert.Equal(t, "the error file already closed", r.Failures[0].Got)
	assert.Equal(t, "33.3333333333 (within 1e-09)", r.Failures[0].Want)
}

func TestNaNLimitsFail(t *testing.T) {
	var r kpitest.Recorder
	kpitest.ProportionInterval(&r, kpitest.Wilson, func(k, n int, level float64) (lo, hi float64) {
		return math.NaN(), math.NaN()
	})
	assert.Len(t, r.Failures, r.Cases)
}

func TestTooFewPValuesFail(t *testing.T) {
	var r kpitest.Recorder
	kpitest.AdjustP(&r, kpitest.Holm, func(p []float64) []float64 { return plainHolm(p)[1:] })
	assert.Len(t, r.Failures, r.Cases)
}

func TestWhetherATicketIsDoneCounts(t *testing.T) {
	var r kpitest.Recorder
	kpitest.Resolution(&r, kpitest.LastSolution, func(ticket kpitest.Ticket, asOf time.Time) (float64, bool, error) {
		seconds, _, err := plainResolution(kpitest.LastSolution)(ticket, asOf)
		return seconds, true, err
	})
	require.Len(t, r.Failures, 1)
	assert.Equal(t, "resolution-time/last-reopened-now", r.Failures[0].ID)
	assert.Equal(t, "88200 s, done true", r.Failures[0].Got)
	assert.Equal(t, "88200 s, done false", r.Failures[0].Want)
}

func TestADeadlineIsShownInItsZone(t *testing.T) {
	var r kpitest.Recorder
	kpitest.ResolutionDue(&r, dueBy(midnightPlus))
	require.NotEmpty(t, r.Failures)
	assert.Equal(t, "2024-03-10T11:00:00-04:00", r.Failures[0].Got)
	assert.Equal(t, "2024-03-10T10:00:00-04:00", r.Failures[0].Want)
}

func TestMissingLimitsFail(t *testing.T) {
	var r kpitest.Recorder
	kpitest.ChartShares(&r, kpitest.Laney, func(k, n []int) (centre float64, lo, hi []float64) {
		centre, lo, hi = plainChartShares(kpitest.Laney)(k, n)
		return centre, lo[1:], hi
	})
	require.Len(t, r.Failures, r.Cases)
	assert.Equal(t, "centre 0.952899711344, length of lo 19", r.Failures[0].Got)
	assert.Equal(t, "centre 0.952899711344, length of lo 20 (within 1e-09)", r.Failures[0].Want)
}

func TestCasesPanicOnAWrongName(t *testing.T) {
	type in struct{ K, N int }
	type out struct{ Lo, Hi float64 }
	assert.PanicsWithValue(t, `kpitest: no vectors "nps-mood": open nps-mood.json: file does not exist`,
		func() { kpitest.Cases[in, out]("nps-mood") })
	assert.PanicsWithValue(t, `kpitest: input of proportion-interval/wilson-81-of-263: json: unknown field "level"`,
		func() { kpitest.Cases[in, out]("proportion-interval") }, "a field that goes unread")
	assert.Panics(t, func() { kpitest.Cases[anything, in]("proportion-interval") })
	assert.Panics(t, func() { kpitest.Cases[anything, anything]("schema") }, "not a file of cases")
}

func TestNumberReadsWhatJSONCannotSpell(t *testing.T) {
	var x kpitest.Number
	require.NoError(t, x.UnmarshalJSON([]byte("-2.5e3")))
	assert.Equal(t, kpitest.Number(-2500), x)
	require.NoError(t, x.UnmarshalJSON([]byte("null")))
	assert.True(t, math.IsNaN(float64(x)))
	require.NoError(t, x.UnmarshalJSON([]byte(`"Infinity"`)))
	assert.True(t, math.IsInf(float64(x), 1))
	require.NoError(t, x.UnmarshalJSON([]byte(`"-Infinity"`)))
	assert.True(t, math.IsInf(float64(x), -1))
	assert.ErrorContains(t, x.UnmarshalJSON([]byte(`"12"`)), `"12" is not a number, null or an infinity`)
}
