package response

import (
	"fmt"
	"math"
)

// Practice is one practice of a maturity model: the area it belongs to, the level that needs it, 1 or above, and
// whether it is satisfied. A practice that nobody looked at is not satisfied.
type Practice struct {
	Area      string `json:"area"`
	Level     int    `json:"level"`
	Satisfied bool   `json:"satisfied"`
}

// Assessment is the practices of a maturity assessment, in any order.
type Assessment []Practice

// Check returns an error that names the first practice whose level is not 1 or above; all readers take such a one as
// no data.
func (a Assessment) Check() error {
	for i, p := range a {
		if p.Level < 1 {
			return fmt.Errorf("response: practice %d of area %q is on level %d, not on 1 or above", i, p.Area, p.Level)
		}
	}
	return nil
}

// Staged returns the maturity level: the highest level whose practices, and those of all levels below, are satisfied in
// every area, as the staged representation of CMMI has it (CMMI Product Team 2010, CMMI for Development 1.3,
// CMU/SEI-2010-TR-033). One practice short on level 2 is level 1, or 0 if level 1 has practices that are missing too.
// ok is false without practices.
func (a Assessment) Staged() (level int, ok bool) {
	if len(a) == 0 || a.Check() != nil {
		return 0, false
	}
	return reached(a, func(Practice) bool { return true }), true
}

// Continuous returns the level of each area on its own: the profile of the continuous representation. An area whose
// practices are all satisfied is on the highest level that it has practices for. It is empty without practices.
func (a Assessment) Continuous() map[string]int {
	profile := map[string]int{}
	if a.Check() != nil {
		return profile
	}
	for _, p := range a {
		if _, done := profile[p.Area]; !done {
			profile[p.Area] = reached(a, func(o Practice) bool { return o.Area == p.Area })
		}
	}
	return profile
}

// AverageScore returns the mean of the areas' levels. It is a score and not a maturity level: two areas on 1 and 5 are
// not an organisation on 3. NaN without practices.
func (a Assessment) AverageScore() float64 {
	profile := a.Continuous()
	sum := 0
	for _, level := range profile {
		sum += level
	}
	if len(profile) == 0 {
		return math.NaN()
	}
	return float64(sum) / float64(len(profile))
}

// reached returns the level below the lowest with a practice missing, or the highest there is.
func reached(a Assessment, in func(Practice) bool) int {
	highest, short := 0, math.MaxInt
	for _, p := range a {
		if !in(p) {
			continue
		}
		highest = max(highest, p.Level)
		if !p.Satisfied {
			short = min(short, p.Level)
		}
	}
	return min(highest, short-1)
}
