// Package ttr measures time to resolution: how long customers wait for an answer, in elapsed time or in
// the working hours of the team that owes it.
//
// A [Calendar] holds a team's hours: weekly shifts, closed days, special days and a time zone.
// [Calendar.Between] is the working time between two instants, and [Calendar.Due] the instant by which a
// promised amount of it has passed.
package ttr
