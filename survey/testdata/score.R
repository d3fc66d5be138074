# Mean, shares and net score of histograms with their score intervals, in base R.
# Rscript score.R > score.json
#
# Shares are prop.test's (Wilson, without continuity correction), means and net scores by interval.R.

source("interval.R")

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
