package main

func Example() {
	main()
	// Output:
	// area A 81.3% [78.3%, 84.0%] n=701, at least 80%: undecided
	// area B 79.3% [72.4%, 84.8%] n=164, at least 80%: undecided
	// area C 81.5% [75.9%, 86.1%] n=222, at least 80%: undecided
	// area D 84.4% [80.4%, 87.7%] n=384, at least 80%: met
	// area E 83.4% [77.1%, 88.3%] n=169, at least 80%: undecided
	// area F 82.1% [78.2%, 85.4%] n=435, at least 80%: undecided
	// area G 82.1% [78.8%, 84.9%] n=613, at least 80%: undecided
	// all    82.1% [80.6%, 83.5%] n=2688, at least 80%: met
	// not answered: 143
	// do areas differ? χ²(6)=2.79 p=0.83
}
