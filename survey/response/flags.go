package response

import (
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/servicekpi/servicekpi/internal/wire"
	"github.com/servicekpi/servicekpi/survey"
)

// Flags says what is odd about one response, as data: it deletes nothing. The zero value is no flag.
type Flags uint8

const (
	Fast      Flags = 1 << iota // answered faster than one can read: see [Speeders]
	Straight                    // a straight line through a grid: see [LongestRun] and [Spread]
	Duplicate                   // the same respondent again: see [Duplicates]
)

var flagNames = []string{"fast", "straight", "duplicate"}

// String returns the flags in words, separated by commas, and an empty string for none.
func (f Flags) String() string {
	return strings.Join(wire.Words(uint8(f), flagNames), ", ")
}

// MarshalJSON returns the flags as an array of words.
func (f Flags) MarshalJSON() ([]byte, error) { return json.Marshal(wire.Words(uint8(f), flagNames)) }

// UnmarshalJSON reads an array of words.
func (f *Flags) UnmarshalJSON(b []byte) error {
	read, err := wire.ReadWords("response: reading flags", b, flagNames)
	if err == nil {
		*f = Flags(read)
	}
	return err
}

// Sheet is the flags of responses, one for each, in their order: make(Sheet, n) is n without a flag.
type Sheet []Flags

// Mark sets f on every response that is marked. It panics if there are more or fewer marks than responses.
func (s Sheet) Mark(f Flags, marked []bool) {
	if len(marked) != len(s) {
		panic(fmt.Sprintf("response: %d marks for %d responses", len(marked), len(s)))
	}
	for i, m := range marked {
		if m {
			s[i] |= f
		}
	}
}

// Count returns how many responses have one of the flags f or more.
func (s Sheet) Count(f Flags) int {
	n := 0
	for _, have := range s {
		if have&f != 0 {
			n++
		}
	}
	return n
}

// Without returns the indices of the responses that have none of the flags f: what remains for a second result,
// beside the one with all responses. Without(0) is all of them.
func (s Sheet) Without(f Flags) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, have := range s {
			if have&f == 0 && !yield(i) {
				return
			}
		}
	}
}

// Speeders marks the responses that took less than share (0.5, say) of the median time of those on the same path
// through the questionnaire: a short path is no haste. A path is whatever says which questions were asked; the
// median is of all known times on it, those of the fast ones too. A time that is not positive is not known: it is
// not marked and not in the median. It panics if there are more or fewer paths than times, or if share is not between
// 0 and 1. It does not modify its arguments.
//
// Half the median is a rule of thumb of the trade and not a test. On a path of few responses the median is one of
// them, or between two, and says little.
func Speeders[P comparable](took []time.Duration, paths []P, share float64) []bool {
	if len(took) != len(paths) {
		panic(fmt.Sprintf("response: %d times on %d paths", len(took), len(paths)))
	}
	if !(0 < share && share < 1) {
		panic(fmt.Sprintf("response: share %v of the median time is not between 0 and 1", share))
	}
	byPath := map[P][]time.Duration{}
	for i, d := range took {
		if d > 0 {
			byPath[paths[i]] = append(byPath[paths[i]], d)
		}
	}
	atLeast := make(map[P]float64, len(byPath))
	for path, ds := range byPath {
		slices.Sort(ds)
		low, high := float64(ds[(len(ds)-1)/2]), float64(ds[len(ds)/2])
		atLeast[path] = share * (low + (high-low)/2)
	}
	marked := make([]bool, len(took))
	for i, d := range took {
		marked[i] = d > 0 && float64(d) < atLeast[paths[i]]
	}
	return marked
}

// LongestRun returns the length of the longest run of equal answers in a row: 5 of a grid of five answered alike. 0
// without answers. Leave out what was not answered (Johnson 2005, doi 10.1016/j.jrp.2004.09.009).
//
// It says something only of a grid that holds items worded both ways: where all of them praise, a satisfied customer's
// honest answers are one straight line.
func LongestRun[R survey.Integer](answers []R) int {
	longest, run := 0, 0
	for i, a := range answers {
		if i > 0 && a != answers[i-1] {
			run = 0
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// Spread returns the standard deviation (divisor n-1) of one respondent's answers to a grid: 0 of a straight line, and
// low of one that wavers little; NaN of fewer than two answers. Leave out what was not answered. Intra-individual
// response variability (Dunn, Heggestad, Shanock and Theilgard 2018, doi 10.1007/s10869-016-9479-0). See
// [LongestRun] for where it means something.
func Spread[R survey.Integer](answers []R) float64 {
	n := float64(len(answers))
	if n < 2 {
		return math.NaN()
	}
	mean, squares := 0.0, 0.0
	for i, a := range answers {
		gap := float64(a) - mean
		mean += gap / float64(i+1)
		squares += gap * (float64(a) - mean)
	}
	return math.Sqrt(squares / (n - 1))
}

// Keep says which of several responses of one respondent stands. The zero Keep is First.
type Keep uint8

const (
	First Keep = iota // the earliest in the slice stands, the later ones are marked
	Last              // the latest in the slice stands
)

// Duplicates marks the responses whose key is that of another one, but for the one that keep lets stand. A key is what
// tells respondents apart: an id, or a struct of customer and ticket, or of address, browser and answers. Keys equal
// to one of blank are not known and never duplicates. It panics if keep is none. It does not modify keys.
func Duplicates[K comparable](keys []K, keep Keep, blank ...K) []bool {
	if keep > Last {
		panic(fmt.Sprintf("response: Keep(%d) is neither First nor Last", keep))
	}
	marked := make([]bool, len(keys))
	standing := make(map[K]int, len(keys))
	for i, key := range keys {
		if slices.Contains(blank, key) {
			continue
		}
		before, again := standing[key]
		switch {
		case !again:
			standing[key] = i
		case keep == First:
			marked[i] = true
		default:
			marked[before] = true
			standing[key] = i
		}
	}
	return marked
}
