// Package compare reads one metric across segments: teams, agents, boarding areas. It knows only counts and estimates.
//
//   - Which segments differ from the others? [Others] for net scores, [OthersShare] for shares.
//   - In which order do they come, and how sure is that order? [Ranks], of estimates at the level [Each].
//   - What is the best guess for an agent with few answers? [Shrink], [BetaBinomial].
//   - Who is out of the ordinary, given how many answers each has? [Funnel].
//   - Which of two groups answers higher on an ordinal scale? [Superiority].
//   - What if those who did not answer think otherwise? [Silent].
//
// The segments must be disjoint: a segment beside a total that contains it breaks every function here.
package compare
