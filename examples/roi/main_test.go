package main

import "os"

func Example() {
	if err := report(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// benefit   171571: contacts 92160, customers who stay 79411
	// cost       86000: to build 50000, to run 36000
	//
	// return on investment  1.00 [-1.26, 3.15] n=2700
	// net present value     79106.28 [-104809.83, 255030.86] n=2700
	// payback in months     6.15 [4.10, ∞] n=2700
	// above 0? undecided; it pays in 82% of the draws
	// internal rates of return a month [0.156], modified 0.089
	//
	// what to measure better first:
	//   retention without        return 2.81 to -0.39
	//   retention with           return -0.74 to 2.26
	//   share deflected          return 0.82 to 1.19
	//   cost of a contact        return 0.95 to 1.04
	//
	// a campaign: 0.50 [-0.0898, 1.09] n=400
}
