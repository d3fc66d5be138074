package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"
)

// teams and the share of their answers that are promoters' and passives'. The last one gets better all year.
var teams = []struct {
	name                string
	promoters, passives float64
	better              float64
}{{"east", 0.50, 0.30, 0}, {"north", 0.45, 0.35, 0}, {"south", 0.55, 0.20, 0}, {"west", 0.40, 0.30, 0.15}}

// generate writes n answers of the year 2025 as a file: when, of which team, and the score. One in fifty has none, one in a
// thousand is an 11, which no question allows.
func generate(w io.Writer, n int, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0))
	b := bufio.NewWriter(w)
	defer b.Flush()
	fmt.Fprintln(b, "answered,team,score")
	first := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	const year = 365 * 24 * time.Hour
	for range n {
		at := r.Float64()
		team := teams[r.IntN(len(teams))]
		var score string
		switch u := r.Float64(); {
		case u < 0.02:
		case u < 0.021:
			score = "11"
		default:
			lowest, span := 0, 7
			if u := r.Float64(); u < team.promoters+team.better*at {
				lowest, span = 9, 2
			} else if u < team.promoters+team.passives+team.better*at {
				lowest, span = 7, 2
			}
			score = fmt.Sprint(lowest + r.IntN(span))
		}
		answered := first.Add(time.Duration(at * float64(year))).Format(time.RFC3339)
		fmt.Fprintln(b, strings.Join([]string{answered, team.name, score}, ","))
	}
}
