package main

func Example() {
	main()
	// Output:
	// customers of a telecom company (synthetic data)
	// Month-to-month churn 42.7% [41.2%, 44.3%] n=3875
	//                revenue kept 53.0% [51.3%, 54.7%] n=3875
	//                stay longer than 1 year 70.3% [68.7%, 71.8%] n=3875
	//                stay longer than 4 years 39.7% [37.4%, 42.0%] n=3875
	// One year       churn 11.3% [9.8%, 13.0%] n=1473
	//                revenue kept 85.3% [83.0%, 87.3%] n=1473
	//                stay longer than 1 year 99.1% [98.5%, 99.5%] n=1473
	//                stay longer than 4 years 91.7% [89.7%, 93.3%] n=1473
	// Two year       churn 2.8% [2.1%, 3.7%] n=1695
	//                revenue kept 96.0% [94.6%, 97.0%] n=1695
	//                stay longer than 1 year 100.0% [99.8%, 100.0%] n=1695
	//                stay longer than 4 years 99.6% [99.1%, 99.8%] n=1695
	// all            churn 26.5% [25.5%, 27.6%] n=7043
	//                revenue kept 69.5% [68.3%, 70.7%] n=7043
	//                stay longer than 1 year 84.3% [83.4%, 85.2%] n=7043
	//                stay longer than 4 years 70.9% [69.6%, 72.1%] n=7043
	// revenue a month 456116.60, lost 139130.85
	// do contracts differ in tenure? χ²(2)=2352.87 p=0
	//
	// two cohorts, as if of 1,000 customers each, by years since they came
	// cohort    size       0      1      2      3      4      5      6      7
	// high end  1000  100.0%  86.9%  74.3%  65.3%  59.3%  55.1%  51.7%  49.1%
	// regular   1000  100.0%  63.1%  46.8%  38.2%  32.6%  28.9%  26.2%  24.1%
	// all       2000  100.0%  75.0%  60.6%  51.7%  46.0%  42.0%  39.0%  36.6%
	// of those who were there the year before
	// cohort    size       0      1      2      3      4      5      6      7
	// high end  1000  100.0%  86.9%  85.5%  87.9%  90.8%  92.9%  93.8%  95.0%
	// regular   1000  100.0%  63.1%  74.2%  81.6%  85.3%  88.7%  90.7%  92.0%
	// all       2000  100.0%  75.0%  80.7%  85.5%  88.8%  91.4%  92.7%  94.0%
	// after seven years high end is ahead by 25.0pp [20.9pp, 29.0pp] n=2000
}
