// Package survey holds the ratings of a survey question: the [Scale] they are given on and the [Tally] that
// counts them.
//
// A Tally is the whole histogram of one question on any scale within 0–10: what a mean, a top-box share and a
// net score can all be read from. Packages nps, csat and ces define the well-known scores; each of them can
// start from a survey Tally.
//
//	t, err := survey.Count(survey.Scale{Min: 1, Max: 5}, column, 0) // 0: left blank
//	t.Mean(0.95)        // the mean answer
//	t.Share(4, 5, 0.95) // the share of 4 and 5
//	t.Net(2, 4, 0.95)   // 4 and 5 less 1 and 2, in points
//
// What a blank, a "don't know" or an N/A is, only the questionnaire knows: name its codes to [Count], or do
// not Add them. A blank that slips in as 0 or 11 is an error wherever it is off the scale, and a wrong answer
// where it is not. In Go there is one trap more: strconv.Atoi("") returns 0 beside its error.
//
// Errors about a single rating wrap a [*RangeError] and begin with the rating; packages that build on this
// one put their own name in front.
package survey
