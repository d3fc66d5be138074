package main

import "os"

func Example() {
	if err := report(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// ttr: ticket line 238: closed at 2017-11-13 13:27:00 -0500 EST, before it was opened at 2017-11-14 13:28:00 -0500 EST
	// 990 requests, 10 refused, 14 open
	//
	// half within         15h53m49s [7h10m4s, 23h17m56s] n=990
	// nine of ten within  549h59m18s [405h9m42s, 740h10m3s] n=990
	// within a day        53.5% [50.4%, 56.6%] n=990
	// mean up to 90 days  210h7m7s [182h59m37s, 240h46m30s] n=990
	// half within, in office hours 3h53m41s [2h57m54s, 5h21m0s] n=990
	//
	// MOBILE   half within 2h37m42s [2h3m59s, 3h14m42s] n=115
	// ONLINE   half within 5h21m15s [3h32m7s, 14h6m30s] n=222
	// OTHER    half within 8h45m0s [7m43s, 505h52m10s] n=7
	// PHONE    half within 45h59m0s [26h58m22s, 60h13m0s] n=496
	// UNKNOWN  half within 28h47m24s [19h19m54s, 63h40m4s] n=150
	// do the channels take equally long? χ²(4)=83.93 p=2.6e-17
}
