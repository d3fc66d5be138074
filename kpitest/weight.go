package kpitest

// Methods of the weight-trim file.
const (
	TrimOnce   Method = "trim-once"   // one pass, after which another weight may be above
	TrimStrict Method = "trim-strict" // until none is above
)

// reweighted is new weights in the order of the answers, or a refusal.
type reweighted struct {
	Weights series
	Refused bool
}

// WeightKish checks Kish's design effect of weights, which is NaN without weights, and the effective number of answers.
func WeightKish(t TestingT, kish func(weights []float64) (effect, effective float64)) {
	t.Helper()
	type input struct{ Weights []float64 }
	type expected struct{ Effect, Effective Number }
	run(t, "weight-kish", "the effect", anyCase, func(c Case[input, expected]) *mismatch {
		effect, effective := kish(c.Input.Weights)
		return judge(c.Tolerance, figure{"effect", effect, c.Expected.Effect}, figure{"effective", effective, c.Expected.Effective})
	})
}

// WeightTrim checks weights cut at an upper limit by [TrimOnce] or [TrimStrict], what was cut off shared equally by the
// others. Weights that sum to more than all of them at the limit must be an error.
func WeightTrim(t TestingT, m Method, trim func(weights []float64, upper float64) ([]float64, error)) {
	t.Helper()
	type input struct {
		Weights []float64
		Upper   float64
	}
	methodRun(t, "weight-trim", m, func(c Case[input, reweighted]) *mismatch {
		got, err := trim(c.Input.Weights, c.Input.Upper)
		return judgeList(got, err, c.Expected.Weights, c.Expected.Refused, c.Tolerance)
	})
}

// A Margin is the level of each answer, and the total of each level in the population.
type Margin struct {
	Levels []string
	Totals map[string]float64
}

// WeightPostStratify checks weights brought to the totals of one margin. An answer whose level has no total above 0, and a
// total above 0 of a level without answers, must be errors.
func WeightPostStratify(t TestingT, fit func(weights []float64, m Margin) ([]float64, error)) {
	t.Helper()
	type input struct {
		Weights []float64
		Margin
	}
	run(t, "weight-poststratify", "the weights", anyCase, func(c Case[input, reweighted]) *mismatch {
		got, err := fit(c.Input.Weights, c.Input.Margin)
		return judgeList(got, err, c.Expected.Weights, c.Expected.Refused, c.Tolerance)
	})
}

// WeightRake checks weights raked to the totals of several margins, until all of them hold. Besides what
// [WeightPostStratify] refuses, margins of different sums must be an error.
func WeightRake(t TestingT, rake func(weights []float64, margins []Margin) ([]float64, error)) {
	t.Helper()
	type input struct {
		Weights []float64
		Margins []Margin
	}
	run(t, "weight-rake", "the weights", anyCase, func(c Case[input, reweighted]) *mismatch {
		got, err := rake(c.Input.Weights, c.Input.Margins)
		return judgeList(got, err, c.Expected.Weights, c.Expected.Refused, c.Tolerance)
	})
}
