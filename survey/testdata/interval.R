# The score interval of a mean on a scale, in base R: interval(values, counts) is the mean and its limits at 95%.
#
# It inverts the score test by two nested root searches: inside for the multiplier of the multinomial that fits the
# answers best among those of mean m, outside for the m that the test just does not reject (Lang 2008, doi
# 10.1002/sim.3391). Counts need not be whole: weighted shares times an effective number of answers are counts, too.

z2 <- qnorm(.975)^2

variance <- function(x, n, m) { # of the multinomial of mean m that makes the counts n of the values x most likely
  N <- sum(n); e <- x - m; seen <- n > 0
  lower <- -N / max(e); upper <- N / -min(e)
  f <- function(l) sum((n * e / (N + l * e))[seen])
  edge <- function(l, end) { # no root: the missing probability sits at the end of the scale
    p <- ifelse(seen, n / (N + l * e), 0)
    p[end] <- p[end] + 1 - sum(p)
    sum(p * e^2)
  }
  if (n[which.max(e)] == 0 && f(lower) < 0) return(edge(lower, which.max(e)))
  if (n[which.min(e)] == 0 && f(upper) > 0) return(edge(upper, which.min(e)))
  shrink <- 1e-13 * (upper - lower)
  l <- uniroot(f, c(lower + shrink, upper - shrink), tol = 1e-300, maxiter = 10000)$root
  sum(n / (N + l * e) * e^2)
}

interval <- function(x, n) {
  N <- sum(n); mean <- sum(n * x) / N
  reject <- function(m) N * (mean - m)^2 - z2 * variance(x, n, m)
  limit <- function(end) {
    if (mean == end) return(end)
    near <- mean + 1e-9 * (end - mean); far <- end - 1e-9 * (end - mean)
    uniroot(reject, c(near, far), tol = 1e-15, maxiter = 10000)$root
  }
  c(mean, limit(min(x)), limit(max(x)))
}
