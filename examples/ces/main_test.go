package main

func Example() {
	main()
	// Output:
	// find the way, easy 4–5, difficult 1–2 of 1–5
	//   mean     4.41 [4.38, 4.44] n=2683
	//   easy     85.4% [84.0%, 86.6%] n=2683
	//   net easy 83.3 [81.6, 84.8] n=2683
	// pass security, easy 4–5, difficult 1–2 of 1–5
	//   mean     4.31 [4.27, 4.34] n=2407
	//   easy     82.0% [80.4%, 83.5%] n=2407
	//   net easy 78.2 [76.1, 80.1] n=2407
	// net easy, the way less security: 5.1 [1.0, 9.2] n=5090
}
