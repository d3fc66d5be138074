# Checks the vectors for which R has a routine of its own, and says how far each is from it.
#
#   Rscript kpitest/testdata/check.R
#
# R 4.2 with jsonlite 1.8, survey 4.1, survival 3.5, strucchange 1.5 and psych 2.2.
suppressPackageStartupMessages({ library(jsonlite); library(survey); library(survival); library(strucchange); library(psych) })
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
cases <- function(name) fromJSON(file.path(here, "..", "vectors", paste0(name, ".json")), simplifyDataFrame = FALSE)$cases

bad <- 0
# Each case that keep accepts, answered by f in the order of the expected fields.
check <- function(name, fields, f, keep = function(case) TRUE, by = name) {
  kept <- Filter(keep, cases(name))
  far <- sapply(kept, function(case) {
    want <- as.numeric(unlist(case$expected[fields])); got <- as.numeric(unlist(f(case$input)))
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
check("resolution-quantile-type7", "value", keep = known, by = "quantile of times: quantile, type 7",
  f = function(x) quantile(as.numeric(unlist(x$resolved)), x$q, type = 7))
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

check("p-adjust", "p", keep = method("bonferroni"), by = "Bonferroni: p.adjust", f = function(x) p.adjust(x$p, "bonferroni"))
check("p-adjust", "p", keep = method("hochberg"), by = "Hochberg: p.adjust", f = function(x) p.adjust(x$p, "hochberg"))
check("p-adjust", "p", keep = method("benjamini-yekutieli"), by = "Benjamini-Yekutieli: p.adjust", f = function(x) p.adjust(x$p, "BY"))

# Reliability and agreement: null is NA, and who did not answer everything leaves.
table_of <- function(rows) { m <- if (is.matrix(rows)) rows else do.call(rbind, lapply(rows, function(r) sapply(r, function(v) if (is.null(v)) NA else as.numeric(v)))); colnames(m) <- paste0("v", seq_len(ncol(m))); m }
answered <- function(rows) { m <- table_of(rows); m[complete.cases(m), , drop = FALSE] }
varies <- function(rows) { m <- answered(rows); nrow(m) > 1 && ncol(m) > 1 && all(apply(m, 2, sd) > 0) }
quiet <- function(x) suppressWarnings(suppressMessages(x))
coef_of <- function(m) quiet(psych::alpha(as.data.frame(m), check.keys = FALSE, warnings = FALSE))
check("reliability-alpha", c("alpha", "standardised"), keep = function(case) varies(case$input$rows) && !is.null(case$expected$alpha), by = "Cronbach's alpha: psych::alpha",
  f = function(x) { a <- coef_of(answered(x$rows))$total; c(a$raw_alpha, a$std.alpha) })
check("reliability-summary", c("meanCorrelation", "medianCorrelation", "lambda6", "signalToNoise", "mean", "sd"), by = "correlations of items: psych::alpha",
  f = function(x) { a <- coef_of(answered(x$rows))$total; c(a$average_r, a$median_r, a[["G6(smc)"]], a[["S/N"]], a$mean, a$sd) })
check("reliability-items", c("total", "rest", "without"), keep = function(case) varies(case$input$rows) && ncol(answered(case$input$rows)) > 2, by = "items: psych::alpha",
  f = function(x) { a <- coef_of(answered(x$rows)); c(a$item.stats$raw.r, a$item.stats$r.drop, a$alpha.drop$raw_alpha) })
raw_alpha <- function(m) { v <- cov(m); k <- ncol(m); k / (k - 1) * (1 - sum(diag(v)) / sum(v)) }
check("reliability-alpha-interval", c("value", "lo", "hi"), keep = method("feldt"), by = "Feldt's limits: qf", f = function(x) {
  m <- answered(x$rows); a <- raw_alpha(m); p <- (1 - x$level) / 2; c(a, 1 - (1 - a) * qf(c(1 - p, p), nrow(m) - 1, (nrow(m) - 1) * (ncol(m) - 1))) })
check("reliability-alpha-interval", c("value", "lo", "hi"), keep = method("duhachek-iacobucci"), by = "Duhachek and Iacobucci: psych::alpha", f = function(x) {
  m <- answered(x$rows); a <- coef_of(m)$total; a$raw_alpha + c(0, -1, 1) * qnorm((1 + x$level) / 2) * a$ase })
check("reliability-halves", c("r", "spearmanBrown", "guttman"), by = "halves: cor, cov, var", f = function(x) {
  m <- answered(x$rows); a <- rowSums(m[, x$first + 1, drop = FALSE]); b <- rowSums(m) - a; r <- cor(a, b); c(r, 2 * r / (1 + r), 4 * cov(a, b) / var(a + b)) })
for (kind in c("covariance", "correlation")) check("reliability-splits", c("least", "most", "mean", "splits"), keep = method(kind), by = paste("all splits: combn,", kind), f = function(x) {
  m <- answered(x$rows); v <- if (kind == "correlation") cor(m) else cov(m); k <- ncol(m)
  l <- combn(k, k %/% 2, function(i) 4 * sum(v[i, -i]) / sum(v)); if (k %% 2 == 0) l <- l[combn(k, k %/% 2, function(i) i[1] == 1)]
  c(min(l), max(l), mean(l), length(l)) })
check("reliability-measurement", c("error", "change"), keep = function(case) varies(case$input$rows) && case$tolerance < 1e-5, by = "measurement error: sd",
  f = function(x) { m <- answered(x$rows); e <- sd(rowMeans(m)) * sqrt(1 - raw_alpha(m)); c(e, qnorm((1 + x$level) / 2) * sqrt(2) * e) })
forms <- c("icc-1-1", "icc-2-1", "icc-3-1", "icc-1-k", "icc-2-k", "icc-3-k")
for (form in forms) check("agreement-icc", c("value", "lo", "hi"), keep = function(case) method(form)(case) && !is.null(case$expected$value), by = paste("ICC: psych::ICC", form),
  f = function(x) { i <- quiet(psych::ICC(answered(x$rows), lmer = FALSE, alpha = 1 - x$level))$results[match(form, forms), ]; c(i$ICC, i[["lower bound"]], i[["upper bound"]]) })
known_kappa <- function(case) !is.null(case$expected$value)
counts_of <- function(t) if (is.matrix(t)) t else do.call(rbind, t)
for (kind in c("unweighted", "linear", "quadratic")) check("agreement-kappa", "value", keep = function(case) method(kind)(case) && known_kappa(case), by = paste("kappa: psych::cohen.kappa", kind), f = function(x) {
  t <- counts_of(x$table); k <- nrow(t); w <- switch(kind, unweighted = diag(k), linear = 1 - abs(outer(1:k, 1:k, "-")) / (k - 1), quadratic = 1 - outer(1:k, 1:k, "-")^2 / (k - 1)^2)
  quiet(psych::cohen.kappa(t, w = w))$weighted.kappa })

# Response rates of weighted cases.
indicator <- function(code, ...) as.numeric(code %in% c(...))
for (rate in c("RR1", "RR2", "RR3", "RR5", "COOP2", "REF1", "CON2")) check("response-weighted-interval", c("value", "se", "lo", "hi"),
  keep = function(case) method(rate)(case) && !is.null(case$expected$value), by = paste("weighted rate: svyratio", rate), f = function(x) {
  code <- unlist(x$codes); w <- as.numeric(unlist(x$weights)); n <- length(code); ok <- indicator(code, "I", "P", "R", "NC", "O"); u <- indicator(code, "UH", "UO")
  e <- sum(w * ok) / sum(w * (ok + indicator(code, "NE"))); reached <- indicator(code, "I", "P", "R", "O")
  y <- switch(substr(rate, 1, 3), RR1 = , RR3 = , RR5 = indicator(code, "I"), RR2 = , COO = indicator(code, "I", "P"), REF = indicator(code, "R"), CON = reached)
  b <- switch(rate, RR1 = , RR2 = , REF1 = ok + u, RR3 = , CON2 = ok + e * u, RR5 = ok, COOP2 = reached)
  s <- svyratio(~y, ~b, svydesign(ids = ~1, weights = ~w, data = data.frame(y, b, w))); r <- as.numeric(coef(s)); se <- as.numeric(SE(s))
  m <- sum(w * b)^2 / sum(w^2 * b); if (se > 0) m <- min(m, n / (n - 1) * sum(w * (y - r * b)^2) / sum(w * b) / se^2)
  z <- qnorm((1 + x$level) / 2); c(r, se, pmin(1, (r + z^2 / (2 * m) + c(-1, 1) * z * sqrt(r * (1 - r) / m + z^2 / (4 * m^2))) / (1 + z^2 / m))) })

# Plans.
finite <- function(n, N) if (N) n / (1 + (n - 1) / N) else n
z_of <- function(level) qnorm((1 + level) / 2)
check("plan-share", c("exact", "answers"), by = "answers for a share", f = function(x) { n <- finite(z_of(x$level)^2 * x$share * (1 - x$share) / x$margin^2, x$population); c(n, ceiling(n)) })
check("plan-nps", "exact", by = "answers for an NPS", f = function(x) finite(z_of(x$level)^2 * 1e4 * (x$promoters + x$detractors - (x$promoters - x$detractors)^2) / x$margin^2, x$population))
check("plan-shares", "exact", by = "power: power.prop.test", f = function(x) power.prop.test(p1 = x$first, p2 = x$second, power = x$power, sig.level = 1 - x$level, tol = 1e-12)$n)
check("plan-shares-power", "value", by = "power: power.prop.test, power", f = function(x) power.prop.test(n = x$answers, p1 = x$first, p2 = x$second, sig.level = 1 - x$level)$power)
check("plan-shares-detectable", "value", keep = known_kappa, by = "power: power.prop.test, p2", f = function(x) power.prop.test(n = x$answers, p1 = x$first, power = x$power, sig.level = 1 - x$level, tol = 1e-13)$p2)
check("proportion-finite", c("lo", "hi"), keep = method("exact"), by = "finite population: phyper", f = function(x) {
  a <- (1 - x$level) / 2; m <- x$k:(x$population - x$n + x$k)
  c(min(m[phyper(x$k - 1, m, x$population - m, x$n, lower.tail = FALSE) > a]), max(m[phyper(x$k, m, x$population - m, x$n) > a])) / x$population })
check("proportion-finite-error", "value", keep = function(case) method("design")(case) && case$input$n > 1, by = "finite population: svymean", f = function(x) {
  d <- data.frame(y = rep(1:0, c(x$k, x$n - x$k)), N = x$population); if (x$n == x$population) 0 else SE(svymean(~y, svydesign(ids = ~1, fpc = ~N, data = d))) })

# Weights.
fitting <- function(case) is.null(case$expected$refused)
strict <- function(m) function(case) method(m)(case) && fitting(case) && length(case$input$weights) > 0
trimmed <- function(x, ...) weights(trimWeights(svydesign(ids = ~1, weights = as.numeric(x$weights), data = data.frame(y = seq_along(x$weights))), upper = x$upper, ...))
check("weight-trim", "weights", keep = strict("trim-once"), by = "trimming: trimWeights", f = function(x) trimmed(x))
check("weight-trim", "weights", keep = strict("trim-strict"), by = "trimming: trimWeights, strict", f = function(x) trimmed(x, strict = TRUE))
population <- function(totals, name) setNames(data.frame(names(totals), as.numeric(unlist(totals))), c(name, "Freq"))
check("weight-poststratify", "weights", keep = fitting, by = "post-stratification: postStratify", f = function(x) {
  d <- svydesign(ids = ~1, weights = as.numeric(x$weights), data = data.frame(g = unlist(x$levels))); weights(postStratify(d, ~g, population(x$totals, "g"))) })
raked <- function(x, ...) {
  g <- setNames(as.data.frame(lapply(x$margins, function(m) unlist(m$levels))), paste0("g", seq_along(x$margins)))
  rake(svydesign(ids = ~1, weights = as.numeric(x$weights), data = cbind(g, ...)), lapply(names(g), function(n) as.formula(paste0("~", n))), Map(function(m, n) population(m$totals, n), x$margins, names(g)), control = list(maxit = 10000, epsilon = 1e-13)) }
check("weight-rake", "weights", keep = function(case) fitting(case), by = "raking: rake", f = function(x) weights(raked(x, y = 1)))
# rake takes residuals without base weights: equal ones are the only case in which its standard error is that of calibrate.
check("weight-rake-mean", c("value", "se"), by = "raked mean: svymean of calibrate, raking", f = function(x) {
  g <- as.data.frame(lapply(setNames(x$margins, paste0("g", seq_along(x$margins))), function(m) unlist(m$levels)))
  to <- unlist(lapply(x$margins, function(m) { t <- unlist(m$totals); t[sort(names(t))][-1] }))
  to <- setNames(c(sum(unlist(x$margins[[1]]$totals)), to), colnames(model.matrix(~., g)))
  m <- svymean(~y, calibrate(svydesign(ids = ~1, weights = as.numeric(x$weights), data = cbind(g, y = as.numeric(x$y))), as.formula(paste("~", paste(names(g), collapse = "+"))), to, calfun = "raking", epsilon = 1e-13, maxit = 1000)); c(coef(m), SE(m)) })
check("nps-linearised", c("value", "se", "lo", "hi", "jackknife"), by = "weighted NPS: svymean, confint, JK1", f = function(x) {
  d <- svydesign(ids = ~1, weights = x$weights, data = data.frame(y = class(x$answers))); m <- svymean(~y, d)
  c(coef(m), SE(m), confint(m, df = degf(d), level = x$level), SE(svymean(~y, as.svrepdesign(d, type = "JK1")))) })
check("nps-segment", c("value", "se"), keep = known_kappa, by = "NPS of a segment: svyby", f = function(x) {
  b <- svyby(~y, ~g, svydesign(ids = ~1, weights = x$weights, data = data.frame(y = class(x$answers), g = x$segments)), svymean); b[b$g == x$segment, c("y", "se")] })

# Gaps, tables and drivers.
check("gap-paired", c("value", "t", "p", "lo", "hi", "effect"), keep = function(case) !is.null(case$expected$t), by = "gap: t.test", f = function(x) {
  d <- unlist(x$current) - unlist(x$target); t <- t.test(d, conf.level = x$level); c(t$estimate, t$statistic, t$p.value, t$conf.int, mean(d) / sd(d)) })
check("gap-wilcoxon", c("v", "p"), keep = function(case) !is.null(case$expected$p), by = "gap: wilcox.test", f = function(x) {
  w <- quiet(wilcox.test(unlist(x$current), unlist(x$target), paired = TRUE, exact = FALSE)); c(w$statistic, w$p.value) })
full <- function(case) { t <- counts_of(case$input$table); nrow(t) > 1 && all(rowSums(t) > 0) && all(colSums(t) > 0) }
for (kind in c("pearson", "yates")) check("table-chi-square", c("statistic", "df", "p"), keep = function(case) method(kind)(case) && full(case), by = paste("table: chisq.test", kind),
  f = function(x) { t <- quiet(chisq.test(counts_of(x$table), correct = kind == "yates")); c(t$statistic, t$parameter, t$p.value) })
check("table-residuals", "residuals", by = "table: chisq.test()$stdres", f = function(x) quiet(chisq.test(counts_of(x$table)))$stdres)
check("table-fisher", c("p", "greater"), keep = full, by = "table: fisher.test", f = function(x) c(fisher.test(counts_of(x$table))$p.value, fisher.test(counts_of(x$table), alternative = "greater")$p.value))
check("table-rao-scott", c("statistic", "ndf", "ddf", "p"), keep = function(case) case$tolerance < 1e-5, by = "weighted table: svychisq", f = function(x) {
  d <- do.call(rbind, lapply(x$cells, function(c) data.frame(r = rep(c$row, c$n), k = c$column, w = c$weight)))
  t <- svychisq(~r + k, svydesign(ids = ~1, weights = ~w, data = d)); c(t$statistic, t$parameter, t$p.value) })
check("proportion-pairs", "p", by = "pairs of shares: pairwise.prop.test", f = function(x) { p <- t(quiet(pairwise.prop.test(x$k, x$n))$p.value); p[!is.na(p)] })
quit(status = bad > 0)
