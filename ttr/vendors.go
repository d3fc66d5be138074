package ttr

// What products mean by their words. Each returns the policy that reproduces the product's number from the same events;
// hours are chosen at Measure, and where a product has a choice of its own the comment says so.

// ZendeskFirstReply is the time from creation to the first public comment of an agent; to the second one, if an agent
// opened the ticket with the first.
func ZendeskFirstReply() Policy { return Policy{Stop: AtFirstReply} }

// ZendeskFirstResolution is the time from creation to the first time the ticket is solved. In business hours one schedule
// holds for the whole span, the ticket's last: pass its Hours.
func ZendeskFirstResolution() Policy { return Policy{} }

// ZendeskFullResolution is the time from creation to the last time the ticket is solved, time between a solution and a
// reopening included. In business hours one schedule holds for the whole span, the ticket's last.
func ZendeskFullResolution() Policy { return Policy{Reopen: LastSolution} }

// ZendeskRequesterWait is the time that the customer has waited for anybody but himself: new, open and on hold, added up
// over reopenings. In business hours each stretch counts by the schedule in force: see [Switched].
func ZendeskRequesterWait() Policy { return Policy{Reopen: SumOfTimes, Counts: In(Active, OnHold)} }

// ZendeskAgentWait is the time that the team has waited for the customer: pending, added up over reopenings.
func ZendeskAgentWait() Policy { return Policy{Reopen: SumOfTimes, Counts: In(Pending)} }

// ZendeskOnHold is the time that the ticket was on hold, added up over reopenings.
func ZendeskOnHold() Policy { return Policy{Reopen: SumOfTimes, Counts: In(OnHold)} }

// JiraServiceManagement is a service level agreement as Jira Service Management sets one up by default: it pauses while
// the customer is waited for, and a reopening starts a new cycle beside the old one. Start, pause and stop can be
// configured there: change the policy likewise.
func JiraServiceManagement() Policy { return Policy{Reopen: NewCycle, Counts: In(Active, OnHold)} }

// ServiceNowSLA is a service level agreement of ServiceNow with its usual conditions: it pauses on hold and while the
// customer is waited for, and a reopening attaches a new one.
func ServiceNowSLA() Policy { return Policy{Reopen: NewCycle, Counts: In(Active)} }

// ServiceNowDuration is the duration of an incident in ServiceNow: from opened to closed, without pauses.
func ServiceNowDuration() Policy { return Policy{Stop: AtClosure, Reopen: LastSolution} }

// Freshdesk is the resolution time of Freshdesk, whose clock runs by status: with the usual settings in none but the
// active ones, added up over reopenings.
func Freshdesk() Policy { return Policy{Reopen: SumOfTimes, Counts: In(Active)} }

// Zoho is the resolution time of Zoho Desk: closed less created less the time in between that it was closed.
func Zoho() Policy {
	return Policy{Stop: AtClosure, Reopen: SumOfTimes, Counts: In(Active, Pending, OnHold, Solved)}
}

// ZohoAgent is the agent's part of it in Zoho Desk: without the time on hold.
func ZohoAgent() Policy {
	return Policy{Stop: AtClosure, Reopen: SumOfTimes, Counts: In(Active, Pending, Solved)}
}
