# Golden values for the tests of package nps, by R's own routines and by brute force: no code is shared with the package.
#   Rscript testdata/golden.R > testdata/golden.json
options(digits = 17)
number <- function(x) if (is.infinite(x)) sprintf('"%sInfinity"', if (x < 0) "-" else "") else sprintf("%.15g", x)
items <- function(...) paste0("    {", c(...), "}", collapse = ",\n")

# McNemar's test without a continuity correction: the square of Test(0).
mcnemar <- function(d, a, p) {
  t <- mcnemar.test(matrix(c(a, d, p, 0), 2), correct = FALSE)
  sprintf('"detractors": %d, "passives": %d, "promoters": %d, "null": 0, "statistic": %s, "p": %s',
    d, a, p, number(sign(p - d) * sqrt(unname(t$statistic))), number(t$p.value))
}

# The score test of another null: the most likely share of detractors by a search on the likelihood itself.
score <- function(d, a, p, null) {
  n <- d + a + p; m <- null / 100
  xlog <- function(k, s) if (k == 0) 0 else if (s <= 0) -Inf else k * log(s)
  f <- function(q) xlog(d, q) + xlog(p, q + m) + xlog(a, 1 - 2 * q - m)
  lo <- max(0, -m); hi <- (1 - m) / 2
  q <- optimize(f, c(lo, hi), maximum = TRUE, tol = 1e-13)$maximum
  for (edge in c(lo, hi)) if (is.finite(f(edge)) && f(edge) >= f(q)) q <- edge
  z <- ((p - d) / n - m) / sqrt((2 * q + m - m^2) / n)
  sprintf('"detractors": %d, "passives": %d, "promoters": %d, "null": %s, "statistic": %s, "p": %s',
    d, a, p, number(null), number(z), number(2 * pnorm(-abs(z))))
}

# Homogeneity: n times the share of the variance that is between groups, from R's analysis of variance.
homogeneity <- function(groups) {
  x <- unlist(lapply(groups, function(g) rep(c(-1, 0, 1), g)))
  k <- factor(rep(seq_along(groups), sapply(groups, sum)))
  a <- anova(lm(x ~ k))
  q <- length(x) * a[1, "Sum Sq"] / sum(a[, "Sum Sq"])
  sprintf('"groups": [%s], "statistic": %s, "df": %d, "p": %s',
    paste(sapply(groups, function(g) sprintf("[%s]", paste(g, collapse = ", "))), collapse = ", "),
    number(q), a[1, "Df"], number(pchisq(q, a[1, "Df"], lower.tail = FALSE)))
}

# Paired change: the limits of the mean of the differences -2 to 2 between which the score test accepts, the most likely
# distribution of given mean from its Lagrange multiplier.
change <- function(counts) {
  x <- -2:2; n <- sum(counts); mean <- sum(x * counts) / n; z <- qnorm(0.975)
  variance <- function(m) {
    e <- x - m
    lowest <- -n / (2 - m); highest <- n / (m + 2)
    g <- function(l) sum((counts * e / (n + l * e))[counts > 0])
    a <- lowest * (1 - 1e-12); b <- highest * (1 - 1e-12)
    if (g(a) * g(b) < 0) { # the multiplier is within its bounds
      l <- uniroot(g, c(a, b), tol = 1e-14)$root
      p <- counts / (n + l * e)
    } else { # the rest of the probability is at an end of the scale
      l <- if (m > mean) lowest else highest
      p <- ifelse(counts > 0, counts / (n + l * e), 0)
      end <- if (m > mean) 5 else 1
      p[end] <- p[end] + 1 - sum(p)
    }
    sum(p * e^2)
  }
  h <- function(m) n * (mean - m)^2 - z^2 * variance(m)
  lo <- if (mean > -2) uniroot(h, c(-2 + 1e-9, mean - 1e-9), tol = 1e-13)$root else -2
  hi <- if (mean < 2) uniroot(h, c(mean + 1e-9, 2 - 1e-9), tol = 1e-13)$root else 2
  sprintf('"changes": [%s], "value": %s, "lo": %s, "hi": %s',
    paste(counts, collapse = ", "), number(100 * mean), number(100 * lo), number(100 * hi))
}

airport <- list(c(93, 249, 382), c(22, 50, 94), c(26, 68, 132), c(45, 128, 213), c(18, 57, 100), c(50, 173, 221), c(88, 243, 294))
cat('{\n  "command": "Rscript testdata/golden.R > testdata/golden.json",\n')
cat(sprintf('  "made with": "%s",\n', R.version.string))
cat('  "tests": [\n', items(
  mcnemar(16, 139, 6), mcnemar(20, 30, 50), mcnemar(342, 968, 1436), mcnemar(3, 0, 1),
  score(20, 30, 50, 20), score(20, 30, 50, 44.3393), score(20, 30, 50, -10), score(50, 30, 20, -44),
  score(0, 0, 10, 50), score(0, 5, 5, 20), score(0, 5, 0, 30), score(0, 5, 0, -30), score(342, 968, 1436, 37), score(1, 2, 3, 75)), '\n  ],\n', sep = "")
cat('  "homogeneity": [\n', items(
  homogeneity(airport), homogeneity(airport[c(2, 7)]),
  homogeneity(list(c(5, 10, 15), c(10, 10, 10))), homogeneity(list(c(0, 1, 5), c(0, 3, 0), c(1, 0, 0)))), '\n  ],\n', sep = "")
cat('  "changes": [\n', items(
  change(c(0, 1, 9, 4, 1)), change(c(3, 20, 100, 40, 7)), change(c(0, 0, 5, 0, 0)), change(c(0, 0, 0, 0, 3)),
  change(c(0, 0, 4, 1, 0)), change(c(1, 0, 0, 0, 0)), change(c(0, 0, 0, 1, 9))), '\n  ]\n}\n', sep = "")
