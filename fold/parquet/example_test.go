package foldparquet_test

import (
	"bytes"
	"fmt"
	"log"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/servicekpi/servicekpi/fold"
	foldparquet "github.com/servicekpi/servicekpi/fold/parquet"
	"github.com/servicekpi/servicekpi/trend"
)

// The file says itself that its times are instants and that one score is null.
func ExampleNPS() {
	type answer struct {
		Answered int64  `parquet:"answered,timestamp(millisecond)"`
		Team     string `parquet:"team,dict"`
		Score    *int32 `parquet:"score,optional"`
	}
	at := func(day int) int64 { return time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC).UnixMilli() }
	score := func(n int32) *int32 { return &n }
	var file bytes.Buffer
	err := parquet.Write(&file, []answer{
		{at(5), "north", score(10)}, {at(6), "north", score(3)}, {at(7), "north", nil}, {at(7), "south", score(11)}, {at(32), "south", score(8)},
	})
	if err != nil {
		log.Fatal(err)
	}
	table, report, err := foldparquet.NPS(bytes.NewReader(file.Bytes()), int64(file.Len()), foldparquet.File{
		Time: "answered", Period: trend.Month(time.UTC), Segment: []string{"team"}, Score: "score",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	fmt.Println(report.First[0])
	for key, tally := range table.All() {
		fmt.Println(key.Segment, key.Period, tally)
	}
	// Output:
	// 5 rows: 3 folded, 1 blank, 1 bad (1 scale)
	// row 4: score is "11", want a whole number from 0 to 10
	// north 2026-03 {1 0 1}
	// south 2026-04 {0 1 0}
}

// A ticket without a time at which it was resolved is still open, and counts with its age.
func ExampleTimes() {
	type ticket struct {
		Opened   int64  `parquet:"opened,timestamp(millisecond)"`
		Resolved *int64 `parquet:"resolved,optional,timestamp(millisecond)"`
		Queue    string `parquet:"queue,dict"`
	}
	at := func(hour int) int64 { return time.Date(2026, 3, 5, hour, 0, 0, 0, time.UTC).UnixMilli() }
	resolved := func(hour int) *int64 { ms := at(hour); return &ms }
	var file bytes.Buffer
	err := parquet.Write(&file, []ticket{
		{at(9), resolved(11), "billing"}, {at(10), resolved(14), "billing"}, {at(12), nil, "billing"}, {at(9), resolved(8), "login"},
	})
	if err != nil {
		log.Fatal(err)
	}
	table, report, err := foldparquet.Times(bytes.NewReader(file.Bytes()), int64(file.Len()),
		foldparquet.File{Segment: []string{"queue"}},
		fold.Tickets{Opened: "opened", Resolved: "resolved", AsOf: time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report)
	fmt.Println(report.First[0])
	billing := table[fold.Key{Segment: "billing"}]
	fmt.Println(billing.Resolved, billing.Open)
	// Output:
	// 4 rows: 3 folded, 0 blank, 1 bad (1 refused)
	// row 4: duration -1h0m0s is negative: nothing is resolved before it was opened
	// [2h0m0s 4h0m0s] [12h0m0s]
}
