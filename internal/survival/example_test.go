package survival_test

import (
	"fmt"

	"github.com/servicekpi/servicekpi/internal/survival"
)

// Hours of fifteen tickets, five of which are still open. Of the closed ones eight in ten made it within a
// day.
func Example() {
	resolved := []int64{2, 3, 5, 8, 11, 14, 20, 23, 30, 41}
	open := []int64{6, 10, 19, 26, 50}
	c := survival.New(resolved, open)

	day := c.Within(24, survival.BetaProduct, 0.95)
	fmt.Printf("within a day: %.3f [%.3f, %.3f]\n", day.Value, day.Lo, day.Hi)

	median := c.Quantile(0.5, survival.BetaProduct, 0.95)
	fmt.Printf("median: %v h [%v, %v]\n", median.Value, median.Lo, median.Hi)

	slow := c.Quantile(0.9, survival.BetaProduct, 0.95)
	fmt.Printf("nine in ten: %v h [%v, %v]\n", slow.Value, slow.Lo, slow.Hi)

	mean := c.Mean(48, 0.95)
	fmt.Printf("mean, two days at most: %.1f h [%.1f, %.1f]\n", mean.Value, mean.Lo, mean.Hi)
	// Output:
	// within a day: 0.623 [0.338, 0.862]
	// median: 20 h [8, 41]
	// nine in ten: +Inf h [26, +Inf]
	// mean, two days at most: 22.3 h [12.7, 32.4]
}
