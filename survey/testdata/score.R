# Mean, shares and net score of histograms with their score intervals, in base R.
# Rscript score.R > score.json
#
# Shares are prop.test's (Wilson, without continuity correction). Means and net scores invert the score test by two nested
# root searches: inside for the multiplier of the multinomial that fits the answers best among those of mean m, outside
# for the m that the test just does not reject (Lang 2008, doi 10.1002/sim.3391).

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

cases <- list(
  list(reason = "one top answer, the rest nearly all alike", min = 1, max = 5, n = c(0, 0, 0, 1, 9), share = c(4, 5), net = c(2, 4)),
  list(reason = "five answers", min = 1, max = 5, n = c(0, 1, 0, 1, 3), share = c(4, 5), net = c(2, 4)),
  list(reason = "every answer the same", min = 1, max = 5, n = c(0, 0, 0, 0, 5), share = c(4, 5), net = c(2, 4)),
  list(reason = "a single answer in the middle", min = 1, max = 5, n = c(0, 0, 1, 0, 0), share = c(3, 3), net = c(2, 4)),
  list(reason = "a thousand answers on seven points", min = 1, max = 7, n = c(80, 210, 140, 110, 160, 180, 120), share = c(5, 7), net = c(3, 5)),
  list(reason = "0-10 with a middle that is flat", min = 0, max = 10, n = c(3, 0, 1, 2, 0, 6, 8, 12, 18, 22, 28), share = c(9, 10), net = c(6, 9)),
  list(reason = "nobody at either end of the scale", min = 0, max = 10, n = c(0, 0, 0, 1, 4, 7, 5, 2, 0, 0, 0), share = c(6, 8), net = c(4, 6)),
  list(reason = "thumbs: two points", min = 0, max = 1, n = c(9, 31), share = c(1, 1), net = c(0, 1)),
  list(reason = "both ends and nothing between", min = 1, max = 5, n = c(10, 0, 0, 0, 10), share = c(1, 1), net = c(1, 5))
)

num <- function(v) paste0("[", paste(sprintf("%.15g", v), collapse = ", "), "]")
rows <- sapply(cases, function(c) {
  r <- c$min:c$max; N <- sum(c$n)
  k <- sum(c$n[r >= c$share[1] & r <= c$share[2]])
  p <- suppressWarnings(prop.test(k, N, correct = FALSE))
  sign <- (r >= c$net[2]) - (r <= c$net[1])
  net <- sapply(c(-1, 0, 1), function(s) sum(c$n[sign == s]))
  sprintf('  {"reason": "%s", "min": %d, "max": %d, "counts": %s, "mean": %s,\n   "share_of": %s, "share": %s, "net_of": %s, "net": %s}',
    c$reason, c$min, c$max, num(c$n), num(interval(r, c$n)), num(c$share), num(c(k / N, p$conf.int)),
    num(c$net), num(100 * interval(c(-1, 0, 1), net)))
})
cat("[\n", paste(rows, collapse = ",\n"), "\n]\n", sep = "")
