// Package quantile holds the distributions that intervals and tests stand on: normal, Student's t,
// chi-square, F, beta and binomial, their quantiles and tail probabilities, and the regularised incomplete
// beta and gamma functions.
//
// For parameters from 0.5 to 1e9 and tails down to 1e-12 every function is right to a relative error of 1e-12
// (most to 1e-14), near 0 and in the tails as elsewhere; from 0.001 to 1e15 to 1e-11. Functions named Upper
// and Tail look from above and keep the digits that 1-p would lose. Arguments that mean nothing (a
// probability outside [0, 1], a parameter that is not positive, NaN) give NaN. Nothing allocates.
//
// gonum is called where it is right, which is the normal quantile; each file says why it is not called
// otherwise. The methods are from Loader (2000), Didonato and Morris (1992, doi 10.1145/131766.131776), Temme
// (1982) and Abramowitz and Stegun (1964). Three ways lead to a tail: a power series, a continued fraction,
// and for large parameters an expansion around the normal distribution; the cheapest that is exact is taken.
// A quantile starts from the expansion and needs one or two tails, by an inverse Taylor series of the fourth
// order.
package quantile
