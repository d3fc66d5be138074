package quantile_test

import (
	"fmt"

	"github.com/servicekpi/servicekpi/internal/quantile"
)

func ExampleZ() {
	fmt.Printf("%.6f\n", quantile.Z(0.95))
	// Output: 1.959964
}

// The exact limits of Clopper and Pearson (1934) for 81 of 263.
func ExampleBeta() {
	k, n := 81.0, 263.0
	fmt.Printf("%.6f %.6f\n", quantile.Beta(0.025, k, n-k+1), quantile.BetaUpper(0.025, k+1, n-k))
	// Output: 0.252737 0.367622
}

// A share so close to 1 that its distance from 1 is the number to look at: none of a million failed.
func ExampleBetaUpper() {
	fmt.Printf("%.15f %.6g\n", quantile.Beta(0.05, 1e6, 1), quantile.BetaUpper(0.05, 1, 1e6))
	// Output: 0.999997004272214 2.99573e-06
}
