// Package chart draws control charts: is this month unlike the months before, or is it the noise that was
// always there?
//
// A [Chart] is data: the points of a series in order of time, each with its centre and limits. Make it with
// the function named after what was measured in each period:
//
//	P, Laney        shares: k of n, such as satisfied of answered; Laney's from some thousand a period
//	Net, LaneyNet   net scores: detractors, passives and promoters
//	XmR, LogXmR     one number a period; LogXmR for durations, whose noise grows with them
//	MR              the moving ranges of an XmR chart: is the noise as it was
//	T               times between rare events
//	EWMA, CUSUM     one number a period, for small shifts that last
//
// All points are the baseline, unless the chart is told otherwise: [Chart.Freeze] takes the limits from the
// first points alone, [Chart.Rebase] begins anew after a change that is known, [Chart.Without] leaves
// points with a known cause out of the baseline, and [Chart.Given] takes limits from elsewhere. They
// compose, and each returns a new chart.
//
// [Chart.Signals] says by which [Rule] which points are unlike the others. [Chart.Monitor] carries a chart
// on, one closed period at a time.
//
// # Gaps
//
// A period without data is a point without value. It keeps its place, is never outside the limits, and is
// no evidence either way: a run passes over it and does not end there, and the sums of EWMA and CUSUM stay
// as they are. In independent periods that keeps every rule's rate of false alarms as it is without gaps. A
// moving range, however, is only between neighbours: across a gap there is none.
//
// # How often they cry wolf
//
// Of independent normal values with known centre and sigma 1 in 370 is outside three sigma. Every rule
// added takes its toll: all four of [WesternElectric] signal once in 92 points, all eight of [Nelson] once
// in 74. Limits from a baseline of few points are themselves uncertain: with 12 points nearly 20 in 1,000
// later ones are outside the limits of XmR for nothing, with 24 it is 9, with 50 it is 5.
//
// Points that depend on each other, such as those of overlapping windows, break every chart: feed disjoint
// periods.
package chart
