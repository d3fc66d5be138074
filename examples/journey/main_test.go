package main

func Example() {
	main()
	// Output:
	// What drives the airport as a whole? 1120 of 2831 passengers rated all 11 touchpoints.
	// Together they go with 62.2% [57.7%, 66.6%] n=1120 of how it varies; of this:
	//   restaurants          12.0% [9.5%, 14.9%]  r +0.57  mean 3.62
	//   signs on the roads   12.0% [9.0%, 15.3%]  r +0.57  mean 4.01
	//   escalators, walkways 11.9% [9.4%, 14.8%]  r +0.61  mean 4.15
	//   screens              10.6% [8.3%, 13.0%]  r +0.60  mean 4.12
	//   shops                10.6% [8.4%, 12.9%]  r +0.58  mean 3.64
	//   signs inside         10.4% [8.2%, 12.7%]  r +0.60  mean 4.09
	//   art                  9.7% [7.2%, 12.5%]  r +0.54  mean 3.99
	//   wireless network     9.3% [6.8%, 12.2%]  r +0.51  mean 4.08
	//   feeling safe         5.2% [3.2%, 7.6%]  r +0.40  mean 4.37
	//   passing security     4.6% [3.0%, 6.4%]  r +0.41  mean 4.31
	//   finding the way      3.8% [2.5%, 5.3%]  r +0.39  mean 4.41
	// By relative weights (n=1120) no share is further off than 0.9pp.
	// By pairs of questions (n=1551) no share is further off than 2.3pp.
	//
	// Importance above or below 9.1%, performance above or below 4.07:
	//   concentrate here: restaurants
	//   keep up the good work: escalators, walkways
	//   low priority: none
	//   possible overkill: feeling safe; passing security; finding the way
	//   undecided, for limits lie on both sides:
	//     signs on the roads   leaning to concentrate here
	//     screens              leaning to keep up the good work
	//     shops                leaning to concentrate here
	//     signs inside         leaning to keep up the good work
	//     art                  leaning to concentrate here
	//     wireless network     leaning to keep up the good work
	//
	// First to work on: restaurants
	// do boarding areas differ? satisfied with it: χ²(6)=64.98 p=4.4e-12, V 0.16 [0.12, 0.20] n=2421
	//   area A 49.2% [45.2%, 53.1%] n=614
	//   area B 44.3% [36.6%, 52.3%] n=149
	//   area C 51.3% [44.4%, 58.1%] n=199
	//   area D 70.1% [65.1%, 74.7%] n=345, above A B C F G, differs from the others by 20.1pp [14.5pp, 25.3pp] n=1859
	//   area E 68.6% [60.9%, 75.4%] n=156, above A B C G, differs from the others by 18.5pp [10.5pp, 25.7pp] n=1670
	//   area F 59.6% [54.8%, 64.3%] n=406, above A B, differs from the others by 9.5pp [4.1pp, 14.8pp] n=1920
	//   area G 52.2% [48.0%, 56.3%] n=552
}
