# Golden values of MannKendall, Sen, SenAt, CochranArmitage, Pettitt and Segments.
# Run in this folder: Rscript kendall.R > kendall.json
#
# tau, z and P are those of cor.test, the trend of shares that of prop.trend.test, changes of level those of
# strucchange's breakpoints. Sen's slope is the median of all slopes, its limits Gilbert's ranks among them, interpolated,
# with the variance of S that cor.test's z holds.
suppressMessages({library(jsonlite); library(strucchange)})
set.seed(1)

kendall <- function(reason, x) {
  t <- seq_along(x); ok <- !is.na(x)
  s <- sum(sign(outer(x[ok], x[ok], "-")) * sign(outer(t[ok], t[ok], "-"))) / 2
  normal <- suppressWarnings(cor.test(x[ok], t[ok], method = "kendall", exact = FALSE, continuity = TRUE))
  exact <- length(unique(x[ok])) == sum(ok) && sum(ok) < 50
  p <- if (exact) cor.test(x[ok], t[ok], method = "kendall", exact = TRUE)$p.value else normal$p.value
  list(reason = reason, x = x, n = sum(ok), s = s, tau = unname(normal$estimate), z = unname(normal$statistic), p = p)
}

sen <- function(reason, t, y, level = 0.95) {
  later <- outer(t, t, "<"); q <- sort((outer(-y, y, "+") / outer(-t, t, "+"))[later])
  s <- sum(sign(outer(y, y, "-")) * sign(outer(t, t, "-"))) / 2
  z <- suppressWarnings(cor.test(y, t, method = "kendall", exact = FALSE, continuity = TRUE))$statistic
  c <- qnorm((1 + level) / 2) * (s - sign(s)) / z
  n <- length(q)
  at <- function(r) if (r < 1) -Inf else if (r > n) Inf else approx(seq_len(n), q, r)$y
  list(reason = reason, times = t, x = y, level = level, slope = median(q), lo = unname(at((n - c) / 2)), hi = unname(at((n + c) / 2 + 1)))
}

armitage <- function(reason, k, n, scores) {
  t <- prop.trend.test(k, n, scores)
  list(reason = reason, k = k, n = n, scores = scores, chisq = unname(t$statistic), p = t$p.value)
}

changes <- function(reason, x, breaks) {
  b <- breakpoints(x ~ 1, h = 2, breaks = breaks + 2)
  rss <- sapply(0:(breaks + 2), function(m) if (m == 0) deviance(lm(x ~ 1)) else deviance(lm(x ~ breakfactor(b, breaks = m))))
  # So many breaks are best at a penalty between what the last one saves and what one more would.
  penalty <- (rss[breaks] - rss[breaks + 2]) / 2
  list(reason = reason, x = x, penalty = penalty, changes = breakpoints(b, breaks = breaks)$breakpoints, rss = rss[breaks + 1])
}

pettitt <- function(reason, x) {
  n <- length(x); u <- 2 * cumsum(rank(x)) - seq_len(n) * (n + 1)
  list(reason = reason, x = x, k = max(abs(u)), at = which.max(abs(u)))
}

airport <- c(75.428387, 75.392528, 78.793309, 79.274145, 78.856929, 80.0, 80.986639, 82.068452, 78.438095)
holycross <- c(12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7)
tied <- c(10, 10, 10, 5, 10, 20, 18, 17, 15, 24, 15)
steps <- round(c(rnorm(30, 40, 5), rnorm(20, 55, 5), rnorm(45, 30, 5)), 1)
at <- cumsum(round(rexp(25), 2) + 0.01)
cat(toJSON(list(
  kendall = list(
    kendall("satisfied visitors of an airport: exact", airport),
    kendall("one tie: not exact", replace(airport, 9, 80)),
    kendall("two values", c(1, 2)),
    kendall("three values", c(3, 1, 2)),
    kendall("ten values, all falling", 10:1),
    kendall("eleven values", c(3, 1, 4, 1.5, 5, 9, 2, 6, 5.5, 3.5, 8)),
    kendall("twelve values, nearly all rising", c(1, 2, 3, 4, 5, 7, 6, 8, 9, 10, 11, 12)),
    kendall("thirty values", c(12, 1, 25, 3, 18, 7, 22, 9, 2, 30, 14, 5, 28, 11, 20, 16, 4, 27, 8, 24, 13, 29, 6, 21, 17, 10, 26, 15, 23, 19)),
    kendall("forty-nine values", c(seq(2, 48, 2), seq(1, 49, 2))),
    kendall("fifty values", c(seq(2, 50, 2), seq(1, 49, 2))),
    kendall("a worked example with a tie", holycross),
    kendall("a worked example with many ties", tied),
    kendall("a missing period", c(1, 3, NA, 2, 5, 4, NA, 7)),
    kendall("annual flow of the Nile", as.numeric(Nile)),
    kendall("ratings", c(4, 4, 5, 3, 5, 5, 4, 4, 5, 5, 5, 4, 5, 5, 5, 3, 5, 5, 5, 5))),
  sen = list(
    sen("satisfied visitors of an airport", 0:8, airport),
    sen("the same at 90%", 0:8, airport, 0.9),
    sen("a worked example with a tie", 0:13, holycross),
    sen("many ties", 0:10, tied),
    sen("the Nile", 0:99, as.numeric(Nile)),
    sen("five values: too few for limits", 0:4, c(2, 1, 4, 3, 7)),
    sen("six values", 0:5, c(2, 1, 4, 3, 7, 5)),
    sen("uneven times", at, round(0.3 * at + rnorm(25), 3)),
    sen("equal times", rep(1:8, 3), c(steps[1:24])),
    sen("equal times and values", rep(1:8, 3), round(steps[21:44] / 5))),
  armitage = list(
    armitage("malformations by drinks a day (Graubard and Korn 1987)", c(48, 38, 5, 1, 1), c(17114, 14502, 793, 127, 38), c(0, 0.5, 1.5, 4, 7)),
    armitage("smokers among patients (Fleiss 1981)", c(83, 90, 129, 70), c(86, 93, 136, 82), 1:4),
    armitage("a falling retention", c(930, 925, 921, 918, 905, 899), rep(1000, 6), 1:6)),
  changes = list(
    changes("the Nile falls in 1899", as.numeric(Nile), 1),
    changes("three levels", steps, 2)),
  pettitt = list(
    pettitt("the Nile", as.numeric(Nile)),
    pettitt("three levels", steps),
    pettitt("many ties", tied))),
  digits = I(15), auto_unbox = TRUE, pretty = TRUE, na = "null"))
