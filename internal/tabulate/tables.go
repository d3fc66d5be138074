package tabulate

import (
	"math/bits"
	"slices"
)

// tables are four tables of the same slots, for the first, second, third and fourth of each four values in
// turn.
//
// A value stands in the slot of its distance from the base. The base is one below the range, so that the
// codes just outside of it (0 and 6 around a scale from 1 to 5, 11 above one from 0 to 10) have slots as
// well. The slot elsewhere counts all values without a slot. Distances are those of 64-bit words: a value
// below the base is far above it.
type tables [4][elsewhere + 1]int

const elsewhere = 15

// countWide counts each block with the quick loop until a value without a slot comes, and the rest of the
// block with the steady one. What is not in the range has to be made up by blank codes, or something in the
// block is bad.
func countWide[R Integer](lo, hi int, values, blank []R) (counts [11]int, blanks, bad int) {
	var t tables
	base := uint64(lo) - 1
	strange := strangers(lo, hi, base, blank)
	for start := 0; start < len(values); start += tableBlock {
		block := values[start:min(start+tableBlock, len(values))]
		steady(&t, base, quick(&t, base, block))
		far := t.sum(elsewhere)
		t.clear(elsewhere)
		for i := 0; i < len(blank) && far > 0; i++ {
			if uint64(blank[i])-base >= elsewhere && !slices.Contains(blank[:i], blank[i]) {
				n := equal(block, blank[i])
				blanks += n
				far -= n
			}
		}
		if far > 0 || t.any(strange) {
			_, _, bad = plain(lo, hi, block, blank)
			return counts, blanks, start + bad
		}
	}
	for s := range elsewhere {
		if v := lo - 1 + s; lo <= v && v <= hi {
			counts[v] = t.sum(s)
		} else {
			blanks += t.sum(s)
		}
	}
	return counts, blanks, -1
}

// strangers returns the set of slots, as bits, whose value is neither in the range nor blank.
func strangers[R Integer](lo, hi int, base uint64, blank []R) (set uint) {
	set = 1<<elsewhere - 1
	for v := lo; v <= hi; v++ {
		set &^= 1 << (uint64(v) - base)
	}
	for _, b := range blank {
		set &^= 1 << (uint64(b) - base) // no bit if b has no slot
	}
	return set
}

// quick counts values four by four, and returns what remains from the first four on of which one has no slot.
func quick[R Integer](t *tables, base uint64, values []R) (rest []R) {
	i := 0
	for ; i <= len(values)-4; i += 4 {
		v := (*[4]R)(values[i:]) // one check of bounds for the four
		a, b := uint64(v[0])-base, uint64(v[1])-base
		c, d := uint64(v[2])-base, uint64(v[3])-base
		if a|b|c|d > elsewhere { // four distances below 16 have no higher bit
			break
		}
		t[0][a&15]++
		t[1][b&15]++
		t[2][c&15]++
		t[3][d&15]++
	}
	return values[i:]
}

// steady counts values without a branch that depends on them, so that it takes the same time however many of
// them have no slot: the borrow of elsewhere - distance, spread over all bits, turns a distance that is too
// long into elsewhere.
func steady[R Integer](t *tables, base uint64, values []R) {
	i := 0
	for ; i <= len(values)-4; i += 4 {
		v := (*[4]R)(values[i:])
		a, b := uint64(v[0])-base, uint64(v[1])-base
		c, d := uint64(v[2])-base, uint64(v[3])-base
		_, farA := bits.Sub64(elsewhere, a, 0)
		_, farB := bits.Sub64(elsewhere, b, 0)
		_, farC := bits.Sub64(elsewhere, c, 0)
		_, farD := bits.Sub64(elsewhere, d, 0)
		t[0][(a|-farA)&15]++
		t[1][(b|-farB)&15]++
		t[2][(c|-farC)&15]++
		t[3][(d|-farD)&15]++
	}
	for _, v := range values[i:] {
		t[0][min(uint64(v)-base, elsewhere)]++
	}
}

// equal returns how many of values are v.
func equal[R Integer](values []R, v R) (n int) {
	for _, x := range values {
		if x == v {
			n++
		}
	}
	return n
}

func (t *tables) sum(slot int) int { return t[0][slot] + t[1][slot] + t[2][slot] + t[3][slot] }

func (t *tables) clear(slot int) { t[0][slot], t[1][slot], t[2][slot], t[3][slot] = 0, 0, 0, 0 }

// any reports whether a slot of the set has counted anything.
func (t *tables) any(set uint) bool {
	for ; set != 0; set &= set - 1 {
		if t.sum(bits.TrailingZeros(set)) > 0 {
			return true
		}
	}
	return false
}
