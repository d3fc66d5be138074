package kpitest

// Methods of the plan-allocation file.
const (
	Neyman       Method = "neyman"       // to size times standard deviation
	Proportional Method = "proportional" // to size
)

// needed is a number of answers before and after rounding up.
type needed struct {
	Exact   Number
	Answers int
}

func (want needed) judge(got int) *mismatch {
	return judge(0, figure{"answers", float64(got), Number(want.Answers)})
}

// PlanShare checks how many answers a share needs for a margin of so much, by the textbook formula with the correction for a
// population of so many people (0: too many to matter), rounded up at the end.
func PlanShare(t TestingT, answers func(share, margin, level float64, population int) int) {
	t.Helper()
	type input struct {
		Share, Margin, Level float64
		Population           int
	}
	run(t, "plan-share", "the answers", anyCase, func(c Case[input, needed]) *mismatch {
		return c.Expected.judge(answers(c.Input.Share, c.Input.Margin, c.Input.Level, c.Input.Population))
	})
}

// PlanMean checks how many answers a mean needs for a margin in its unit, by its standard deviation and z, rounded up.
func PlanMean(t TestingT, answers func(sd, margin, level float64) int) {
	t.Helper()
	type input struct{ SD, Margin, Level float64 }
	run(t, "plan-mean", "the answers", anyCase, func(c Case[input, needed]) *mismatch {
		return c.Expected.judge(answers(c.Input.SD, c.Input.Margin, c.Input.Level))
	})
}

// NetShares is the shares of promoters and detractors that are expected.
type NetShares struct{ Promoters, Detractors float64 }

// PlanNPS checks how many answers a Net Promoter Score needs for a margin in points: see [PlanShare].
func PlanNPS(t TestingT, answers func(expected NetShares, margin, level float64, population int) int) {
	t.Helper()
	type input struct {
		NetShares
		Margin, Level float64
		Population    int
	}
	run(t, "plan-nps", "the answers", anyCase, func(c Case[input, needed]) *mismatch {
		return c.Expected.judge(answers(c.Input.NetShares, c.Input.Margin, c.Input.Level, c.Input.Population))
	})
}

// PlanShareMargin checks the margin of a share from so many answers, the other way round of [PlanShare].
func PlanShareMargin(t TestingT, margin func(share float64, answers int, level float64, population int) float64) {
	t.Helper()
	type input struct {
		Share, Level        float64
		Answers, Population int
	}
	run(t, "plan-share-margin", "the margin", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(margin(c.Input.Share, c.Input.Answers, c.Input.Level, c.Input.Population), nil, c.Tolerance)
	})
}

// PlanNPSMargin checks the margin of a Net Promoter Score from so many answers, in points.
func PlanNPSMargin(t TestingT, margin func(expected NetShares, answers int, level float64, population int) float64) {
	t.Helper()
	type input struct {
		NetShares
		Level               float64
		Answers, Population int
	}
	run(t, "plan-nps-margin", "the margin", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(margin(c.Input.NetShares, c.Input.Answers, c.Input.Level, c.Input.Population), nil, c.Tolerance)
	})
}

// PlanShares checks how many answers each of two groups needs to find the change of a share with so much power, by the test
// with one share under the null hypothesis, two-sided at the level, rounded up.
func PlanShares(t TestingT, answers func(first, second, power, level float64) int) {
	t.Helper()
	type input struct{ First, Second, Power, Level float64 }
	run(t, "plan-shares", "the answers", anyCase, func(c Case[input, needed]) *mismatch {
		return c.Expected.judge(answers(c.Input.First, c.Input.Second, c.Input.Power, c.Input.Level))
	})
}

// PlanSharesPower checks how likely two groups of so many answers each find the change of a share: see [PlanShares].
func PlanSharesPower(t TestingT, power func(first, second float64, answers int, level float64) float64) {
	t.Helper()
	type input struct {
		First, Second, Level float64
		Answers              int
	}
	run(t, "plan-shares-power", "the power", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(power(c.Input.First, c.Input.Second, c.Input.Answers, c.Input.Level), nil, c.Tolerance)
	})
}

// PlanSharesDetectable checks to which share a rise is found by two groups of so many answers each, with so much power: see
// [PlanShares]. It is NaN if not even a rise to 1 is.
func PlanSharesDetectable(t TestingT, detectable func(first float64, answers int, power, level float64) float64) {
	t.Helper()
	type input struct {
		First, Power, Level float64
		Answers             int
	}
	run(t, "plan-shares-detectable", "the share", anyCase, func(c Case[input, expectedValue]) *mismatch {
		return c.Expected.judge(detectable(c.Input.First, c.Input.Answers, c.Input.Power, c.Input.Level), nil, c.Tolerance)
	})
}

// PlanNPSChange checks how many answers each of two waves needs to find a change of the Net Promoter Score with so much
// power, rounded up.
func PlanNPSChange(t TestingT, answers func(first, second NetShares, power, level float64) int) {
	t.Helper()
	type input struct {
		First, Second NetShares
		Power, Level  float64
	}
	run(t, "plan-nps-change", "the answers", anyCase, func(c Case[input, needed]) *mismatch {
		return c.Expected.judge(answers(c.Input.First, c.Input.Second, c.Input.Power, c.Input.Level))
	})
}

// allocated is answers divided over strata, or a refusal.
type allocated struct {
	Answers series
	Refused bool
}

// PlanAllocation checks how so many answers are divided over strata, by [Neyman] or [Proportional], before any rounding. If
// there is nothing to divide by, because all standard deviations are 0, it must be an error.
func PlanAllocation(t TestingT, m Method, allocate func(sizes []int, sds []float64, answers int) ([]float64, error)) {
	t.Helper()
	type input struct {
		Sizes   []int
		SDs     []float64
		Answers int
	}
	methodRun(t, "plan-allocation", m, func(c Case[input, allocated]) *mismatch {
		got, err := allocate(c.Input.Sizes, c.Input.SDs, c.Input.Answers)
		return judgeList(got, err, c.Expected.Answers, c.Expected.Refused, c.Tolerance)
	})
}

// PlanAllocationWhole checks the same in whole numbers that add up: the best ones, with at least so many answers in each
// stratum, or all of its people. What cannot be divided so must be an error.
func PlanAllocationWhole(t TestingT, m Method, allocate func(sizes []int, sds []float64, answers, least int) ([]int, error)) {
	t.Helper()
	type input struct {
		Sizes          []int
		SDs            []float64
		Answers, Least int
	}
	methodRun(t, "plan-allocation-whole", m, func(c Case[input, allocated]) *mismatch {
		whole, err := allocate(c.Input.Sizes, c.Input.SDs, c.Input.Answers, c.Input.Least)
		got := make([]float64, len(whole))
		for i, n := range whole {
			got[i] = float64(n)
		}
		return judgeList(got, err, c.Expected.Answers, c.Expected.Refused, c.Tolerance)
	})
}
