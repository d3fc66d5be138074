package ttr_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/servicekpi/servicekpi/ttr"
)

// Two call centres count their own tickets, and send what they have counted. Together they are the sketch
// that would have been counted in one place.
func ExampleSketch() {
	var north, south ttr.Sketch
	for i := range 20000 {
		age := time.Duration(i%48) * time.Hour
		if err := north.Add(age, i%5 > 0); err != nil { // one of five is still open
			fmt.Println(err)
		}
		if err := south.Add(age/2, true); err != nil {
			fmt.Println(err)
		}
	}
	if err := south.Add(-time.Hour, true); err != nil {
		fmt.Println(err)
	}
	both := north.Plus(south)
	fmt.Println("north:", north.Median(0.95))
	fmt.Println("south:", south.Median(0.95))
	fmt.Println("both: ", both.Median(0.95))
	fmt.Println("within a day:", both.Within(24*time.Hour, 0.95))
	// Output:
	// ttr: duration -1h0m0s is negative: nothing is resolved before it was opened
	// north: 27h0m0s [27h0m0s, 28h0m0s] n=20000
	// south: 11h30m0s [11h30m0s, 12h0m0s] n=20000
	// both:  16h30m0s [16h0m0s, 16h30m0s] n=40000
	// within a day: 73.5% [73.0%, 73.9%] n=40000
}

// Many readings of one sketch: its curve is made once.
func ExampleSketch_Curve() {
	var s ttr.Sketch
	for i := range 100000 {
		if err := s.Add(time.Duration(i%600)*time.Minute, true); err != nil {
			fmt.Println(err)
		}
	}
	curve := s.Curve()
	for _, q := range []float64{0.5, 0.9, 0.99} {
		fmt.Println(curve.Quantile(q, 0.95))
	}
	// Output:
	// 4h59m30s [4h57m0s, 5h1m0s] n=100000
	// 8h59m0s [8h58m0s, 9h0m0s] n=100000
	// 9h52m58s [9h52m47s, 9h54m6s] n=100000
}

// A sketch travels as JSON, or shorter in binary. What one release has written every later one reads.
func ExampleSketch_MarshalJSON() {
	var s ttr.Sketch
	for _, d := range []time.Duration{20 * time.Minute, 20 * time.Minute, time.Hour} {
		if err := s.Add(d, true); err != nil {
			fmt.Println(err)
		}
	}
	text, err := json.Marshal(s)
	fmt.Println(string(text), err)
	var read ttr.Sketch
	err = json.Unmarshal(text, &read)
	fmt.Println(read.Median(0.95), err)
	// Output:
	// {"version":1,"resolved":[[1200000000000,2],[3600000000000,1]],"open":[]} <nil>
	// 20m0s [0s, ∞] n=3 <nil>
}

// Shards that are put together in any order have the same bytes, so that two of them can be compared.
func ExampleSketch_MarshalBinary() {
	var a, b ttr.Sketch
	for i := range 5000 {
		_ = a.Add(time.Duration(i)*time.Minute, true)
		_ = b.Add(time.Duration(i)*time.Second, false)
	}
	one, _ := a.Plus(b).MarshalBinary()
	other, _ := b.Plus(a).MarshalBinary()
	fmt.Println(string(one) == string(other))
	// Output:
	// true
}
