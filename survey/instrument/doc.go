// Package instrument holds questionnaires as data, and scores them: items with their scales, labels and codes for
// "not applicable", and indices with weights, reversed items and a rule for what is missing.
//
//	in, err := instrument.Builtin("employee-feedback")         // or Parse(json), or New(definition)
//	in.Score(instrument.Response{"voice": 4, "tools": 2})      // one respondent, with what was missing or refused
//	err = tally.Add(in, response)                              // many: counts, which merge and travel as JSON
//	tally.Score(in, "feedback", 0.95)                          // the index, with limits
//	tally.Alpha(in, "feedback", 0.95)
//
// A blank is not in a [Response], and an N/A has a code of its own; neither is an answer, and neither ever counts
// as 0. What is missing is decided by the index: its [Missing] says how much must be answered for a score, and
// every respondent without one is counted by the reason. A [Composite] is an index of indices, with weights and a rule
// of its own; a [Pair] sets what is against what should be, of two items or of two indices.
//
// # Built-in instruments
//
// In English and Korean, with wording of this project:
//
//   - csat, nps, ces: the standard single questions. [Tally.Item] gives their answers to the packages of those names.
//   - enps and employee-feedback: employees on their work.
//   - competency-self and competency-observer: twelve skills in three areas, as they are and as the work needs them.
//     [Tally.Gaps] is needed less now of each skill, [Tally.IndexGaps] of each area and of all areas. The forms are
//     two instruments, so that observers are never averaged with oneself: keep a tally of each. The limits suppose
//     that each form is of another respondent; where several observers rate the same people they are too narrow.
//   - culture: ten catalysts from 0 to 4; [Tally.Maturity] is the staged level, the profile and the mean.
//   - process: one response for each step of a service process; [Across] ranks steps, with the bands replace, improve
//     and keep.
//   - touchpoint: satisfaction and ease, one response for each contact point of a journey. Which contact points
//     matter most to the satisfaction with all is what package survey/drivers answers.
//   - software-comfort: how at home staff are with the features of their software; the [Lowest] of [Tally.Profile] is
//     the training list.
//   - sus-style, umux-style, umux-lite-style and acsi-style: scoring rules of published scales. Their published
//     sentences and weights are not here. With other sentences a score may not be compared with published ones: put
//     them in by [Instrument.Definition] and [New], as with weights of your own.
//
// # Rules of well-known scales
//
// All are the kind [Percent], the percent of the way from the worst to the best answer, combined by the mean. For
// SUS (Brooke 1996) that is the sum of ten times 2.5, and with one item missing the sum of nine times 100/36
// (Lewis and Sauro 2017, Journal of Usability Studies 13:38). UMUX is Finstad's (2010, doi
// 10.1016/j.intcom.2010.04.004), UMUX-Lite with its regression on SUS, .65·x + 22.9, that of Lewis, Utesch and
// Maher (2013, doi 10.1145/2470654.2481287). An index in the style of the ACSI (Fornell and others 1996, doi
// 10.1177/002224299606000403) is 100·Σw(x-1)/9 of three answers from 1 to 10, with equal weights (S+E+P-3)/27·100.
//
// # Small groups
//
// [Shown] keeps back groups too small to be shown. A tally in JSON holds the counts of all: do not send it to who
// may not see them.
package instrument
