# Golden values for the tests of this package, from R 4.2.2 with survival 3.5-3, MASS and boot:
#
#	Rscript testdata/km.R testdata
#
# writes km.json (survfit, quantile, rmean), compare.json (survdiff, coxph), outcomes.json (multi-state survfit),
# beta.json (the beta product from its definition with qbeta) and closed.json (the same with nothing open).

library(survival)
library(jsonlite)
dir <- commandArgs(TRUE)[1]
write <- function(x, name) cat(toJSON(x, digits = NA, auto_unbox = TRUE, na = "null", null = "null"), "\n",
	file = file.path(dir, name), sep = "")

gehan <- MASS::gehan
channing <- subset(boot::channing, exit > entry)

data <- list(
	lung = with(lung, list(time = time, event = as.integer(status == 2), tau = c(300, 500, 1000))),
	ovarian = with(ovarian, list(time = futime, event = as.integer(fustat), tau = c(365, 1000))),
	aml = with(survival::aml, list(time = time, event = as.integer(status), tau = c(20, 40))),
	sixmp = with(subset(gehan, treat == "6-MP"), list(time = time, event = as.integer(cens), tau = c(20, 35))),
	placebo = with(subset(gehan, treat == "control"), list(time = time, event = as.integer(cens), tau = c(10, 40))),
	veteran = with(veteran, list(time = time, event = as.integer(status), tau = c(100, 900))),
	kidney1 = with(subset(kidney, sex == 1), list(time = time, event = as.integer(status), tau = c(100))),
	kidney2 = with(subset(kidney, sex == 2), list(time = time, event = as.integer(status), tau = c(100))),
	men = with(subset(channing, sex == "Male"), list(entry = entry, time = exit, event = as.integer(cens), from = 816, tau = c(960))),
	women = with(subset(channing, sex == "Female"), list(entry = entry, time = exit, event = as.integer(cens), from = 816, tau = c(960)))
)
q <- c(0.1, 0.25, 0.5, 0.75, 0.9)
km <- lapply(data, function(d) {
	fit <- function(type, level)
		if (is.null(d$entry)) survfit(Surv(d$time, d$event) ~ 1, conf.type = type, conf.int = level)
		else survfit(Surv(d$entry, d$time, d$event) ~ 1, conf.type = type, conf.int = level, start.time = d$from)
	f <- fit("log", 0.95)
	at <- f$n.event > 0 & f$time >= max(0, d$from)
	out <- d
	out$at <- f$time[at]; out$risk <- f$n.risk[at]; out$events <- f$n.event[at]
	out$surv <- f$surv[at]; out$se <- ifelse(f$surv[at] > 0, f$std.err[at] * f$surv[at], 0)
	out$limits <- list()
	for (type in c("log-log", "log", "plain")) for (level in c(0.95, 0.8)) {
		g <- fit(type, level)
		z <- quantile(g, q)
		out$limits[[length(out$limits) + 1]] <- list(method = type, level = level, lower = g$lower[at], upper = g$upper[at],
			q = q, value = as.numeric(z$quantile), qlower = as.numeric(z$lower), qupper = as.numeric(z$upper))
	}
	m <- lapply(d$tau, function(tau) summary(f, rmean = tau)$table[c("rmean", "se(rmean)")])
	out$mean <- sapply(m, `[[`, 1); out$mean <- I(as.numeric(out$mean))
	out$meanSE <- I(as.numeric(sapply(m, `[[`, 2)))
	out$tau <- I(out$tau)
	out
})
write(km, "km.json")

# Groups: chi-square, observed and expected counts.
pbc1 <- subset(pbc, !is.na(trt))
untied <- channing
set.seed(7)
untied$exit <- untied$exit * 1000 + sample(0:900, nrow(untied)); untied$entry <- untied$entry * 1000
stopifnot(!anyDuplicated(untied$exit))
groups <- list(
	sixmp = with(gehan, list(time = time, event = as.integer(cens), group = as.integer(treat))),
	aml = with(survival::aml, list(time = time, event = as.integer(status), group = as.integer(x))),
	lung = with(lung, list(time = time, event = as.integer(status == 2), group = as.integer(sex))),
	veteran = with(veteran, list(time = time, event = as.integer(status), group = as.integer(celltype))),
	pbc = with(pbc1, list(time = time, event = as.integer(status == 2), group = as.integer(trt)))
)
compare <- lapply(groups, function(g) {
	for (rho in 0:1) {
		d <- survdiff(Surv(g$time, g$event) ~ g$group, rho = rho)
		g[[paste0("rho", rho)]] <- list(chisq = d$chisq, observed = d$obs, expected = d$exp,
			p = pchisq(d$chisq, length(d$obs) - 1, lower.tail = FALSE), df = length(d$obs) - 1)
	}
	g
})
# Without ties the score test of a Cox model is the log-rank test, with delayed entry too.
s <- summary(coxph(Surv(entry, exit, cens) ~ sex, data = untied))$sctest
compare$channing <- with(untied, list(entry = entry, time = exit, event = as.integer(cens), group = as.integer(sex),
	rho0 = list(chisq = s[["test"]], df = s[["df"]], p = s[["pvalue"]])))
# The difference of restricted means at ten years.
rmst <- sapply(1:2, function(k) {
	f <- survfit(Surv(time / 365.25, status == 2) ~ 1, data = subset(pbc1, trt == k))
	summary(f, rmean = 10)$table[c("rmean", "se(rmean)")]
})
compare$pbc$mean <- rmst[1, ]; compare$pbc$se <- rmst[2, ]
write(compare, "compare.json")

# Competing outcomes: state probabilities with their standard errors.
m2 <- with(mgus2, {
	e <- ifelse(pstat == 0, 2 * death, 1)
	list(time = ifelse(pstat == 0, futime, ptime), cause = as.integer(e))
})
reply <- list(time = c(2, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 24), cause = as.integer(c(1, 2, 1, 1, 2, 0, 1, 2, 1, 0, 1, 0)))
outcomes <- lapply(list(reply = reply, mgus2 = m2), function(d) {
	f <- survfit(Surv(d$time, factor(d$cause, 0:2)) ~ 1)
	at <- unique(round(quantile(f$time[rowSums(f$n.event[, -1]) > 0], c(0, 0.1, 0.3, 0.5, 0.7, 0.9, 1), type = 1)))
	s <- summary(f, times = at)
	d$at <- at; d$share1 <- s$pstate[, 2]; d$share2 <- s$pstate[, 3]; d$se1 <- s$std.err[, 2]; d$se2 <- s$std.err[, 3]
	d
})
write(outcomes, "outcomes.json")

# The beta product, written down from Fay, Brittain and Proschan (2013) and Fay and Brittain (2016): moments term by
# term, quantiles by qbeta, the mid-p mixture by uniroot, quantile limits by looking at every time.
moments <- function(time, event, t, next_too) {
	e1 <- 1; e2 <- 1; any <- FALSE
	mul <- function(a, b) { e1 <<- e1 * a / (a + b); e2 <<- e2 * a / (a + b) * (a + 1) / (a + b + 1); any <<- TRUE }
	for (u in sort(unique(time[event == 1 & time <= t]))) {
		y <- sum(time >= u); d <- sum(time == u & event == 1)
		mul(y - d + 1, d)
	}
	if (next_too) {
		y <- sum(time > t)
		if (y == 0) return(c(0, 1))
		mul(y, 1)
	}
	if (!any) return(c(1, 0))
	n <- e1 * (1 - e1) / (e2 - e1^2) - 1
	c(e1 * n, (1 - e1) * n)
}
quant <- function(p, ab, lower = TRUE) if (ab[1] == 0) 0 else if (ab[2] == 0) 1 else qbeta(p, ab[1], ab[2], lower.tail = lower)
prob <- function(x, ab, lower = TRUE)
	if (ab[1] == 0) as.numeric(lower) else if (ab[2] == 0) as.numeric(!lower) else pbeta(x, ab[1], ab[2], lower.tail = lower)
mid <- function(lo, hi, p, lower) {
	if (lower && lo[1] == 0) return(0)
	if (!lower && hi[2] == 0) return(1)
	a <- quant(p, lo, lower); b <- quant(p, hi, lower)
	if (lower && hi[2] == 0) return(quant(2 * p, lo, lower))
	if (!lower && lo[1] == 0) return(quant(2 * p, hi, lower))
	if (b - a < 1e-15) return(a)
	uniroot(function(x) (prob(x, lo, lower) + prob(x, hi, lower)) / 2 - p, c(a, b), tol = 1e-16)$root
}
beta <- lapply(data[c("lung", "ovarian", "aml", "sixmp", "placebo", "veteran", "kidney1")], function(d) {
	ts <- sort(unique(d$time))
	out <- d[c("time", "event")]
	pick <- unique(ts[round(seq(1, length(ts), length.out = 25))])
	pick <- sort(c(0, pick, pick[-length(pick)] + 0.5))
	pick <- unique(floor(pick))
	out$at <- pick
	for (level in c(0.95, 0.8)) {
		p <- (1 - level) / 2
		w <- lapply(pick, function(t) list(lo = moments(d$time, d$event, t, TRUE), hi = moments(d$time, d$event, t, FALSE)))
		allw <- lapply(c(-1, ts), function(t) list(lo = moments(d$time, d$event, t, TRUE), hi = moments(d$time, d$event, t, FALSE)))
		first <- function(ok) { i <- which(ok); if (length(i)) max(0, c(-1, ts)[i[1]]) else NA }
		out$limits[[length(out$limits) + 1]] <- list(level = level,
			lower = sapply(w, function(s) mid(s$lo, s$hi, p, TRUE)), upper = sapply(w, function(s) mid(s$lo, s$hi, p, FALSE)),
			exactLower = sapply(w, function(s) quant(p, s$lo)), exactUpper = sapply(w, function(s) quant(p, s$hi, FALSE)),
			q = q,
			qlower = sapply(q, function(q) first(sapply(allw, function(s) quant(p, s$lo) < 1 - q))),
			qupper = sapply(q, function(q) first(sapply(allw, function(s) quant(p, s$hi, FALSE) < 1 - q))))
	}
	out
})
write(beta, "beta.json")

# Nothing open: Clopper–Pearson and its mid-p form for k of n, from the binomial distribution itself.
cases <- list(c(18, 20), c(0, 20), c(20, 20), c(1, 3), c(87, 100), c(999, 1000), c(3, 1e6), c(999999000, 1e9))
closed <- lapply(cases, function(kn) {
	k <- kn[1]; n <- kn[2]; p <- 0.025
	# log of the share or of its complement, whichever is small, for its digits
	solve <- function(f, lo, hi) exp(uniroot(function(u) f(exp(u)), c(lo, hi), tol = 1e-14, extendInt = "no")$root)
	small <- min(k, n - k)
	lower <- function(x) pbinom(small, n, x, lower.tail = FALSE) + dbinom(small, n, x) / 2 - p
	upper <- function(x) p - pbinom(small - 1, n, x) - dbinom(small, n, x) / 2
	l <- if (small == 0) 0 else solve(lower, log(small / n) - 8, log(small / n))
	u <- solve(upper, log((small + 0.01) / n), if (small == n) 0 else min(-1e-12, log((small + 60 + 10 * sqrt(small)) / n)))
	list(k = k, n = n, small = small, midLower = l, midUpper = u,
		lower = if (small == 0) 0 else qbeta(p, small, n - small + 1), upper = qbeta(p, small + 1, n - small, lower.tail = FALSE))
})
write(closed, "closed.json")
