# Checks the vectors for which R has a routine of its own, and says how far each is from it.
#
#   Rscript kpitest/testdata/check.R
#
# R 4.2 with jsonlite 1.8, survey 4.1, survival 3.5 and strucchange 1.5.
suppressPackageStartupMessages({ library(jsonlite); library(survey); library(survival); library(strucchange) })
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
cases <- function(name) fromJSON(file.path(here, "..", "vectors", paste0(name, ".json")), simplifyDataFrame = FALSE)$cases

bad <- 0
# Each case that keep accepts, answered by f in the order of the expected fields.
check <- function(name, fields, f, keep = function(case) TRUE, by = name) {
  kept <- Filter(keep, cases(name))
  far <- sapply(kept, function(case) {
    want <- as.numeric(unlist(case$expected[fields])); got <- as.numeric(f(case$input))
    d <- if (length(got) == length(want)) max(0, ifelse(got == want, 0, abs(got - want))) else Inf
    if (!(d <= case$tolerance)) { cat("  differs:", case$id, d, "\n"); bad <<- bad + 1 }
    if (case$tolerance < 1e-5) d else 0
  })
  cat(sprintf("%-52s %4d cases, largest difference %.1e\n", by, length(kept), max(far)))
}
method <- function(m) function(case) case$method == m && (is.null(case$input$n) || case$input$n > 0)

check("proportion-interval", c("lo", "hi"), keep = method("wilson"), by = "Wilson: prop.test",
  f = function(x) suppressWarnings(prop.test(x$k, x$n, conf.level = x$level, correct = FALSE))$conf.int)
check("proportion-interval", c("lo", "hi"), keep = method("clopper-pearson"), by = "Clopper-Pearson: binom.test",
  f = function(x) binom.test(x$k, x$n, conf.level = x$level)$conf.int)
check("proportion-interval", c("lo", "hi"), keep = method("jeffreys"), by = "Jeffreys: qbeta",
  f = function(x) { a <- (1 - x$level) / 2
    c(if (x$k == 0) 0 else qbeta(a, x$k + .5, x$n - x$k + .5), if (x$k == x$n) 1 else qbeta(1 - a, x$k + .5, x$n - x$k + .5)) })
check("proportion-homogeneity", c("statistic", "df", "p"), by = "homogeneity: prop.test",
  f = function(x) { t <- suppressWarnings(prop.test(x$k, x$n, correct = FALSE)); c(t$statistic, t$parameter, t$p.value) })
check("proportion-test", "z", keep = function(case) !is.null(case$expected$z) && case$input$k1 > 0, by = "two shares: prop.test times (N-1)/N",
  f = function(x) { k <- c(x$k1, x$k2); n <- c(x$n1, x$n2)
    t <- suppressWarnings(prop.test(k, n, correct = FALSE)); sign(k[1]/n[1] - k[2]/n[2]) * sqrt(t$statistic * (sum(n) - 1) / sum(n)) })
check("p-adjust", "p", keep = method("holm"), by = "Holm: p.adjust", f = function(x) p.adjust(x$p, "holm"))
check("p-adjust", "p", keep = method("benjamini-hochberg"), by = "Benjamini-Hochberg: p.adjust", f = function(x) p.adjust(x$p, "BH"))
check("mean-interval", c("value", "lo", "hi"), keep = method("student-t"), by = "mean: t.test",
  f = function(x) { t <- t.test(rep(x$values, x$counts), conf.level = x$level); c(t$estimate, t$conf.int) })

class <- function(x) ifelse(x >= 9, 100, ifelse(x <= 6, -100, 0))
check("nps-score", "value", keep = function(case) !is.null(case$expected$value), by = "NPS: mean of -100, 0, 100",
  f = function(x) mean(class(unlist(x$answers)), na.rm = TRUE))
check("nps-paired", c("value", "lo", "hi"), keep = method("student-t"), by = "paired NPS: t.test",
  f = function(x) { t <- t.test(class(x$after), class(x$before), paired = TRUE, conf.level = x$level); c(t$estimate, t$conf.int) })
check("nps-test", c("z", "p"), keep = function(case) !is.null(case$expected$z) && case$input$null == 0, by = "NPS against 0: mcnemar.test",
  f = function(x) { t <- mcnemar.test(matrix(c(0, x$detractors, x$promoters, 0), 2), correct = FALSE)
    c(sign(x$promoters - x$detractors) * sqrt(t$statistic), t$p.value) })
check("nps-weighted", c("value", "se"), by = "weighted NPS: svymean",
  f = function(x) { m <- svymean(~y, svydesign(ids = ~1, weights = x$weights, data = data.frame(y = class(x$answers)))); c(coef(m), SE(m)) })
check("nps-clusters", c("value", "se"), by = "clustered NPS: svymean",
  f = function(x) { d <- do.call(rbind, lapply(seq_len(nrow(x$clusters)), function(i) data.frame(c = i, y = rep(c(-100, 0, 100), x$clusters[i, ]))))
    m <- svymean(~y, svydesign(ids = ~c, weights = ~1, data = d)); c(coef(m), SE(m)) })
# Times with open tickets: Kaplan-Meier, and the beta product from its definition with R's own pbeta.
times <- function(x) data.frame(t = as.numeric(c(unlist(x$resolved), unlist(x$open))), e = rep(1:0, c(length(x$resolved), length(x$open))))
km <- function(x, type = "log", level = 0.95) survfit(Surv(t, e) ~ 1, data = times(x), conf.type = type, conf.int = level)
orelse <- function(x, y) ifelse(is.na(x), y, x)
known <- function(case) !is.null(case$expected$value) && length(case$input$resolved) > 0
check("resolution-quantile", "value", keep = known, by = "quantile of times: survfit", f = function(x) orelse(quantile(km(x), x$q)$quantile, Inf))
check("resolution-within", "value", keep = known, by = "share within a limit: survfit",
  f = function(x) 1 - summary(km(x), times = x$limit, extend = TRUE)$surv)
check("resolution-mean", "value", keep = known, by = "mean up to a horizon: survfit", f = function(x) summary(km(x), rmean = x$horizon)$table["rmean"])
for (type in c("log-log", "log")) {
  check("resolution-quantile-interval", c("lo", "hi"), keep = function(case) case$method == type, by = paste("limits of a quantile: survfit", type),
    f = function(x) { q <- quantile(km(x, type, x$level), x$q); c(orelse(q$lower, 0), orelse(q$upper, Inf)) })
  check("resolution-within-interval", c("lo", "hi"), keep = function(case) case$method == type && case$expected$lo > 0, by = paste("limits of a share within: survfit", type),
    f = function(x) { s <- summary(km(x, type, x$level), times = x$limit); c(1 - orelse(s$upper, 1), 1 - orelse(s$lower, 0)) })
}
product <- function(x, t, left) {
  d <- times(x); a <- b <- NULL
  for (u in sort(unique(d$t[d$e == 1 & d$t <= t]))) { n <- sum(d$t == u & d$e == 1); a <- c(a, sum(d$t >= u) - n + 1); b <- c(b, n) }
  if (left) { a <- c(a, sum(d$t > t)); b <- c(b, 1) }
  if (length(a) == 0 || any(a == 0)) return(NULL)
  m <- prod(a / (a + b)); n <- m * (1 - m) / (prod(a * (a + 1) / (a + b) / (a + b + 1)) - m^2) - 1
  c(m * n, (1 - m) * n)
}
below <- function(ab, x, at) if (is.null(ab)) as.numeric(x >= at) else pbeta(x, ab[1], ab[2])
beta <- function(case) case$method == "beta-product"
check("resolution-quantile-interval", c("lo", "hi"), keep = beta, by = "limits of a quantile: beta product, pbeta", f = function(x) {
  p <- (1 - x$level) / 2; s <- 1 - x$q; all <- sort(unique(c(-1, times(x)$t))); done <- sort(unique(as.numeric(unlist(x$resolved))))
  if (length(all) == 1) return(c(0, Inf))
  c(max(0, Filter(function(t) below(product(x, t, TRUE), s, 0) > p, all)[1]),
    c(Filter(function(t) below(product(x, t, FALSE), s, 1) >= 1 - p, done), Inf)[1]) })
check("resolution-within-interval", c("lo", "hi"), keep = beta, by = "limits of a share within: beta product, pbeta", f = function(x) {
  d <- times(x); p <- (1 - x$level) / 2
  if (nrow(d) == 0) return(c(0, 1))
  t <- min(x$limit, max(d$t)); small <- product(x, t, TRUE); large <- product(x, t, FALSE); beyond <- x$limit > max(d$t) && any(d$e == 0 & d$t == max(d$t))
  at <- function(p) uniroot(function(s) (below(small, s, 0) + below(large, s, 1)) / 2 - p, c(0, 1), tol = 1e-15)$root
  c(1 - if (is.null(large)) 1 else at(1 - p), if (beyond || is.null(small)) 1 else 1 - at(p)) })

# Fieller's interval in closed form, for symmetric limits of benefit and cost of which the cost's are above 0.
check("roi-interval", c("value", "lo", "hi"), by = "return on investment: Fieller",
  keep = function(case) { s <- sapply(case$input, function(e) abs(e$hi + e$lo - 2 * e$value) < 1e-9); all(s) && case$input$cost$lo > 0 },
  f = function(x) { b <- lapply(x$benefit, as.numeric); k <- lapply(x$cost, as.numeric); h <- ((b$hi - b$lo) / 2)^2; g <- ((k$hi - k$lo) / 2)^2
    mid <- b$value * k$value; root <- sqrt(mid^2 - (b$value^2 - h) * (k$value^2 - g)); c(b$value / k$value, (mid + c(-root, root)) / (k$value^2 - g)) - 1 })

# Trends: null is NA, and a time that was not reached above all others.
values <- function(x) { x <- lapply(x, function(v) if (is.null(v)) NA else as.numeric(v)); x <- unlist(x); x[is.infinite(x)] <- 1e9; x }
kendall <- function(x, t = seq_along(x), exact = FALSE) suppressWarnings(cor.test(x, t, method = "kendall", exact = exact, continuity = !exact))
trend <- function(case) { x <- values(case$input$x); x <- x[!is.na(x)]; length(x) > 1 && length(unique(x)) > 1 }
signs <- function(x, t) sum(sign(outer(x, x, "-")) * sign(outer(t, t, "-"))) / 2
check("trend-kendall", c("s", "z", "p"), keep = function(case) trend(case) && case$expected$s != 0, by = "Mann-Kendall: cor.test", f = function(x) {
  x <- values(x$x); x <- x[!is.na(x)]; n <- length(x); exact <- n < 50 && !anyDuplicated(x)
  c(signs(x, seq_len(n)), kendall(x)$statistic, kendall(x, exact = exact)$p.value) })
check("trend-sen", c("value", "lo", "hi"), keep = trend, by = "Sen: median of slopes, variance by cor.test", f = function(x) {
  y <- values(x$x); t <- x$times[!is.na(y)]; y <- y[!is.na(y)]; q <- sort((outer(-y, y, "+") / outer(-t, t, "+"))[outer(t, t, "<")])
  s <- signs(y, t); half <- qnorm((1 + x$level) / 2) * (s - sign(s)) / kendall(y, t)$statistic / 2; n <- length(q)
  at <- function(k) if (k < 1) -Inf else if (k > n) Inf else approx(seq_len(n), q, k)$y
  c(median(q), at(n / 2 - half), at(n / 2 + half + 1)) })
check("trend-armitage", c("z", "p"), keep = function(case) !is.null(case$expected$z) && case$expected$z != 0, by = "Cochran-Armitage: prop.trend.test", f = function(x) {
  on <- x$n > 0; t <- suppressWarnings(prop.trend.test(x$k[on], x$n[on], x$scores[on])); c(sign(cor(x$k[on] / x$n[on], x$scores[on])) * sqrt(t$statistic), t$p.value) })
check("trend-changes", "at", keep = function(case) length(case$expected$at) > 0, by = "changes: breakpoints of strucchange", f = function(x) {
  y <- values(x$x); on <- which(!is.na(y)); y <- y[on]; b <- suppressWarnings(breakpoints(y ~ 1, h = 2, breaks = 5))
  rss <- sapply(0:5, function(m) if (m == 0) deviance(lm(y ~ 1)) else deviance(lm(y ~ breakfactor(b, breaks = m))))
  on[breakpoints(b, breaks = which.min(rss + 0:5 * x$penalty) - 1)$breakpoints + 1] - 1 })
check("trend-pettitt", c("at", "k", "p"), keep = trend, by = "Pettitt: ranks", f = function(x) {
  y <- values(x$x); on <- which(!is.na(y)); n <- length(on); u <- abs(2 * cumsum(rank(y[on])) - seq_len(n) * (n + 1))
  c(on[which.max(u) + 1] - 1, max(u), min(1, 2 * exp(-6 * max(u)^2 / (n^3 + n^2)))) })
shares <- function(m) function(case) case$method == m && all(case$input$n > 0)
check("trend-chart-shares", c("centre", "lo", "hi"), keep = shares("exact"), by = "exact limits of a share: qbinom",
  f = function(x) { p <- sum(x$k) / sum(x$n); c(p, qbinom(.00135, x$n, p) / x$n, 1 - qbinom(.00135, x$n, 1 - p) / x$n) })
for (m in c("three-sigma", "laney")) check("trend-chart-shares", c("centre", "lo", "hi"), keep = shares(m), by = paste("limits of a share:", m), f = function(x) {
  p <- sum(x$k) / sum(x$n); s <- sqrt(p * (1 - p) / x$n); w <- if (m == "laney") mean(abs(diff((x$k / x$n - p) / s))) / 1.128 else 1
  c(p, pmax(0, p - 3 * w * s), pmin(1, p + 3 * w * s)) })
xmr <- function(x) mean(x, na.rm = TRUE) + c(0, -3, 3) * mean(abs(diff(x)), na.rm = TRUE) / 1.128
check("trend-chart-values", c("centre", "lo", "hi"), keep = function(case) case$method == "xmr", by = "XmR", f = function(x) xmr(values(x$x)))
check("trend-chart-values", c("centre", "lo", "hi"), keep = function(case) case$method == "log-xmr", by = "XmR of logarithms", f = function(x) exp(xmr(log(values(x$x)))))
check("trend-chart-ewma", "values", by = "EWMA: filter",
  f = function(x) x$centre + filter(x$weight * (x$x - x$centre), 1 - x$weight, "recursive"))
quit(status = bad > 0)
