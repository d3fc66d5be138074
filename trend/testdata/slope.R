# Golden values of Fit and Slope. Run in this folder: Rscript slope.R > slope.json
#
# tau2 and Q are those of metafor's Paule-Mandel meta-regression, the slope and its t-limits those of lm. The sampling
# limits follow the two rules of kpi.Sum: square-and-add, and centre and half width; the outer one counts.
# metafor's default tolerance is absolute and too coarse for variances of fractions, hence the control.
suppressMessages({library(metafor); library(jsonlite)})

wilson <- function(k, n, level) t(mapply(function(k, n) suppressWarnings(prop.test(k, n, conf.level = level, correct = FALSE))$conf.int, k, n))

case <- function(reason, y, lo, hi, level = 0.95, x = seq_along(y)) {
  z <- qnorm((1 + level) / 2); t <- qt((1 + level) / 2, length(y) - 2)
  v <- ((hi - lo) / 2 / z)^2
  s <- 100 / max(abs(y)) # metafor's root finder wants numbers of a size
  fit <- rma(y * s, v * s^2, mods = ~x, method = "PM", control = list(tol = 1e-13, maxiter = 10000, tau2.max = 1e6))
  c <- (x - mean(x)) / sum((x - mean(x))^2)
  slope <- unname(coef(lm(y ~ x))[2])
  below <- sqrt(sum(ifelse(c > 0, c * (y - lo), c * (y - hi))^2))
  above <- sqrt(sum(ifelse(c > 0, c * (hi - y), c * (lo - y))^2))
  h <- abs(c) * (hi - lo) / 2
  centre <- slope + sum(h^2 * c * ((hi + lo) / 2 - y)) / sum(h^2)
  sampling <- c(min(slope - below, centre - sqrt(sum(h^2))), max(slope + above, centre + sqrt(sum(h^2))))
  arms <- sqrt((sampling - slope)^2 + t^2 * fit$tau2 / s^2 * sum(c^2)) * c(-1, 1)
  list(reason = reason, x = x, value = y, lo = lo, hi = hi, level = level, slope = slope, sampling = sampling,
       tau2 = fit$tau2 / s^2, q = fit$QE, p = fit$QEp, limits = slope + arms)
}
shares <- function(reason, k, n, level = 0.95, x = seq_along(k)) {
  l <- wilson(k, n, level); case(reason, k / n, l[, 1], l[, 2], level, x)
}

cases <- list(
  shares("satisfied visitors of San Francisco Airport 2010-2018", c(2333, 2785, 2638, 2643, 2111, 2248, 2364, 2206, 2059),
         c(3093, 3694, 3348, 3334, 2677, 2810, 2919, 2688, 2625)),
  shares("the same at 90%", c(2333, 2785, 2638, 2643, 2111, 2248, 2364, 2206, 2059),
         c(3093, 3694, 3348, 3334, 2677, 2810, 2919, 2688, 2625), 0.9),
  shares("the same without 2012 and 2015", c(2333, 2785, 2643, 2111, 2364, 2206, 2059),
         c(3093, 3694, 3334, 2677, 2919, 2688, 2625), 0.95, c(1, 2, 4, 5, 7, 8, 9)),
  shares("no more scatter than sampling explains: tau is 0", c(80, 81, 83, 82, 85, 86), rep(100, 6)),
  shares("three periods", c(50, 80, 60), c(100, 120, 90)),
  shares("answers that are nearly all alike, few", c(9, 10, 10, 8, 10, 10, 12, 7), c(10, 10, 11, 10, 10, 10, 12, 9)),
  shares("periods of very different size", c(5, 60000, 13, 800, 40, 9), c(10, 100000, 20, 1000, 60, 10)),
  case("annual flow of the Nile 1871-1880, every one within 60", c(1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140),
       c(1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140) - 60, c(1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140) + 60),
  case("one huge outlier", c(10, 11, 12, 13, 1000, 15, 16), c(9, 10, 11, 12, 999, 14, 15), c(11, 12, 13, 14, 1001, 16, 17))
)
plain <- lm(y ~ x, data.frame(x = 1:6, y = c(3, 1, 4, 1, 5, 9)))
cat(toJSON(list(cases = cases, exact = list(value = c(3, 1, 4, 1, 5, 9), slope = unname(coef(plain)[2]), limits = unname(confint(plain)[2, ]))),
           digits = I(16), auto_unbox = TRUE, pretty = TRUE))
