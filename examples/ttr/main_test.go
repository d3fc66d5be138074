package main

import "os"

// The quantiles by group, the tests and the share by the due date are those of survfit, survdiff and prop.test in R.
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
	// by their due date   87.8% [84.6%, 90.5%] n=485
	//
	// MOBILE   half within 2h37m42s [2h3m59s, 3h14m42s] n=115, nine of ten within 70h49m0s [7h35m26s, 216h0m0s] n=115
	// ONLINE   half within 5h21m15s [3h32m7s, 14h6m30s] n=222, nine of ten within 471h24m54s [319h14m53s, 1464h43m26s] n=222
	// PHONE    half within 45h59m0s [26h58m22s, 60h13m0s] n=496, nine of ten within 404h47m10s [369h9m28s, 497h23m1s] n=496
	// UNKNOWN  half within 28h47m24s [19h19m54s, 63h40m4s] n=150, nine of ten within 3248h2m29s [1546h8m44s, 9708h23m57s] n=150
	// do the channels take equally long? χ²(3)=83.65 p=5e-18
	//
	// DEP      half within 9h45m0s [3h6m0s, 20h20m0s] n=75, nine of ten within 167h25m0s [115h55m0s, 241h13m0s] n=75
	// DOB      half within 143h27m8s [33h52m36s, 754h0m16s] n=55, nine of ten within 3363h15m8s [1546h8m44s, 6515h28m52s] n=55
	// DOF      half within 44h26m40s [7h2m20s, 167h40m48s] n=25, nine of ten within 497h23m1s [366h56m45s, ∞] n=25
	// DOT      half within 21h27m13s [2h57m0s, 43h31m27s] n=109, nine of ten within 265h38m9s [231h40m13s, 356h42m15s] n=109
	// DPR      half within 315h44m10s [168h10m45s, 581h53m37s] n=33, nine of ten within ∞ [1266h36m14s, ∞] n=33
	// DSNY     half within 81h14m0s [60h7m0s, 103h41m0s] n=135, nine of ten within 854h37m47s [266h11m0s, 2149h3m55s] n=135
	// HPD      half within 291h14m35s [283h53m7s, 308h15m14s] n=159, nine of ten within 808h10m26s [499h47m34s, 1464h43m26s] n=159
	// NYPD     half within 2h11m53s [1h55m9s, 2h28m11s] n=347, nine of ten within 6h25m36s [5h40m29s, 7h10m4s] n=347
	// do the agencies take equally long? χ²(7)=722.87 p=8.1e-152
}
