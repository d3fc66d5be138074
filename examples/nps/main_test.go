package main

func Example() {
	main()
	// Output:
	// area A 39.9 [34.6, 44.9] n=724
	// area B 43.4 [31.8, 53.5] n=166
	// area C 46.9 [37.3, 55.4] n=226
	// area D 43.5 [36.3, 50.1] n=386
	// area E 46.9 [36.2, 56.2] n=175
	// area F 38.5 [32.0, 44.6] n=444
	// area G 33.0 [27.3, 38.4] n=625
	// all    39.8 [37.2, 42.4] n=2746
	// not answered: 85
	// G less the others: -8.9 [-15.3, -2.7] n=2746
	// but G was picked after looking at seven; do areas differ at all? χ²(6)=11.78 p=0.067
}
