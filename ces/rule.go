package ces

import (
	"fmt"

	"github.com/servicekpi/servicekpi/survey"
)

// Rule says what easy and difficult mean: the scale of the answers, and the mildest answer on it that counts
// as easy and as difficult. Where Easy is below Difficult low answers are easy: those up to Easy are, and
// those from Difficult up are difficult. Otherwise high answers are easy. What lies between is neither. Rules
// are comparable: check the one of a tally that came from elsewhere.
type Rule struct {
	Scale     survey.Scale `json:"scale"`
	Easy      int          `json:"easy"`
	Difficult int          `json:"difficult"`
}

// Agreement returns the rule of CES 2.0 (2013): "the company made it easy for me", 1 for strong disagreement
// to 7 for strong agreement; 5 to 7 are easy, 1 to 3 difficult. A high mean is good.
func Agreement() Rule { return Rule{survey.Scale{Min: 1, Max: 7}, 5, 3} }

// Effort returns the rule of CES 1.0 (Dixon, Freeman and Toman 2010, Harvard Business Review 88:116): "how
// much effort did you have to put forth", 1 for very little to 5 for very much; 1 and 2 are easy, 4 and 5
// difficult. A low mean is good.
func Effort() Rule { return Rule{survey.Scale{Min: 1, Max: 5}, 2, 4} }

// Ease returns the rule of a question with the answers 1 for very difficult to 5 for very easy; 4 and 5 are
// easy, 1 and 2 difficult. A high mean is good.
func Ease() Rule { return Rule{survey.Scale{Min: 1, Max: 5}, 4, 2} }

// SimpleSat returns SimpleSat's rule, whose score is [Tally.EasyShare]: 5 to 7 of 7 are easy. It is
// [Agreement].
func SimpleSat() Rule { return Agreement() }

// CYS returns the rule of the effort index of CYS, which is [Tally.NetEasy]: of 7 points 6 and 7 are easy, 1
// to 3 difficult, 4 and 5 neither.
func CYS() Rule { return Rule{survey.Scale{Min: 1, Max: 7}, 6, 3} }

// CustomerGauge returns CustomerGauge's rule, whose score is [Tally.EasyShare]: 4 and 5 of 5 points are easy,
// 5 to 7 of 7. It panics for any other number of points.
func CustomerGauge(points int) Rule {
	switch points {
	case 5:
		return Ease()
	case 7:
		return Agreement()
	}
	panic(fmt.Sprintf("ces: CustomerGauge has no effort question of %d points", points))
}

// String returns the rule as people read it: easy 5–7, difficult 1–3 of 1–7.
func (r Rule) String() string {
	easy, difficult := r.ends()
	return fmt.Sprintf("easy %v, difficult %v of %v", easy, difficult, r.Scale)
}

// EasyValue returns 1 for an easy answer and 0 for another, whose mean is the share of [Tally.EasyShare]: for
// weighted and clustered answers and for driver analysis. An answer off the scale is an error that wraps a
// *survey.RangeError; so is asking a rule that cannot be, such as the zero Rule, with another error.
func (r Rule) EasyValue(answer int) (float64, error) {
	value, err := r.NetValue(answer)
	return max(value, 0) / 100, err
}

// NetValue returns 100 for an easy answer, -100 for a difficult one and 0 for one between, whose mean is the
// score of [Tally.NetEasy]. Its errors are those of [Rule.EasyValue].
func (r Rule) NetValue(answer int) (float64, error) {
	if !r.possible() {
		return 0, fmt.Errorf("ces: %v is not a rule", r)
	}
	if err := r.Scale.Check(answer); err != nil {
		return 0, fmt.Errorf("ces: %w", err)
	}
	easy, difficult := r.ends()
	switch {
	case within(easy, answer):
		return 100, nil
	case within(difficult, answer):
		return -100, nil
	}
	return 0, nil
}

// ends returns the easy and the difficult end of the scale; one of them can be a single point.
func (r Rule) ends() (easy, difficult survey.Scale) {
	low := survey.Scale{Min: r.Scale.Min, Max: min(r.Easy, r.Difficult)}
	high := survey.Scale{Min: max(r.Easy, r.Difficult), Max: r.Scale.Max}
	if r.Easy < r.Difficult {
		return low, high
	}
	return high, low
}

// possible reports whether r divides a scale.
func (r Rule) possible() bool {
	return r.Scale.Valid() && r.Easy != r.Difficult && within(r.Scale, r.Easy) && within(r.Scale, r.Difficult)
}

// within reports whether x lies on s.
func within(s survey.Scale, x int) bool { return s.Min <= x && x <= s.Max }
