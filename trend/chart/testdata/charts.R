# Limits in base R, from the formulas: Rscript charts.R > charts.txt (R 4.2.2)
f <- function(x) paste(sprintf("%.17g", x), collapse = " ")
put <- function(name, ...) cat(name, "|", paste(sapply(list(...), f), collapse = "|"), "\n", sep = "")
d <- c(5.2, 3.1, 8.8, 12.5, 4.4, 6.0, 21.0, 7.7, 2.9, 9.3, 5.5, 48.0)
y <- d^(1/3.6)
for (constant in c(3/1.128, 2.66)) put("t", d, constant, pmax(0, mean(y) + c(0, -1, 1) * constant * mean(abs(diff(y))))^3.6)
# The fewest and the most whose probability is not below .00135
for (n in c(1, 5, 20, 50, 99, 100, 300, 5000, 1e6, 1e9)) for (p in c(.01, .3, .5, .87, .95, .999)) {
  put("share", n, p, c(qbinom(.00135, n, p), n - qbinom(.00135, n, 1 - p)))
}
# The balance of promoters and detractors of n answers by repeated convolution
for (n in c(1, 2, 10, 30, 99, 250, 1000)) for (s in list(c(.2, .3, .5), c(.02, .06, .92), c(0, .1, .9), c(.5, 0, .5), c(.001, .001, .998))) {
  m <- 1
  for (i in 1:n) m <- s[1] * c(m, 0, 0) + s[2] * c(0, m, 0) + s[3] * c(0, 0, m)
  low <- which(cumsum(m) >= .00135)[1] - 1 - n
  high <- n + 1 - which(cumsum(rev(m)) >= .00135)[1]
  put("net", n, s, c(low, high))
}
# Anhøj and Olesen: longest run, fewest crossings
for (n in c(1:60, 100, 500, 1000)) put("runs", n, c(round(log2(n)) + 3, qbinom(.05, n - 1, .5)))
