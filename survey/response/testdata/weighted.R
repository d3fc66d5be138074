# Weighted AAPOR rates by R's survey: Rscript weighted.R > weighted.json   (R 4.2.2, survey 4.1.1, jsonlite 1.8.4)
# A rate is svyratio of two indicators, where a case of unknown eligibility counts e below. Its limits are Wilson's at
# the effective number of cases: the smaller one of Kish's and of the variance that equal weights would have over
# svyratio's, in units of Σwx.
suppressPackageStartupMessages({ library(survey); library(jsonlite) })
of <- function(code, ...) as.numeric(code %in% c(...))
case <- function(reason, code, w) {
  d <- data.frame(code = code, w = w, ok = of(code, "I", "P", "R", "NC", "O"), known = of(code, "I", "P", "R", "NC", "O", "NE"))
  n <- nrow(d); z <- qnorm(.975)
  rate <- function(y, x) {
    if (sum(w * x) == 0) return(c(NA, NA, 0, 1))
    d$y <- y; d$x <- x; s <- svyratio(~y, ~x, svydesign(ids = ~1, weights = ~w, data = d)); r <- as.numeric(coef(s)); se <- as.numeric(SE(s))
    m <- sum(w * x)^2 / sum(w^2 * x)
    v <- n / (n - 1) * sum(w * (y - r * x)^2) / sum(w * x)
    if (se > 0 && v / se^2 < m) m <- v / se^2
    c(r, se, pmin(1, pmax(0, (r + z^2 / (2 * m) + c(-1, 1) * z * sqrt(r * (1 - r) / m + z^2 / (4 * m^2))) / (1 + z^2 / m))))
  }
  e <- rate(d$ok, d$known); u <- of(code, "UH", "UO"); all <- d$ok + u; est <- d$ok + e[1] * u
  I <- of(code, "I"); IP <- of(code, "I", "P"); R <- of(code, "R"); C <- of(code, "I", "P", "R", "O"); IPR <- of(code, "I", "P", "R")
  list(reason = reason, codes = code, weights = w, eligibility = e, rates = list(
    RR1 = rate(I, all), RR2 = rate(IP, all), RR3 = rate(I, est), RR4 = rate(IP, est), RR5 = rate(I, d$ok), RR6 = rate(IP, d$ok),
    COOP1 = rate(I, C), COOP2 = rate(IP, C), COOP3 = rate(I, IPR), COOP4 = rate(IP, IPR), REF1 = rate(R, all), REF2 = rate(R, est), REF3 = rate(R, d$ok),
    CON1 = rate(C, all), CON2 = rate(C, est), CON3 = rate(C, d$ok)))
}
set.seed(1)
codes <- c("I", "P", "R", "NC", "O", "UH", "UO", "NE")
draw <- function(n, p = c(.3, .05, .1, .3, .03, .05, .1, .07)) sample(codes, n, TRUE, p)
readme <- c("I", "P", "I", "NC", "UH", "I", "R", "NE", "UO", "I", "O", "P")
cat(toJSON(list(
  case("weights without any relation to the outcome", draw(300), round(exp(rnorm(300, 0, .6)), 3)),
  case("two strata, large customers drawn ten times as often", c(draw(200, c(.5, .1, .05, .2, .05, .02, .03, .05)), draw(100, c(.1, .02, .1, .4, .03, .1, .2, .05))), rep(c(1, 10), c(200, 100))),
  case("weights that go with the outcome: the standard error is below that of equal ones", rep(codes, c(40, 9, 30, 60, 3, 7, 9, 6)), rep(c(3, 1, 1, 1, 1, 1, 1, 2), c(40, 9, 30, 60, 3, 7, 9, 6))),
  case("equal weights", readme, rep(2.5, 12)),
  case("one case outweighs all", readme, c(1000, rep(1, 11))),
  case("all complete: Kish's number alone", rep("I", 5), c(1, 2, 3, 4, 5)),
  case("nobody answered", c("NC", "NC", "UO", "R"), c(1, 2, 3, 4))),
  digits = 15, auto_unbox = TRUE, na = "null"), "\n")
