package ttr_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/ttr"
)

// Fifteen tickets, of which five are still open: their times say when nine of ten will be resolved only once enough are.
func Example() {
	tickets := ttr.Times{Resolved: hours(2, 3, 5, 8, 11, 14, 20, 23, 30, 41)}
	for _, age := range hours(6, 10, 19, 26, 50) {
		if err := tickets.Add(age, false); err != nil {
			fmt.Println(err)
		}
	}
	if err := tickets.Add(-time.Hour, true); err != nil {
		fmt.Println(err)
	}
	fmt.Println(tickets.Median(0.95))
	fmt.Println(tickets.Quantile(0.9, 0.95))
	fmt.Println(tickets.Within(24*time.Hour, 0.95))
	// Output:
	// ttr: duration -1h0m0s is negative: nothing is resolved before it was opened
	// 20h0m0s [8h0m0s, 41h0m0s] n=15
	// ∞ [26h0m0s, ∞] n=15
	// 62.3% [33.8%, 86.2%] n=15
}

func ExampleTimes_Median() {
	closedOnly := ttr.Times{Resolved: hours(2, 3, 5, 8, 11, 14, 20, 23, 30, 41)}
	all := closedOnly.Plus(ttr.Times{Open: hours(6, 10, 19, 26, 50)})
	fmt.Println("closed tickets only:", closedOnly.Median(0.95))
	fmt.Println("open ones counted:  ", all.Median(0.95))
	// Output:
	// closed tickets only: 12h30m0s [3h0m0s, 30h0m0s] n=10
	// open ones counted:   20h0m0s [8h0m0s, 41h0m0s] n=15
}

func ExampleTimes_Quantile() {
	tickets := ttr.Times{Resolved: hours(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)}
	fmt.Println(tickets.Quantile(0.75, 0.95))
	// Output: 15h30m0s [11h0m0s, 19h0m0s] n=20
}

func ExampleTimes_Quantiles() {
	tickets := ttr.Times{Resolved: hours(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), Open: hours(2, 4)}
	for _, e := range tickets.Quantiles([]float64{0.5, 0.9}, 0.95) {
		fmt.Println(e)
	}
	// Output:
	// 6h0m0s [3h0m0s, 9h0m0s] n=12
	// 10h0m0s [7h0m0s, ∞] n=12
}

func ExampleTimes_Within() {
	tickets := ttr.Times{Resolved: hours(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), Open: hours(2, 4)}
	fmt.Println(tickets.Within(4*time.Hour, 0.95))
	fmt.Println(tickets.Within(4*time.Hour, 0.95).AtLeast(0.9))
	// Output:
	// 35.2% [12.3%, 66.7%] n=12
	// missed
}

func ExampleTimes_MeanUpTo() {
	tickets := ttr.Times{Resolved: hours(2, 3, 5, 8, 11, 14, 20, 23, 30, 41), Open: hours(6, 10, 19, 26, 50)}
	fmt.Println(tickets.MeanUpTo(48*time.Hour, 0.95))
	// Output: 22h16m52s [12h43m47s, 32h24m46s] n=15
}

func ExampleTimes_GeometricMean() {
	tickets := ttr.Times{Resolved: hours(2, 3, 5, 8, 11)}
	fmt.Println(tickets.GeometricMean(0.95))
	// Output: 4h50m3s [2h2m14s, 11h28m17s] n=5
}

func ExampleTimes_Curve() {
	tickets := ttr.Times{Resolved: hours(2, 3, 3, 8), Open: hours(5)}
	for step := range tickets.Curve().Steps(0.95) {
		fmt.Println(step.Time, step.Running, step.Resolved, step.Share)
	}
	// Output:
	// 2h0m0s 5 1 20.0% [1.0%, 66.6%] n=5
	// 3h0m0s 4 2 60.0% [18.2%, 92.7%] n=5
	// 8h0m0s 1 1 100.0% [39.8%, 100.0%] n=5
}

func ExampleMethod_Quantile() {
	tickets := ttr.Times{Resolved: hours(1, 2, 3, 4, 10)}
	fmt.Println(ttr.PointType7.Quantile(tickets, 0.9, 0.95)) // as a spreadsheet has it
	fmt.Println(tickets.Quantile(0.9, 0.95))
	// Output:
	// 7h36m0s [3h0m0s, ∞] n=5
	// 10h0m0s [3h0m0s, ∞] n=5
}

func ExampleLogRank() {
	// Weeks until relapse of two groups of patients (Freireich et al. 1963), here as hours.
	treated := ttr.Times{Resolved: hours(6, 6, 6, 7, 10, 13, 16, 22, 23), Open: hours(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)}
	placebo := ttr.Times{Resolved: hours(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)}
	fmt.Println(ttr.LogRank(treated, placebo))
	// Output: χ²(1)=16.79 p=4.2e-05
}

func ExamplePetoPeto() {
	phone := ttr.Times{Resolved: hours(1, 1, 2, 2, 3, 30), Open: hours(40)}
	mail := ttr.Times{Resolved: hours(5, 6, 7, 8, 9, 10), Open: hours(11)}
	fmt.Println(ttr.PetoPeto(phone, mail))
	// Output: χ²(1)=2.31 p=0.13
}

func ExampleSLA() {
	due := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	asOf := due.Add(time.Hour)
	var s ttr.SLA
	for _, t := range []struct{ due, resolved time.Time }{
		{due, due.Add(-time.Hour)},          // in time
		{due, time.Time{}},                  // not resolved, and due
		{due.AddDate(0, 0, 7), time.Time{}}, // not due yet
		{due.AddDate(0, 0, 7), due},         // resolved, but not due yet either: it waits for its like
	} {
		if err := s.Add(t.due, t.resolved, asOf); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(s.Rate(0.95), s)
	// Output: 50.0% [9.5%, 90.5%] n=2 {1 1 2}
}

func ExampleOutcomes() {
	var o ttr.Outcomes
	for _, h := range hours(1, 2.5, 3, 6, 8, 10) {
		o.Add("replied", h)
	}
	for _, h := range hours(2, 4, 7) {
		o.Add("solved without a reply", h)
	}
	for _, h := range hours(5, 9, 12) {
		o.AddOpen(h)
	}
	fmt.Println(o.Share("replied", 10*time.Hour, 0.95))
	// Output: 59.0% [29.8%, 83.0%] n=12
}

func ExampleBacklog() {
	b := ttr.Backlog{Ages: hours(1, 2, 3, 4, 60)}
	fmt.Println(b.N(), "open, half of them longer than", b.Age(0.5, 0.95))
	fmt.Println("clear in", b.TimeToClear(ttr.Flow{Opened: 10, Resolved: 12}, 24*time.Hour))
	// Output:
	// 5 open, half of them longer than 3h0m0s [0s, ∞] n=5
	// clear in 60h0m0s
}

func ExamplePolicy() {
	fmt.Println(ttr.ZendeskFirstResolution().Measure(reopened, nil, at(20, 0, 0)))
	fmt.Println(ttr.ZendeskFullResolution().Measure(reopened, nil, at(20, 0, 0)))
	fmt.Println(ttr.ZendeskRequesterWait().Measure(reopened, nil, at(20, 0, 0)))
	// Output:
	// 2h0m0s true <nil>
	// 25h0m0s true <nil>
	// 2h30m0s true <nil>
}

// A service level with pauses, four hours: no time counts while the customer is waited for, and a reopening starts a cycle
// of its own beside the old one.
func ExampleJiraServiceManagement() {
	tickets := []ttr.Ticket{
		reopened,
		{ID: "B", Opened: at(6, 9, 0), Events: []ttr.Event{{At: at(6, 10, 0), To: ttr.Pending}, {At: at(6, 15, 0), To: ttr.Active}, {At: at(6, 17, 0), To: ttr.Solved}}},
		{ID: "C", Opened: at(6, 9, 0), Events: []ttr.Event{{At: at(6, 15, 0), To: ttr.Solved}}},
	}
	var cycles ttr.Times
	for _, t := range tickets {
		of, err := ttr.JiraServiceManagement().Cycles(t, nil, at(20, 0, 0))
		if err != nil {
			fmt.Println(err)
			continue
		}
		for _, c := range of {
			fmt.Println(t.ID, "from", c.From.Format("2 January 15:04"), "took", c.Time)
			if err := cycles.Add(c.Time, c.Done); err != nil {
				fmt.Println(err)
			}
		}
	}
	fmt.Println("within four hours:", cycles.Within(4*time.Hour, 0.95))
	// Output:
	// A-1 from 6 May 10:00 took 1h30m0s
	// A-1 from 7 May 10:00 took 1h0m0s
	// B from 6 May 09:00 took 3h0m0s
	// C from 6 May 09:00 took 6h0m0s
	// within four hours: 75.0% [24.2%, 98.7%] n=4
}

// A first reply that never comes is neither open nor 0.
func ExamplePolicy_Measure() {
	tickets := []ttr.Ticket{
		reopened,
		{ID: "B", Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(6, 12, 0), To: ttr.Solved}}},
		{ID: "C", Opened: at(6, 10, 0), Events: []ttr.Event{{At: at(6, 9, 0), To: ttr.Solved}}},
		{ID: "D", Opened: at(19, 22, 0)},
	}
	var replies ttr.Outcomes
	for _, t := range tickets {
		d, done, err := ttr.ZendeskFirstReply().Measure(t, nil, at(20, 0, 0))
		var none *ttr.NoReplyError
		switch {
		case errors.As(err, &none):
			replies.Add("solved without a reply", none.After)
		case err != nil:
			fmt.Println(err)
		case done:
			replies.Add("replied", d)
		default:
			replies.AddOpen(d)
		}
	}
	fmt.Println(replies.N(), "tickets,", len(replies.Ended["replied"]), "replied to")
	// Output:
	// ttr: ticket C: solved at 2026-05-06 09:00:00 +0000 UTC, before it was opened at 2026-05-06 10:00:00 +0000 UTC
	// 3 tickets, 1 replied to
}

func ExampleTicket_TimeIn() {
	in, err := reopened.TimeIn(nil, at(9, 11, 0))
	fmt.Println("active", in[ttr.Active], "pending", in[ttr.Pending], "on hold", in[ttr.OnHold], "solved", in[ttr.Solved], err)
	// Output: active 1h50m0s pending 30m0s on hold 40m0s solved 70h0m0s <nil>
}

func ExampleSwitched() {
	day, _ := ttr.NewCalendar(ttr.Schedule{Zone: "UTC", Week: ttr.Weekdays(ttr.Shift{Start: "09:00", End: "17:00"})})
	// From noon on the ticket was with a team that works around the clock.
	hours := ttr.Switched(day.Between, ttr.Switch{At: at(6, 12, 0), Hours: nil})
	fmt.Println(hours(at(6, 8, 0), at(6, 20, 0)))
	// Output: 11h0m0s
}

func ExampleTicket_Tidy() {
	t := ttr.Ticket{ID: "E", Opened: at(6, 10, 0), Events: []ttr.Event{
		{At: at(6, 12, 0), To: ttr.Solved}, {At: at(6, 11, 0), To: ttr.Pending}, {At: at(6, 12, 0), To: ttr.Solved},
	}}
	fmt.Printf("%+v\n", t.Tidy())
	// Output: {Reordered:1 Duplicates:1}
}

// First-contact resolution: of the contacts that are old enough, the share after which the customer did not come back
// within the repeat window. A contact younger than the window is not counted yet, however quiet it has been.
func ExampleTimes_firstContactResolution() {
	const window = 7 * 24 * time.Hour
	asOf := at(20, 0, 0)
	contacts := []struct{ at, again time.Time }{
		{at(1, 9, 0), time.Time{}}, {at(2, 9, 0), at(4, 9, 0)}, {at(3, 9, 0), time.Time{}}, {at(4, 9, 0), at(16, 9, 0)}, {at(18, 9, 0), time.Time{}},
	}
	resolved, n := 0, 0
	for _, c := range contacts {
		if asOf.Sub(c.at) < window {
			continue
		}
		n++
		if c.again.IsZero() || c.again.Sub(c.at) > window {
			resolved++
		}
	}
	fmt.Println(kpi.Proportion(resolved, n, 0.95))
	// Output: 75.0% [30.1%, 95.4%] n=4
}

// Escalation rate: of all tickets, the share that was handed to a second line.
func ExampleTimes_escalationRate() {
	fmt.Println(kpi.Proportion(37, 412, 0.95))
	// Output: 9.0% [6.6%, 12.1%] n=412
}

// Abandonment by channel: of all customers who queued, the share that left before anybody answered.
func ExampleTimes_abandonment() {
	for _, c := range []struct {
		channel           string
		abandoned, queued int
	}{{"phone", 48, 600}, {"chat", 21, 150}, {"video", 0, 0}} {
		fmt.Println(c.channel, kpi.Proportion(c.abandoned, c.queued, 0.95))
	}
	fmt.Println(kpi.Homogeneity([]int{48, 21}, []int{600, 150}))
	// Output:
	// phone 8.0% [6.1%, 10.4%] n=600
	// chat 14.0% [9.3%, 20.5%] n=150
	// video n/a (n=0)
	// χ²(1)=5.17 p=0.023
}
