package response

import "fmt"

// Hidden marks the groups that must not be shown, because fewer than least people answered in them: n is the answers of
// each group. Where the total of all groups is shown as well, one hidden group could be found by subtraction; so
// further groups are hidden, the smallest first and between equals the first, until there are least answers or more in
// the hidden ones together, or until all groups are hidden. Groups without answers hold nothing to hide and are not marked.
//
// Never roll a hidden group into an "all others" beside which the total stands: that is the same subtraction. Cross
// tables and overlapping groups can be subtracted in more ways than this one looks for. It panics if least is not
// positive or an n is negative. It does not modify n.
func Hidden(n []int, least int) []bool {
	if least < 1 {
		panic(fmt.Sprintf("response: at least %d answers to be shown", least))
	}
	hidden := make([]bool, len(n))
	people := 0 // who are hidden
	hide := func(i int) {
		hidden[i] = true
		people += min(n[i], least) // enough to compare with least, and nothing overflows
	}
	for i, c := range n {
		if c < 0 {
			panic(fmt.Sprintf("response: %d answers in group %d", c, i))
		}
		if 0 < c && c < least {
			hide(i)
		}
	}
	for 0 < people && people < least {
		smallest := -1
		for i, c := range n {
			if c > 0 && !hidden[i] && (smallest < 0 || c < n[smallest]) {
				smallest = i
			}
		}
		if smallest < 0 {
			break
		}
		hide(smallest)
	}
	return hidden
}
