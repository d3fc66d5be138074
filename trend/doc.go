// Package trend reads a metric over time: is it rising or falling, by how much, since when.
//
// Time is cut into the days, weeks, months, quarters or years of a calendar in a time zone by a [Period], whose
// keys are what tallies are filed under. [Series] turns tallies by period into estimates in order of time, with
// gaps where there was nothing; [Rolling] pools the tallies of several periods.
//
// # Which question
//
//   - By how much does it change a month? [Slope], and [Fit] with the process noise that its limits allow for.
//     This is the one to begin with: it knows how sure each period is.
//   - Did it change since last month, since last year? [Changes].
//   - Do plain numbers go up or down, whatever their size and unit? [MannKendall] tests it, [Sen] says by how
//     much, both unmoved by outliers. [SeasonalKendall] and [HamedRao] are for values with seasons and for
//     values that depend on their neighbours.
//   - Do shares rise with a score, such as dose, wave or tenure? [CochranArmitage].
//   - When did the level jump? [ChangePoints], or [Pettitt] for one change. For watching as values come in
//     there are the control charts of package chart.
//
// A week without answers is no 0: it is an estimate that is not Known, or NaN among plain numbers, and keeps
// its place on the axis of time.
//
// # Many looks, overlapping windows
//
// Trends are estimated and tested under the assumption that periods are independent. Windows of Rolling are
// not, nor are waves of one panel. Where neighbours resemble each other more than chance allows, or periods are
// too few, results say so in their [Warnings]; [Check] looks for itself.
package trend
