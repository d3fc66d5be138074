// Package ttr measures time to resolution: how long customers wait for an answer, in elapsed time or in the working hours of
// the team that owes it.
//
// # Tickets that are still open
//
// [Times] holds resolution times and the ages of what is still open, and counts both: to leave out what is open makes a
// desk look best just when it falls behind. The median, any other quantile ("nine of ten within …"), the share within a
// limit and the mean up to a horizon come with limits, and say ∞ or n/a where too many are still open to know. Tickets
// should be sampled by when they were opened. [Sketch] answers the same questions in constant memory.
//
// [Outcomes] is for tickets that may end in more than one way, [SLA] for a due time per ticket, [Backlog] and [Flow] for what
// is open now. Groups are compared by [LogRank], or by the difference of their means up to the same horizon.
//
// # Which time
//
// A [Policy] says which time of a [Ticket] is measured: until the first reply, the first or the last solution, or the
// closure; in which states the clock runs; what a reopening does. Functions named after products return the policy that
// reproduces their numbers:
//
//	Zendesk first reply             opened → first public reply of an agent
//	Zendesk first, full resolution  opened → first, last solution; one schedule for the whole span
//	Zendesk requester wait          time new, open or on hold; agent wait: pending; schedules accumulate
//	Jira Service Management         pauses; a reopening starts a new cycle, the old one is kept
//	ServiceNow                      SLA: pauses, a new one at reopening; duration: opened → closed
//	Freshdesk                       by status
//	Zoho                            opened → closed less time closed; the agent's part: less time on hold
//
// Two products part from the others in how they sum up, not in which time they take. Chatwoot averages the first replies of
// a period, each from the last activity that was not a bot's, and shows 0 where there are none: [ZendeskFirstReply] of
// tickets whose Opened is that activity, and [Times.MeanUpTo], which says n/a instead. Intercom shows the median of the
// conversations that started in a period, in office hours if asked to: [Times.Median], as everywhere here.
//
// ITIL's time to repair ends when the fault is repaired, its time to restore when the service works again: choose the event
// that stops the clock accordingly. For a service level with pauses, measure by such a policy and ask for [Times.Within].
//
// # Which hours
//
// A [Calendar] holds a team's hours: weekly shifts, closed days, special days, schedules that change, a time zone.
// [Calendar.Between] is the working time between two instants, and [Calendar.Due] the instant by which a promised amount of
// it has passed. [Switched] strings several together.
//
// # What is refused
//
// Closed before it was opened, opened after the day of the report, events out of order, an unknown state: each is an error
// that names the ticket, and is never clamped to 0. Resolved at once is 0 and counts. What happened after asOf is not known
// yet. Nothing here reads the clock.
package ttr
