package main

import "os"

func Example() {
	if err := report(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// Satisfied passengers by year
	// 2010     75.4% [73.9%, 76.9%] n=3093
	// 2011     75.4% [74.0%, 76.8%] n=3694
	// 2012     78.8% [77.4%, 80.1%] n=3348  <- another level from here on
	// 2013     79.3% [77.9%, 80.6%] n=3334
	// 2014     78.9% [77.3%, 80.4%] n=2677
	// 2015     80.0% [78.5%, 81.4%] n=2810
	// 2016     81.0% [79.5%, 82.4%] n=2919
	// 2017     82.1% [80.6%, 83.5%] n=2688
	// 2018     78.4% [76.8%, 80.0%] n=2625
	// change per period      0.6pp [0.2pp, 1.1pp] n=27188
	//   by sampling alone    0.6pp [0.4pp, 0.8pp] n=27188
	//   beyond sampling      periods scatter by 1.4pp, χ²(7)=29.88 p=0.0001
	// one way? Mann-Kendall  S=20 tau-b=0.56 z=1.98 p=0.045
	// Sen's slope            0.0078 [0.0000, 0.0112] n=9
	//
	// Service requests closed within a day, by the month in which they were opened
	// 2018-05  75.0% [24.2%, 98.7%] n=4
	// 2018-06  68.3% [63.0%, 73.2%] n=315
	// 2018-07  48.1% [34.8%, 61.6%] n=52  <- another level from here on
	// 2018-08  44.0% [33.1%, 55.4%] n=75
	// 2018-09  18.5% [7.1%, 36.4%] n=27
	// 2018-10  26.9% [18.0%, 37.6%] n=78
	// 2018-11  27.3% [15.7%, 41.8%] n=44
	// 2018-12  n/a (n=0)
	// 2019-01  41.7% [28.4%, 55.9%] n=48
	// 2019-02  n/a (n=0)
	// 2019-03  59.3% [53.8%, 64.8%] n=305
	// 2019-04  n/a (n=0)
	// 2019-05  n/a (n=0)
	// 2019-06  n/a (n=0)
	// 2019-07  n/a (n=0)
	// 2019-08  n/a (n=0)
	// 2019-09  40.0% [7.3%, 81.8%] n=5
	// change per period      -1.1pp [-4.4pp, 2.5pp] n=953
	//   by sampling alone    -1.1pp [-3.0pp, 1.4pp] n=953
	//   beyond sampling      periods scatter by 16.5pp, χ²(8)=105.52 p=3.2e-19
	// one way? Mann-Kendall  S=-15 tau-b=-0.33 z=-1.25 p=0.22
	// Sen's slope            -0.0188 [-0.0835, 0.0158] n=10
	// mind                   neighbours depend on each other
}
