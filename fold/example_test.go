package fold_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"log"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/retention"
	"github.com/servicekpi/servicekpi/survey"
	"github.com/servicekpi/servicekpi/trend"
	"github.com/servicekpi/servicekpi/ttr"
)

// Two teams in two months. One customer left no answer, one row is from a form that had another scale, and one has a
// comment over two lines.
func Example() {
	file := strings.NewReader(`answered,team,score,comment
2026-02-03T09:30:00Z,north,9,
2026-02-28T23:30:00Z,north,10,"late, but
solved"
2026-03-05T10:00:00Z,north,3,
2026-03-05T10:05:00Z,north,,
2026-03-05T10:06:00Z,south,100,
2026-03-06T16:20:00Z,south,8,
`)
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	table, report, err := fold.NPS(file, fold.File{
		Time: "answered", Period: trend.Month(berlin), Segment: []string{"team"}, Score: "score",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	for _, bad := range report.First {
		fmt.Println(bad)
	}
	for key, tally := range table.All() {
		fmt.Println(key.Segment, key.Period, tally)
	}
	fmt.Println(table.BySegment()["north"].Score(0.95))
	// Output:
	// 6 rows: 4 folded, 1 blank, 1 bad (1 scale)
	// row 5, line 7: score is "100", want a whole number from 0 to 10
	// north 2026-02 {0 0 1}
	// north 2026-03 {1 0 1}
	// south 2026-03 {0 1 0}
	// 33.3 [-58.5, 87.7] n=3
}

func ExampleNPS() {
	file := strings.NewReader("score\n10\n9\n8\n2\n")
	table, _, err := fold.NPS(file, fold.File{Score: "score"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(table.Total().Score(0.95))
	// Output: 25.0 [-50.5, 77.8] n=4
}

// In this export 6 stands for a question that did not apply.
func ExampleCSAT() {
	file := strings.NewReader("day;rating\n2026-03-05;5\n2026-03-05;4\n2026-03-06;2\n2026-03-06;6\n")
	table, report, err := fold.CSAT(file, fold.File{
		Time: "day", Zone: time.UTC, Period: trend.Day(time.UTC), Score: "rating", Blank: []string{"6"}, Comma: ';',
	}, csat.TopBox(2, 5))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	for day, tally := range table.All() {
		fmt.Println(day.Period, tally.Score(0.95))
	}
	// Output:
	// 4 rows: 3 folded, 1 blank, 0 bad
	// 2026-03-05 100.0% [34.2%, 100.0%] n=2
	// 2026-03-06 0.0% [0.0%, 79.3%] n=1
}

func ExampleCES() {
	file := strings.NewReader("channel,answer\nphone,7\nphone,6\nchat,2\nchat,5\n")
	table, _, err := fold.CES(file, fold.File{Segment: []string{"channel"}, Score: "answer"}, ces.Agreement())
	if err != nil {
		log.Fatal(err)
	}
	for key, tally := range table.All() {
		fmt.Println(key.Segment, tally.EasyShare(0.95))
	}
	// Output:
	// chat 50.0% [9.5%, 90.5%] n=2
	// phone 100.0% [34.2%, 100.0%] n=2
}

func ExampleRatings() {
	file := strings.NewReader("rating\n3\n5\n5\n4\n")
	table, _, err := fold.Ratings(file, fold.File{Score: "rating"}, survey.Scale{Min: 1, Max: 5})
	if err != nil {
		log.Fatal(err)
	}
	for rating, n := range table.Total().All() {
		fmt.Println(rating, n)
	}
	// Output:
	// 1 0
	// 2 0
	// 3 1
	// 4 1
	// 5 2
}

// Promoters is somebody's own tally: only those who would recommend.
type Promoters struct{ Yes, Asked int }

func (p *Promoters) AddN(score, n int) error {
	p.Asked += n
	if score >= 9 {
		p.Yes += n
	}
	return nil
}

func (p Promoters) Plus(o Promoters) Promoters { return Promoters{p.Yes + o.Yes, p.Asked + o.Asked} }

// A tally of one's own needs a Plus and something like AddN.
func ExampleScores() {
	file := strings.NewReader("score\n10\n9\n8\n")
	table, _, err := fold.Scores(file, fold.File{Score: "score"}, survey.Scale{Min: 0, Max: 10}, (*Promoters).AddN)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(table.Total())
	// Output: {2 3}
}

// Revenue of customers a year apart, by plan.
func ExampleRecords() {
	file := strings.NewReader("customer,plan,start,end\n1,pro,100,120\n2,pro,100,0\n3,basic,10,10\n4,basic,,10\n")
	table, report, err := fold.Records(file, fold.File{Segment: []string{"plan"}}, []string{"start", "end"},
		func(t *retention.Revenue, _ time.Time, values [][]byte) error {
			if len(values[0]) == 0 {
				return fold.Blank // a new customer has nothing to keep
			}
			start, err := strconv.ParseFloat(string(values[0]), 64)
			if err != nil {
				return err
			}
			end, err := strconv.ParseFloat(string(values[1]), 64)
			if err != nil {
				return err
			}
			return t.Add(start, end)
		})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	fmt.Printf("%.2f\n", table[fold.Key{Segment: "pro"}].Net(0.95).Value)
	// Output:
	// 4 rows: 3 folded, 1 blank, 0 bad
	// 0.60
}

// From a file of orders to the triangle of who came back. One order has no customer, and one no time that can be read.
func ExampleEvents() {
	file := strings.NewReader(`customer,ordered,amount
ada,2026-02-03T12:00:00Z,20
ben,2026-02-09T12:00:00Z,15
,2026-02-11T12:00:00Z,30
cem,2026-02-28T12:00:00Z,20
dia,2026-03-04T12:00:00Z,45
ada,2026-03-30T12:00:00Z,20
cem,soon,10
ben,2026-04-02T12:00:00Z,15
`)
	spec := retention.Spec{Period: trend.Month(time.UTC), AsOf: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}
	cohorts, report, err := fold.Events(file, fold.File{Time: "ordered"}, "customer",
		func(events iter.Seq2[string, time.Time]) (retention.Cohorts, error) {
			return retention.NewCohorts(events, spec)
		})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	fmt.Println(report.First[0])
	fmt.Print(cohorts)
	// Output:
	// 8 rows: 6 folded, 1 blank, 1 bad (1 time)
	// row 7, line 8: ordered is "soon", want a time with its zone, such as 2006-01-02T15:04:05Z; for another form set File.Layout
	// cohort   size       0      1      2
	// 2026-02     3  100.0%  33.3%  33.3%
	// 2026-03     1  100.0%   0.0%      ·
	// all         4  100.0%  25.0%  33.3%
}

const tickets = `opened,resolved,queue
2026-03-02T09:00:00Z,2026-03-02T09:45:00Z,billing
2026-03-02T10:00:00Z,2026-03-02T18:00:00Z,billing
2026-03-02T11:00:00Z,,billing
2026-03-02T12:00:00Z,2026-03-01T12:00:00Z,billing
`

// A ticket that is still open counts as what is known of it, and one that was resolved before it was opened not at all.
func ExampleTimes() {
	table, report, err := fold.Times(strings.NewReader(tickets), fold.File{Segment: []string{"queue"}}, fold.Tickets{
		Opened: "opened", Resolved: "resolved", AsOf: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	fmt.Println(table[fold.Key{Segment: "billing"}].Median(0.95))
	// Output:
	// 4 rows: 3 folded, 0 blank, 1 bad (1 refused)
	// 8h0m0s [0s, ∞] n=3
}

// Sketches answer what times do, in memory that does not grow.
func ExampleSketches() {
	table, _, err := fold.Sketches(strings.NewReader(tickets), fold.File{}, fold.Tickets{
		Opened: "opened", Resolved: "resolved", AsOf: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(table.Total().Median(0.95))
	// Output: 8h0m0s [0s, ∞] n=3
}

func ExampleSLAs() {
	table, _, err := fold.SLAs(strings.NewReader(tickets), fold.File{}, fold.Tickets{
		Opened: "opened", Resolved: "resolved", AsOf: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC),
	}, func(opened time.Time) time.Time { return opened.Add(4 * time.Hour) })
	if err != nil {
		log.Fatal(err)
	}
	var s ttr.SLA = table.Total()
	fmt.Println(s.Met, "met,", s.Missed, "missed,", s.Running, "running")
	// Output: 1 met, 2 missed, 0 running
}

// Share by copying: each goroutine folds a file into a table of its own, and the tables are put together when all are
// done. No lock, and the same result in whatever order they finish.
func ExampleTable_Plus() {
	months := []string{"score\n10\n3\n", "score\n9\n9\n", "score\n7\n0\n10\n"} // a file each
	tables := make([]fold.Table[nps.Tally], len(months))
	var all sync.WaitGroup
	for i, text := range months {
		all.Go(func() {
			table, report, err := fold.NPS(strings.NewReader(text), fold.File{Score: "score", Workers: 1})
			if err != nil {
				log.Fatal(err)
			}
			if report.BadRows() > 0 {
				log.Print(report)
			}
			tables[i] = table
		})
	}
	all.Wait()
	sum := fold.Table[nps.Tally]{}
	for _, table := range tables {
		sum = sum.Plus(table)
	}
	fmt.Println(sum.Total(), sum.Total().Score(0.95))
	// Output: {2 1 4} 28.6 [-36.0, 74.0] n=7
}

// A table travels as JSON.
func ExampleTable_MarshalJSON() {
	table := fold.Table[nps.Tally]{{Segment: "north", Period: "2026-03"}: {Promoters: 2, Passives: 1}}
	b, err := json.Marshal(table)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(b))
	// Output: [{"segment":"north","period":"2026-03","tally":{"detractors":0,"passives":1,"promoters":2}}]
}

// A segment may be made of several columns.
func ExampleSplit() {
	file := strings.NewReader("team,channel,score\nnorth,phone,10\nnorth,chat,0\n")
	table, _, err := fold.NPS(file, fold.File{Segment: []string{"team", "channel"}, Score: "score"})
	if err != nil {
		log.Fatal(err)
	}
	for _, segment := range table.Segments() {
		values := fold.Split(segment)
		fmt.Println(segment, "is", values[0], "by", values[1])
	}
	fmt.Println(table[fold.Key{Segment: fold.Join("north", "chat")}])
	// Output:
	// north|chat is north by chat
	// north|phone is north by phone
	// {1 0 0}
}
