# Sizes, powers and detectable changes by R: Rscript plan.R > plan.csv   (R 4.2.2)
# Limits are found from prop.test (Wilson's, of fractional counts by its formula), qt and pnorm; power by
# power.prop.test, power.t.test, and pt with a noncentrality for Welch's degrees of freedom.
options(digits = 15)
cat("question,a,b,c,population,effect,level,power,want\n")
row <- function(...) cat(paste(sapply(list(...), format, digits = 15), collapse = ","), "\n", sep = "")

neff <- function(n, N, deff, sample = FALSE) {
  e <- n / deff
  if (N == 0) e else if (n == N) Inf else e * (if (sample) N else N - 1) / (N - n)
}
wilson <- function(p, n, z) z / (1 + z^2 / n) * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
stopifnot(all.equal(wilson(.3, 50, qnorm(.975)), diff(as.numeric(prop.test(15, 50, correct = FALSE)$conf.int)) / 2))
least <- function(enough, top) { n <- 1; while (!enough(n)) { n <- n + 1; stopifnot(n <= top) }; n }
for (N in c(0, 300, 2000)) for (deff in c(1, 1.6)) for (level in c(.9, .95, .99)) {
  z <- qnorm(1 - (1 - level) / 2)
  for (p in c(0, .02, .5, .85)) for (E in c(.03, .1)) {
    w <- function(n) { e <- neff(n, N, deff); if (is.infinite(e)) 0 else wilson(p, e, z) }
    row("share size", p, E, 0, N, deff, level, 0, least(function(n) w(n) <= E, 1e5))
    row("share margin", p, 120, 0, N, deff, level, 0, w(120))
  }
  for (s in list(c(.5, .2), c(1/3, 1/3), c(.5, .5))) {
    v <- sum(s) - diff(s)^2
    n0 <- deff * z^2 * v / .05^2
    row("nps wald", s[1], s[2], 5, N, deff, level, 0, ceiling(if (N) n0 / (1 + (n0 - 1) / N) else n0))
  }
  for (sd in c(4, 20)) {
    w <- function(n) if (n < 2) Inf else if (N == n) 0 else qt(1 - (1 - level) / 2, n - 1) * sd / sqrt(neff(n, N, deff, TRUE))
    row("mean size", sd, 2, 0, N, deff, level, 0, least(function(n) w(n) <= 2, 1e5))
    row("mean margin", sd, 9, 0, N, deff, level, 0, w(9))
  }
}
for (level in c(.9, .95)) for (power in c(.5, .8, .9)) {
  for (p in list(c(.5, .75), c(.8, .85), c(.97, .99), c(.1, 0))) {
    n <- power.prop.test(p1 = p[1], p2 = p[2], power = power, sig.level = 1 - level, tol = 1e-12)$n
    row("share detect", p[1], p[2], 0, 0, 1, level, power, ceiling(n))
  }
  for (p in c(.5, .8)) for (n in c(50, 400)) {
    p2 <- power.prop.test(n = n, p1 = p, power = power, sig.level = 1 - level, tol = 1e-13)$p2
    row("share detectable", p, n, 0, 0, 1, level, power, p2 - p)
  }
  for (d in c(.2, .5, 2)) {
    n <- power.t.test(delta = d, sd = 1, power = power, sig.level = 1 - level, tol = 1e-12)$n
    if (n > 2) row("mean detect", 1, d, 0, 0, 1, level, power, ceiling(n))
    n <- power.t.test(delta = d, sd = 1, power = power, sig.level = 1 - level, type = "one.sample", tol = 1e-12)$n
    if (n > 2) row("mean benchmark", 1, d, 0, 0, 1, level, power, ceiling(n))
  }
  for (n in c(2, 3, 20, 1000)) row("mean detectable", 3, n, 0, 0, 1, level, power,
    power.t.test(n = n, sd = 3, power = power, sig.level = 1 - level, tol = 1e-13)$delta)
  z <- qnorm(1 - (1 - level) / 2) + qnorm(power)
  for (target in c(.8, .9)) { # one share against a target: Fleiss, Levin and Paik 2003, 2.4
    p <- .85
    n <- ((qnorm(1 - (1 - level) / 2) * sqrt(target * (1 - target)) + qnorm(power) * sqrt(p * (1 - p))) / (p - target))^2
    row("share benchmark", p, target, 0, 0, 1, level, power, ceiling(n))
  }
}
for (level in c(.9, .95, .999)) for (n in c(2, 5, 50, 10000, 1e8)) for (shift in c(0.1, 1, 3, 6)) {
  delta <- shift * sqrt(2 / n)
  row("mean power", delta, 1, n, 0, 1, level, 0, pt(qt(1 - (1 - level) / 2, 2 * n - 2), 2 * n - 2, shift, lower.tail = FALSE))
  va <- 1 / n; vb <- 4 / (3 * n) # Welch: sd 1 and 2, n and 3n
  df <- (va + vb)^2 / (va^2 / (n - 1) + vb^2 / (3 * n - 1))
  row("welch power", delta, 2, n, 0, 1, level, 0, pt(qt(1 - (1 - level) / 2, df), df, delta / sqrt(va + vb), lower.tail = FALSE))
}
for (n in c(20, 50, 400)) for (p in c(.75, .6, .51)) row("share power", .5, p, n, 0, 1, .95, 0,
  power.prop.test(n = n, p1 = .5, p2 = p)$power)
