package main

import (
	"fmt"
	"math"
	"runtime"
	"slices"
)

// contest is one row of the table: one question put to this module and to others, about the same data.
type contest struct {
	name    string // what n counts, and what is asked about them
	n       int    // size in the table
	quick   int    // size for tests
	bytes   int    // bytes of one item, where the rate at which they are read matters
	growth  []int  // sizes for the table of growth
	targets []target
	field   func(n int) field
}

// field is the data of a contest and who works on them.
type field struct {
	columns  map[string]any // what the programs in other languages read, by name
	entrants []entrant
}

// entrant answers the question of a contest.
type entrant struct {
	name   string
	role   role
	part   int // it is asked about one part in so many of the data, and its time multiplied; 0: about all
	most   int // the largest n that it is asked about; 0: any
	run    func(out []float64) []float64
	remote string           // or the name of a function in peers.py
	want   func() []float64 // the right answer, found another way
	within float64          // how close to it, as a share of it
}

type role int

const (
	ours  role = iota
	limit      // what must be done at least
	peer       // another library, or the loop that one writes oneself
	other      // another language
)

// result is what an entrant took: processor time of one run, in seconds.
type result struct {
	entrant
	times  []float64
	allocs float64 // allocations of one run
}

func (r result) best() float64 { return slices.Min(r.times) }

func (r result) median() float64 {
	s := slices.Sorted(slices.Values(r.times))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// hold runs a contest: everyone is checked first, and then takes turns for so many rounds. Without a line to Python the
// entrants in other languages stay out.
func (c contest) hold(n, rounds int, python *python) ([]result, error) {
	f := c.field(n)
	if python != nil {
		if err := python.load(f.columns); err != nil {
			return nil, err
		}
	}
	var results []result
	for _, e := range f.entrants {
		if e.role == other && python == nil || e.most > 0 && n > e.most {
			continue
		}
		results = append(results, result{entrant: e})
	}
	repeat := make([]int, len(results))
	for i := range results {
		r := &results[i]
		answer, once, err := r.once(python)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", c.name, r.name, err)
		}
		if err := agree(answer, r.want(), r.within); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", c.name, r.name, err)
		}
		repeat[i] = 1
		switch {
		case once > 8 && r.role != ours: // the check is its only turn
			r.times = append(r.times, once)
		case once < enough:
			repeat[i] = int(math.Ceil(enough / max(once, 1e-7)))
		}
	}
	for round := range rounds {
		for i := range results {
			r := &results[i]
			if len(r.times) > round || len(r.times) > 0 && r.times[0] > 2 && round >= 3 {
				continue
			}
			seconds, err := r.turn(repeat[i], python)
			if err != nil {
				return nil, err
			}
			r.times = append(r.times, seconds)
		}
	}
	for i := range results {
		for j := range results[i].times {
			results[i].times[j] *= float64(max(results[i].part, 1))
		}
	}
	return results, nil
}

// enough is how long a turn should take in seconds, so that the clock is fine enough for it.
const enough = 0.02

// once asks the entrant once, and returns its answer and the seconds of processor time that it took.
func (r *result) once(python *python) ([]float64, float64, error) {
	if r.role == other {
		return python.run(r.remote, 1)
	}
	start := processorTime()
	answer := r.run(nil)
	return answer, (processorTime() - start).Seconds(), nil
}

// turn asks the entrant repeatedly, and returns the seconds of processor time for once.
func (r *result) turn(repeat int, python *python) (float64, error) {
	if r.role == other {
		_, seconds, err := python.run(r.remote, repeat)
		return seconds, err
	}
	out := make([]float64, 0, 64)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := processorTime()
	for range repeat {
		out = r.run(out[:0])
	}
	took := processorTime() - start
	runtime.ReadMemStats(&after)
	r.allocs = math.Floor(float64(after.Mallocs-before.Mallocs) / float64(repeat))
	return took.Seconds() / float64(repeat), nil
}

// agree returns an error unless each answer is what it should be, within a share of it.
func agree(got, want []float64, within float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("answers %v, want %v", got, want)
	}
	for i, w := range want {
		if !(math.Abs(got[i]-w) <= within*math.Abs(w)) {
			return fmt.Errorf("answer %d is %v, want %v", i, got[i], w)
		}
	}
	return nil
}

// grow times this module's entrant alone at several sizes, best of so many rounds, in seconds.
func (c contest) grow(sizes []int, rounds int) []float64 {
	var times []float64
	for _, n := range sizes {
		r := result{entrant: c.field(n).entrants[0]}
		_, once, _ := r.once(nil)
		for range rounds {
			seconds, _ := r.turn(max(1, int(enough/max(once, 1e-7))), nil)
			r.times = append(r.times, seconds)
		}
		times = append(times, r.best())
		runtime.GC()
	}
	return times
}
