package ttr_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ttr"
)

// at returns an instant in May 2026, UTC.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 5, day, hour, minute, 0, 0, time.UTC)
}

// A ticket that was solved after two hours, came back a day later, and was solved again within the hour; meanwhile it
// waited for the customer and for a supplier.
var reopened = ttr.Ticket{
	ID: "A-1", Opened: at(6, 10, 0), Replied: at(6, 10, 15),
	Events: []ttr.Event{
		{At: at(6, 10, 30), To: ttr.Pending}, {At: at(6, 11, 0), To: ttr.Active}, {At: at(6, 12, 0), To: ttr.Solved},
		{At: at(7, 10, 0), To: ttr.Active}, {At: at(7, 10, 20), To: ttr.OnHold}, {At: at(7, 11, 0), To: ttr.Solved},
		{At: at(9, 11, 0), To: ttr.Closed},
	},
}

func TestPoliciesOfVendors(t *testing.T) {
	later := at(20, 0, 0)
	for _, row := range []struct {
		name   string
		policy ttr.Policy
		want   time.Duration
	}{
		{"Zendesk first reply", ttr.ZendeskFirstReply(), 15 * time.Minute},
		{"Zendesk first resolution: what follows is ignored", ttr.ZendeskFirstResolution(), 2 * time.Hour},
		{"Zendesk full resolution: the day in between counts", ttr.ZendeskFullResolution(), 25 * time.Hour},
		{"Zendesk requester wait: active and on hold of both", ttr.ZendeskRequesterWait(), 150 * time.Minute},
		{"Zendesk agent wait", ttr.ZendeskAgentWait(), 30 * time.Minute},
		{"Zendesk on hold", ttr.ZendeskOnHold(), 40 * time.Minute},
		{"Jira: a new cycle, from the reopening", ttr.JiraServiceManagement(), time.Hour},
		{"ServiceNow service level: paused on hold", ttr.ServiceNowSLA(), 20 * time.Minute},
		{"ServiceNow duration: opened to closed", ttr.ServiceNowDuration(), 73 * time.Hour},
		{"Freshdesk: active only", ttr.Freshdesk(), 110 * time.Minute},
		{"Zoho: opened to closed, never closed in between", ttr.Zoho(), 73 * time.Hour},
		{"Zoho, the agent's part", ttr.ZohoAgent(), 73*time.Hour - 40*time.Minute},
		{"time not solved, whatever the state", ttr.Policy{Reopen: ttr.SumOfTimes}, 3 * time.Hour},
	} {
		d, done, err := row.policy.Measure(reopened, nil, later)
		require.NoError(t, err, row.name)
		assert.True(t, done, row.name)
		assert.Equal(t, row.want, d, row.name)
	}
	cycles, err := ttr.JiraServiceManagement().Cycles(reopened, nil, later)
	require.NoError(t, err)
	assert.Equal(t, []ttr.Cycle{{at(6, 10, 0), 90 * time.Minute, true}, {at(7, 10, 0), time.Hour, true}}, cycles, "the earlier cycle is kept")
}

// TestPoliciesOfVendorsAfterClosing has a ticket that was closed, not only solved, before it came back; by hand.
func TestPoliciesOfVendorsAfterClosing(t *testing.T) {
	ticket := ttr.Ticket{ID: "A-2", Opened: at(6, 10, 0), Events: []ttr.Event{
		{At: at(6, 12, 0), To: ttr.Solved}, {At: at(6, 14, 0), To: ttr.Closed},
		{At: at(7, 10, 0), To: ttr.Active}, {At: at(7, 11, 0), To: ttr.OnHold}, {At: at(7, 12, 0), To: ttr.Active},
		{At: at(7, 13, 0), To: ttr.Solved}, {At: at(7, 15, 0), To: ttr.Closed},
	}}
	for _, row := range []struct {
		name   string
		policy ttr.Policy
		want   time.Duration
	}{
		{"Zendesk first resolution", ttr.ZendeskFirstResolution(), 2 * time.Hour},
		{"Zendesk full resolution: to the last solution", ttr.ZendeskFullResolution(), 27 * time.Hour},
		{"Zendesk requester wait: 2 + 3", ttr.ZendeskRequesterWait(), 5 * time.Hour},
		{"Zendesk on hold", ttr.ZendeskOnHold(), time.Hour},
		{"Jira: the second cycle, on hold included", ttr.JiraServiceManagement(), 3 * time.Hour},
		{"ServiceNow service level: the second one, without on hold", ttr.ServiceNowSLA(), 2 * time.Hour},
		{"ServiceNow duration: opened to the last closing", ttr.ServiceNowDuration(), 29 * time.Hour},
		{"Freshdesk: active, 2 + 2", ttr.Freshdesk(), 4 * time.Hour},
		{"Zoho: 29 hours less the 20 that it was closed", ttr.Zoho(), 9 * time.Hour},
		{"Zoho, the agent's part: less an hour on hold", ttr.ZohoAgent(), 8 * time.Hour},
	} {
		d, done, err := row.policy.Measure(ticket, nil, at(20, 0, 0))
		require.NoError(t, err, row.name)
		assert.True(t, done, row.name)
		assert.Equal(t, row.want, d, row.name)
	}
}

func TestPoliciesAsTimePasses(t *testing.T) {
	for _, row := range []struct {
		reason string
		policy ttr.Policy
		asOf   time.Time
		want   time.Duration
		done   bool
	}{
		{"not replied to yet", ttr.ZendeskFirstReply(), at(6, 10, 10), 10 * time.Minute, false},
		{"not solved yet", ttr.ZendeskFirstResolution(), at(6, 11, 30), 90 * time.Minute, false},
		{"solved at this very moment", ttr.ZendeskFirstResolution(), at(6, 12, 0), 2 * time.Hour, true},
		{"reopened: the first solution stands", ttr.ZendeskFirstResolution(), at(7, 10, 30), 2 * time.Hour, true},
		{"reopened: the last one does not stand yet", ttr.ZendeskFullResolution(), at(7, 10, 30), 24*time.Hour + 30*time.Minute, false},
		{"reopened: the sum goes on", ttr.ZendeskRequesterWait(), at(7, 10, 30), 2 * time.Hour, false},
		{"solved and not reopened yet", ttr.ZendeskFullResolution(), at(6, 20, 0), 2 * time.Hour, true},
		{"solved, not closed", ttr.ServiceNowDuration(), at(8, 0, 0), 38 * time.Hour, false},
		{"opened just now", ttr.ZendeskFullResolution(), at(6, 10, 0), 0, false},
	} {
		d, done, err := row.policy.Measure(reopened, nil, row.asOf)
		require.NoError(t, err, row.reason)
		assert.Equal(t, row.done, done, row.reason)
		assert.Equal(t, row.want, d, row.reason)
	}
	never := ttr.Ticket{ID: "B", Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(6, 12, 0), To: ttr.Solved}}}
	_, _, err := ttr.ZendeskFirstReply().Measure(never, nil, at(7, 0, 0))
	var none *ttr.NoReplyError
	require.ErrorAs(t, err, &none, "solved without a reply: neither open nor 0")
	assert.Equal(t, 2*time.Hour, none.After)
	assert.EqualError(t, err, "ttr: ticket B: solved after 2h0m0s without a reply")
	_, _, err = ttr.Policy{Stop: ttr.AtFirstReply, Counts: ttr.In(ttr.Active)}.Measure(ttr.Ticket{Opened: at(6, 10, 0), Events: []ttr.Event{
		{At: at(6, 10, 30), To: ttr.Pending}, {At: at(6, 12, 0), To: ttr.Solved}, {At: at(7, 0, 0), To: ttr.Closed}}}, nil, at(8, 0, 0))
	assert.EqualError(t, err, "ttr: ticket without ID: solved after 30m0s without a reply", "by the states that count")
	again := ttr.Ticket{ID: "B", Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(6, 12, 0), To: ttr.Solved}, {At: at(7, 10, 0), To: ttr.Active}, {At: at(7, 11, 0), To: ttr.Solved}}}
	wait, answered, err := ttr.ZendeskFirstReply().Measure(again, nil, at(7, 10, 30))
	assert.True(t, err == nil && !answered && wait == 24*time.Hour+30*time.Minute, "reopened, it waits for a reply again: %v, %v, %v", wait, answered, err)
	_, _, err = ttr.ZendeskFirstReply().Measure(again, nil, at(7, 12, 0))
	require.ErrorAs(t, err, &none, "and ends without one after all")
	assert.Equal(t, 25*time.Hour, none.After)
	closed := ttr.Ticket{ID: "C", Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(6, 12, 0), To: ttr.Closed}}}
	d, done, err := ttr.ZendeskFirstResolution().Measure(closed, nil, at(7, 0, 0))
	assert.True(t, err == nil && done && d == 2*time.Hour, "closed without being solved counts as solved")
}

// The published example of a ticket with two schedules: 960.13 minutes if they accumulate, 690.13 by the last one alone
// (its own page prints 959.46 and 689.46, which leave seconds out).
func TestTwoSchedules(t *testing.T) {
	first, err := ttr.NewCalendar(ttr.Schedule{Zone: "UTC", Week: ttr.EveryDay(ttr.Shift{Start: "12:00", End: "02:00"})})
	require.NoError(t, err)
	second, err := ttr.NewCalendar(ttr.Schedule{Zone: "UTC", Week: ttr.Weekdays(ttr.Shift{Start: "15:00", End: "00:30"})})
	require.NoError(t, err)
	created := time.Date(2020, 9, 29, 17, 1, 38, 0, time.UTC)
	moved := time.Date(2020, 9, 30, 19, 1, 25, 0, time.UTC)
	replied := time.Date(2020, 9, 30, 19, 1, 46, 0, time.UTC)
	ticket := ttr.Ticket{ID: "941606", Opened: created, Replied: replied}
	all := ttr.Switched(first.Between, ttr.Switch{At: moved, Hours: second.Between})
	d, done, err := ttr.ZendeskFirstReply().Measure(ticket, all, replied)
	require.NoError(t, err)
	assert.True(t, done)
	assert.InDelta(t, 960.1333, d.Minutes(), 5e-5)
	d, _, err = ttr.ZendeskFirstReply().Measure(ticket, second.Between, replied)
	require.NoError(t, err)
	assert.InDelta(t, 690.1333, d.Minutes(), 5e-5)
	moves := []ttr.Switch{{At: moved, Hours: second.Between}}
	kept := ttr.Switched(first.Between, moves...)
	moves[0] = ttr.Switch{At: created}
	assert.Equal(t, all(created, replied), kept(created, replied), "the caller's slice is not kept")
	assert.Equal(t, -all(created, replied), all(replied, created), "turned round it is negative")
	assert.Equal(t, first.Between(created, moved), all(created, moved))
	assert.Equal(t, second.Between(moved, replied), all(moved, replied))
	assert.Panics(t, func() { ttr.Switched(nil, ttr.Switch{At: replied}, ttr.Switch{At: moved}) })
	assert.Equal(t, time.Hour, ttr.Switched(nil)(at(1, 0, 0), at(1, 1, 0)), "no schedule counts all of it")
}

func TestTicketsThatCannotBe(t *testing.T) {
	asOf := at(20, 0, 0)
	for _, row := range []struct {
		reason string
		ticket ttr.Ticket
		asOf   time.Time
		want   string
	}{
		{"closed before it was opened", ttr.Ticket{ID: "X", Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(6, 9, 59), To: ttr.Solved}}}, asOf, "ttr: ticket X: solved at 2026-05-06 09:59:00 +0000 UTC, before it was opened"},
		{"replied to before it was opened", ttr.Ticket{ID: "X", Opened: at(6, 10, 0), Replied: at(6, 9, 0)}, asOf, "replied to at"},
		{"opened after asOf", ttr.Ticket{ID: "X", Opened: at(21, 0, 0)}, asOf, "after asOf"},
		{"no opening time", ttr.Ticket{}, asOf, "ticket without ID: no opening time"},
		{"no asOf", ttr.Ticket{ID: "X", Opened: at(6, 10, 0)}, time.Time{}, "asOf is the zero time"},
		{"events out of order", ttr.Ticket{ID: "X", Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(8, 0, 0), To: ttr.Solved}, {At: at(7, 0, 0), To: ttr.Pending}}}, asOf, "Tidy puts events into order"},
		{"an unknown state", ttr.Ticket{ID: "X", Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(8, 0, 0), To: 9}}}, asOf, "State(9) is not a state"},
	} {
		_, _, err := ttr.Policy{}.Measure(row.ticket, nil, row.asOf)
		assert.ErrorContains(t, err, row.want, row.reason)
		var wrong *ttr.TicketError
		assert.True(t, errors.As(err, &wrong), row.reason)
		_, err = row.ticket.TimeIn(nil, row.asOf)
		assert.ErrorAs(t, err, &wrong, row.reason)
	}
	for _, row := range []struct {
		reason string
		ticket ttr.Ticket
		want   time.Duration
		done   bool
	}{
		{"zero duration", ttr.Ticket{Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(6, 10, 0), To: ttr.Solved}}}, 0, true},
		{"solved after asOf: not known yet", ttr.Ticket{Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(21, 0, 0), To: ttr.Solved}}}, asOf.Sub(at(6, 10, 0)), false},
		{"solved a nanosecond after asOf: not known yet", ttr.Ticket{Opened: at(6, 10, 0), Events: []ttr.Event{{At: asOf.Add(1), To: ttr.Solved}}}, asOf.Sub(at(6, 10, 0)), false},
		{"no event at all: open", ttr.Ticket{Opened: at(19, 0, 0)}, 24 * time.Hour, false},
		{"the same event twice", ttr.Ticket{Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(6, 11, 0), To: ttr.Solved}, {At: at(6, 11, 0), To: ttr.Solved}}}, time.Hour, true},
		{"active twice", ttr.Ticket{Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(6, 10, 30), To: ttr.Active}, {At: at(6, 11, 0), To: ttr.Solved}}}, time.Hour, true},
	} {
		d, done, err := ttr.Policy{}.Measure(row.ticket, nil, asOf)
		require.NoError(t, err, row.reason)
		assert.Equal(t, row.want, d, row.reason)
		assert.Equal(t, row.done, done, row.reason)
	}
	for _, p := range []ttr.Policy{{Stop: 7}, {Reopen: 7}, {Counts: ttr.In(ttr.Solved)}, {Stop: ttr.AtClosure, Counts: ttr.In(ttr.Closed)}, {Counts: 1 << 6}} {
		assert.Panics(t, func() { p.Measure(reopened, nil, asOf) }, "%+v", p)
	}
}

func TestStates(t *testing.T) {
	set := ttr.In(ttr.Active, ttr.OnHold)
	assert.True(t, set.Has(ttr.Active) && set.Has(ttr.OnHold) && !set.Has(ttr.Pending) && !set.Has(ttr.Closed))
	assert.Zero(t, ttr.In())
	assert.PanicsWithValue(t, "ttr: State(9) is not a state", func() { ttr.In(9) })
}

func TestTidy(t *testing.T) {
	shuffled := reopened
	e := reopened.Events
	shuffled.Events = []ttr.Event{e[2], e[0], e[1], e[1], e[4], e[3], e[5], e[6], e[6]}
	before := append([]ttr.Event(nil), shuffled.Events...)
	original := shuffled.Events
	assert.Equal(t, ttr.Tidied{Reordered: 2, Duplicates: 2}, shuffled.Tidy())
	assert.Equal(t, reopened.Events, shuffled.Events)
	assert.Equal(t, before, original, "the slice that came in is unmodified")
	assert.Equal(t, ttr.Tidied{}, shuffled.Tidy(), "what is tidy stays so")

	within := ttr.Ticket{ID: "S", Opened: at(6, 10, 0), Events: []ttr.Event{
		{At: at(6, 12, 0), To: ttr.Solved}, {At: at(6, 12, 0), To: ttr.Active}, {At: at(6, 12, 0), To: ttr.Solved},
	}}
	assert.Equal(t, ttr.Tidied{Duplicates: 1}, within.Tidy())
	d, done, err := ttr.ZendeskFullResolution().Measure(within, nil, at(9, 0, 0))
	assert.True(t, err == nil && done && d == 2*time.Hour, "solved, reopened and solved within one second is solved: %v, %v", d, done)
}

// Tidying changes no time of events that are in order, however many fall on the same instant.
func TestTidyKeepsTimes(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 5))
	for range 500 {
		ticket := ttr.Ticket{ID: "R", Opened: at(1, 0, 0)}
		now := ticket.Opened
		for range rng.IntN(15) {
			now = now.Add(time.Duration(rng.IntN(3)/2) * time.Hour)
			ticket.Events = append(ticket.Events, ttr.Event{At: now, To: ttr.State(rng.IntN(5))})
		}
		want, err := ticket.TimeIn(nil, at(9, 0, 0))
		require.NoError(t, err)
		tidied, n := ticket, len(ticket.Events)
		counts := tidied.Tidy()
		got, err := tidied.TimeIn(nil, at(9, 0, 0))
		require.NoError(t, err)
		require.Equal(t, want, got, "%+v", ticket)
		require.Equal(t, ttr.Tidied{Duplicates: n - len(tidied.Events)}, counts)
	}
}

func TestTicketJSON(t *testing.T) {
	b, err := json.Marshal(reopened)
	require.NoError(t, err)
	var back ttr.Ticket
	require.NoError(t, json.Unmarshal(b, &back))
	assert.Equal(t, reopened, back)
	assert.ErrorContains(t, json.Unmarshal([]byte(`{"events":[{"to":"waiting"}]}`), &back), `state "waiting" is not one of`)
	_, err = json.Marshal(ttr.State(9))
	assert.ErrorContains(t, err, "State(9) is not a state")
}

// Times in states add up to the hours between opening and asOf, exactly, in calendar and in working time, and every policy
// is a sum over them.
func TestTimesInStatesAddUp(t *testing.T) {
	calendar, err := ttr.NewCalendar(ttr.Schedule{Zone: "America/New_York", Week: ttr.EveryDay(ttr.Shift{Start: "22:00", End: "06:30"}, ttr.Shift{Start: "09:00", End: "12:15"})})
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(8, 9))
	for range 2000 {
		ticket := ttr.Ticket{ID: "R", Opened: time.Date(2026, 3, 1, 0, 0, 0, rng.IntN(1e9), time.UTC).Add(time.Duration(rng.Int64N(int64(400 * time.Hour))))}
		now := ticket.Opened
		for range rng.IntN(12) {
			now = now.Add(time.Duration(rng.Int64N(int64(60 * time.Hour))))
			ticket.Events = append(ticket.Events, ttr.Event{At: now, To: ttr.State(rng.IntN(5))})
		}
		asOf := ticket.Opened.Add(time.Duration(rng.Int64N(int64(900 * time.Hour))))
		for _, h := range []ttr.Hours{nil, calendar.Between, ttr.Switched(nil, ttr.Switch{At: at(1, 0, 0).AddDate(0, -2, 9), Hours: calendar.Between})} {
			in, err := ticket.TimeIn(h, asOf)
			require.NoError(t, err)
			whole := asOf.Sub(ticket.Opened)
			if h != nil {
				whole = h(ticket.Opened, asOf)
			}
			require.Equal(t, whole, in.Total(), "%+v as of %v", ticket, asOf)
			d, _, err := ttr.Policy{Reopen: ttr.SumOfTimes}.Measure(ticket, h, asOf)
			require.NoError(t, err)
			require.Equal(t, in[ttr.Active]+in[ttr.Pending]+in[ttr.OnHold], d)
			d, _, err = ttr.ZendeskRequesterWait().Measure(ticket, h, asOf)
			require.NoError(t, err)
			require.Equal(t, in[ttr.Active]+in[ttr.OnHold], d)
		}
	}
}
