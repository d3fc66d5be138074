package csat

import (
	"fmt"

	"github.com/servicekpi/servicekpi/survey"
)

// Rule says what satisfied means: the scale of the answers, and the lowest rating on it that counts. Rules
// are comparable: check the one of a tally that came from elsewhere.
type Rule struct {
	Scale     survey.Scale `json:"scale"`
	Satisfied int          `json:"satisfied"` // lowest rating that counts as satisfied
}

// TopBox returns the rule by which the top k of 1 to points are satisfied; TopBox(2, 5), 4 and 5 of 5, is the
// usual one. It panics if points is not from 2 to 10, or if k leaves nobody or everybody satisfied.
func TopBox(k, points int) Rule {
	r := Rule{survey.Scale{Min: 1, Max: points}, points - k + 1}
	if !r.possible() {
		panic(fmt.Sprintf("csat: the top %d of %d points are no rule", k, points))
	}
	return r
}

// Thumbs returns the rule of two answers, 0 for thumbs down and 1 for thumbs up: good and bad, no and yes.
func Thumbs() Rule { return Rule{survey.Scale{Min: 0, Max: 1}, 1} }

// Zendesk1to5 returns Zendesk's rule for a scale of five: 4 and 5 are good, 1 to 3 are bad. The score is good
// of good and bad; tickets that were only offered a survey, or not even that, are not part of it.
func Zendesk1to5() Rule { return TopBox(2, 5) }

// Zendesk1to3 returns Zendesk's rule for a scale of three: only 3 is good. For its classic good and bad see
// [Thumbs].
func Zendesk1to3() Rule { return TopBox(1, 3) }

// FormbricksCards returns the rule of Formbricks' rating summary: the top 1 of 3 points, the top 2 of 4, 5, 6
// and 7, the top 3 of 10. It panics for any other number of points.
func FormbricksCards(points int) Rule {
	switch points {
	case 3:
		return TopBox(1, 3)
	case 4, 5, 6, 7:
		return TopBox(2, points)
	case 10:
		return TopBox(3, 10)
	}
	panic(fmt.Sprintf("csat: Formbricks has no rating of %d points", points))
}

// FormbricksCharts returns the rule of Formbricks' charts: 4 and 5 of 5.
func FormbricksCharts() Rule { return TopBox(2, 5) }

// Chatwoot returns Chatwoot's rule: 4 and 5 of 5. Chatwoot shows two decimals, and 0 where nobody answered.
func Chatwoot() Rule { return TopBox(2, 5) }

// CustomerGauge returns CustomerGauge's rule: 9 and 10 of 10.
func CustomerGauge() Rule { return TopBox(2, 10) }

// String returns the rule as people read it: 4–5 of 1–5.
func (r Rule) String() string {
	if r.Satisfied == r.Scale.Max {
		return fmt.Sprintf("%d of %v", r.Satisfied, r.Scale)
	}
	return fmt.Sprintf("%d–%d of %v", r.Satisfied, r.Scale.Max, r.Scale)
}

// Value returns 1 for a rating that counts as satisfied and 0 for another, whose mean is the score: for
// weighted and clustered answers and for driver analysis. A rating off the scale is an error that wraps a
// *survey.RangeError; so is asking a rule that cannot be, such as the zero Rule, with another error.
func (r Rule) Value(rating int) (float64, error) {
	satisfied, err := r.judge(rating)
	if err != nil || !satisfied {
		return 0, err
	}
	return 1, nil
}

// judge reports whether a rating counts as satisfied.
func (r Rule) judge(rating int) (bool, error) {
	if !r.possible() {
		return false, fmt.Errorf("csat: %v is not a rule", r)
	}
	if err := r.Scale.Check(rating); err != nil {
		return false, fmt.Errorf("csat: %w", err)
	}
	return rating >= r.Satisfied, nil
}

// possible reports whether r divides a scale.
func (r Rule) possible() bool {
	return r.Scale.Valid() && r.Scale.Min < r.Satisfied && r.Satisfied <= r.Scale.Max
}
