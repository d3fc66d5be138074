# Golden values of tables, Brunner and Munzel's test excepted. From the folder of this file:
#   Rscript tables.R > tables.json
# R 4.2.2, effectsize 0.8.3, survey 4.1-1, jsonlite 1.8.4
suppressMessages({library(jsonlite); library(effectsize); library(survey)})
# noncentrality limits by solving R's own noncentral chi-square
ncp <- function(x, df, p) {
  f <- function(l) pchisq(x, df, l) - p
  if (f(0) <= 0) return(0)
  uniroot(f, c(0, 10 * x + 100), tol = 1e-12)$root
}
one <- function(m) {
  x <- suppressWarnings(chisq.test(m, correct = FALSE))
  n <- sum(m); k <- min(dim(m)) - 1; df <- unname(x$parameter)
  s <- unname(x$statistic)
  out <- list(table = m, chisq = s, df = df, p = x$p.value, expected = x$expected, residuals = x$residuals, stdres = x$stdres,
    v = sqrt(s / n / k), vlimits = sqrt(c(ncp(s, df, .975), ncp(s, df, .025)) / n / k),
    bergsma = suppressWarnings(cramers_v(m, adjust = TRUE, ci = NULL)[[1]]))
  if (all(dim(m) == 2)) {
    y <- suppressWarnings(chisq.test(m))
    out$yates <- c(unname(y$statistic), y$p.value)
  }
  out$fisher <- fisher.test(m, workspace = 2e8)$p.value
  pairs <- NULL; labels <- NULL
  for (i in 1:(ncol(m) - 1)) for (j in (i + 1):ncol(m)) {
    two <- m[, c(i, j)]
    s <- suppressWarnings(prop.test(two[1, ], colSums(two), correct = FALSE))$statistic * (sum(two) - 1) / sum(two)
    d <- two[1, 1] / sum(two[, 1]) - two[1, 2] / sum(two[, 2])
    pairs <- c(pairs, sign(d) * sqrt(unname(s)))
  }
  out$pairs <- I(pairs)
  out$holm <- I(p.adjust(2 * pnorm(-abs(pairs)), "holm"))
  out
}
tables <- list(
  party = matrix(c(762, 327, 468, 484, 239, 477), 2, byrow = TRUE),
  small = matrix(c(12, 7, 5, 7), 2, byrow = TRUE),
  tea = matrix(c(3, 1, 1, 3), 2, byrow = TRUE),
  job = matrix(c(1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11), 4, byrow = TRUE),
  sparse = matrix(c(3, 0, 2, 1, 4, 1, 5, 0, 3, 2, 2, 2, 6, 0, 1), 3, byrow = TRUE),
  smokers = matrix(c(83, 90, 129, 70, 3, 3, 7, 12), 2, byrow = TRUE))
out <- list(tables = lapply(tables, one))
out$fit <- {x <- chisq.test(c(40, 35, 25), p = c(.5, .3, .2)); c(unname(x$statistic), unname(x$parameter), x$p.value)}

# Nonresponse. The frame of the nrba package's README, and numbers known of 60 invited.
rho <- rep(c(2564 / 3835, 447 / 697), c(3835, 697))
out$frame <- list(R = 1 - 2 * sd(rho), CV = sd(rho) / mean(rho))
overlap <- function(y, r) {
  d <- svydesign(ids = ~1, weights = rep(1, length(y)), data = data.frame(y = y, r = r, yr = y * r, one = 1))
  e <- svycontrast(svytotal(~y + r + yr + one, d), quote(yr / r - y / one))
  se <- unname(SE(e)[1]); v <- unname(coef(e)[1]); n <- length(y)
  list(difference = v, se = se, p = 2 * pt(-abs(v / se), n - 1), lo = v - qt(.975, n - 1) * se, hi = v + qt(.975, n - 1) * se)
}
out$email <- overlap(rep(c(1, 0, 1, 0), c(2564, 447, 1271, 250)), rep(c(1, 1, 0, 0), c(2564, 447, 1271, 250)))
months <- (1:60 * 37) %% 61 + (1:60) / 8
answered <- as.numeric((1:60 * 17) %% 7 < 3)
out$months <- c(list(x = months, answered = answered), overlap(months, answered))
cat(toJSON(out, digits = NA, auto_unbox = TRUE, matrix = "rowmajor", pretty = TRUE), "\n")
