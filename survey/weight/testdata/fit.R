# Weights fitted by R's package survey, for tables of respondents by the variables of the margins and base weight.
# Rscript fit.R sfo_survey_2017.csv > fit.json    (also writes fit_*.csv; R 4.2.2, survey 4.1.1)
#
# Data: the schools of the California Academic Performance Index 2000 (apistrat, apiclus1 of package survey), of which only
# counts are kept; the example of Kalton and Flores-Cervantes (2003, Journal of Official Statistics 19:81-97); the San
# Francisco Airport passenger survey 2017, City and County of San Francisco, DataSF, Public Domain Dedication and License.
suppressPackageStartupMessages(library(survey))
options(warn = 2)
tight <- list(epsilon = 1e-13, maxit = 2000)

sfo <- read.csv(commandArgs(TRUE)[1], colClasses = c(WEIGHT = "character"))
sfo <- data.frame(area = sfo$BAREA, lang = paste0("language ", sfo$LANG), time = paste0("time ", sfo$STRATA),
  peak = paste0("peak ", sfo$PEAK), weight = sfo$WEIGHT)
sfo$base <- as.numeric(sfo$weight)
data(api)
schools <- function(d, pw = if (is.null(d$pw)) rep(1, nrow(d)) else d$pw) data.frame(stype = as.character(d$stype), wide = as.character(d$sch.wide), awards = as.character(d$awards),
  both = as.character(d$both), weight = sprintf("%.10g", pw), base = as.numeric(sprintf("%.10g", pw)))
ab <- expand.grid(a = paste0("a", 1:4), b = paste0("b", 1:3), stringsAsFactors = FALSE)
times <- function(n) { d <- ab[rep(1:12, n), ]; d$weight <- "1"; d$base <- 1; d }
kalton <- times(c(20, 50, 100, 30, 40, 140, 50, 100, 40, 310, 50, 70))
kaltonpop <- times(c(80, 60, 170, 55, 40, 150, 60, 165, 55, 340, 200, 125))
sets <- list(sfo = sfo, apistrat = schools(apistrat), apiclus1 = schools(apiclus1), kalton = kalton)

# The whole that the respondents are fitted to. The airport's is made up: shares of the respondents to the power .6.
tables <- function(set, margins) lapply(margins, function(m) {
  d <- switch(set, sfo = sfo, kalton = kaltonpop, schools(apipop))
  t <- as.data.frame(xtabs(reformulate(m), d), stringsAsFactors = FALSE)
  if (set == "sfo") { t <- t[t$Freq > 0, ]; t$Freq <- t$Freq^.6; t$Freq <- 5000 * t$Freq / sum(t$Freq) }
  t
})

text <- function(x) paste0("[", paste(x, collapse = ", "), "]")
quoted <- function(x) text(paste0("\"", x, "\""))
for (name in names(sets)) {
  d <- sets[[name]]
  vars <- setdiff(names(d), "base")
  cells <- aggregate(list(n = rep(1, nrow(d))), d[vars], sum)
  sets[[name]]$cell <- match(do.call(paste, d[vars]), do.call(paste, cells[vars]))
  write.csv(cells, paste0("fit_", name, ".csv"), row.names = FALSE, quote = FALSE)
}

run <- function(reason, set, method, margins, lower = 0, upper = 0, cap = 0) {
  d <- sets[[set]]
  targets <- tables(set, margins)
  # Bounds are on ratios to the base weights scaled to the total.
  d$base <- d$base * sum(targets[[1]]$Freq) / sum(d$base)
  des <- svydesign(id = ~1, weights = ~base, data = d)
  formulas <- lapply(margins, reformulate)
  xt <- function(t) xtabs(reformulate(setdiff(names(t), "Freq"), "Freq"), t)
  totals <- function() { # of model.matrix(~a + b): treatment contrasts
    sums <- c("(Intercept)" = sum(targets[[1]]$Freq))
    for (i in seq_along(targets)) { t <- targets[[i]]; x <- t$Freq[-1]; names(x) <- paste0(margins[[i]], t[[1]][-1]); sums <- c(sums, x) }
    sums
  }
  cal <- function(calfun, ...) calibrate(des, reformulate(unlist(margins)), totals(), calfun = calfun, epsilon = 1e-13, maxit = 500, ...)
  raked <- function() rake(des, formulas, lapply(targets, xt), control = tight)
  fit <- switch(method,
    poststratify = postStratify(des, formulas[[1]], xt(targets[[1]])),
    rake = raked(), trim.rake = raked(),
    linear = cal("linear"), exponential = cal("raking"),
    truncated = cal("linear", bounds = c(lower, upper)),
    logit = cal("logit", bounds = c(lower, upper)),
    trim.once = trimWeights(raked(), upper = cap), trim.equally = trimWeights(raked(), upper = cap, strict = TRUE))
  w <- weights(fit)
  if (method == "trim.rake") while (max(w) > cap * (1 + 1e-9)) {
    fit <- rake(trimWeights(fit, upper = cap, strict = TRUE), formulas, lapply(targets, xt), control = tight)
    w <- weights(fit)
  }
  stopifnot(max(tapply(w, d$cell, function(x) diff(range(x)))) < 1e-9 * max(w))
  ms <- sapply(seq_along(margins), function(i) {
    t <- targets[[i]]; k <- length(margins[[i]])
    levels <- apply(t[1:k], 1, quoted)
    sprintf("{\"variables\": %s, \"targets\": %s}", quoted(margins[[i]]),
      text(sprintf("{\"levels\": %s, \"value\": %.17g}", levels, t$Freq)))
  })
  sprintf("  {\"reason\": \"%s\", \"set\": \"%s\", \"method\": \"%s\", \"lower\": %g, \"upper\": %g, \"cap\": %g,\n   \"margins\": %s,\n   \"kish\": %.15g, \"quantiles\": %s,\n   \"weights\": %s}",
    reason, set, method, lower, upper, cap, text(ms), length(w) * sum(w^2) / sum(w)^2,
    text(sprintf("%.15g", quantile(w, c(.25, .5, .75), type = 2))),
    text(sprintf("%.15g", tapply(w, d$cell, mean))))
}

sfo4 <- list("area", "lang", "time", "peak")
cat("[\n", paste(c(
  run("one variable", "apiclus1", "poststratify", list("stype")),
  run("two variables crossed, unequal base weights", "apistrat", "poststratify", list(c("stype", "wide"))),
  run("all combinations occur", "kalton", "poststratify", list(c("a", "b"))),
  run("Kalton and Flores-Cervantes, table B", "kalton", "rake", list("a", "b")),
  run("two margins", "apiclus1", "rake", list("stype", "wide")),
  run("three margins, unequal base weights", "apistrat", "rake", list("stype", "wide", "awards")),
  run("a crossed margin that overlaps with another", "apistrat", "rake", list(c("stype", "wide"), c("wide", "awards"))),
  run("four margins, small levels, ten base weights", "sfo", "rake", sfo4),
  run("crossed margins of the airport", "sfo", "rake", list("area", c("time", "peak"), "lang")),
  run("Kalton and Flores-Cervantes, table C", "kalton", "linear", list("a", "b")),
  run("two margins", "apiclus1", "linear", list("stype", "wide")),
  run("three margins, unequal base weights", "apistrat", "linear", list("stype", "wide", "awards")),
  run("four margins, small levels", "sfo", "linear", sfo4),
  run("raking in another way", "kalton", "exponential", list("a", "b")),
  run("four margins, small levels", "sfo", "exponential", sfo4),
  run("Kalton and Flores-Cervantes, bounds that hold some", "kalton", "truncated", list("a", "b"), .6, 1.5),
  run("bounds that hold some", "apiclus1", "truncated", list("stype", "wide"), .88, 1.75),
  run("bounds that hold none back, three margins", "apistrat", "truncated", list("stype", "wide", "awards"), .8, 1.2),
  run("bounds that hold many", "sfo", "truncated", sfo4, .4, 12),
  run("Kalton and Flores-Cervantes, table G", "kalton", "logit", list("a", "b"), .5, 2.2),
  run("tight bounds", "apiclus1", "logit", list("stype", "wide"), .87, 1.75),
  run("three margins, unequal base weights", "apistrat", "logit", list("stype", "wide", "awards"), .7, 1.3),
  run("wide bounds", "apistrat", "logit", list("stype", "wide"), .01, 100),
  run("three margins of the airport", "sfo", "logit", list("area", "time", "peak"), .3, 3),
  run("some above the cap", "apiclus1", "trim.once", list("stype", "wide"), cap = 45),
  run("getting a part brings others above the cap", "apistrat", "trim.once", list("stype", "wide", "awards"), cap = 44),
  run("getting a part brings others above the cap, who are cut too", "apistrat", "trim.equally", list("stype", "wide", "awards"), cap = 44),
  run("a few above the cap", "sfo", "trim.equally", sfo4, cap = 6),
  run("trimmed and raked, over and over", "kalton", "trim.rake", list("a", "b"), cap = 2.25),
  run("trimmed and raked, over and over", "apiclus1", "trim.rake", list("stype", "wide"), cap = 60)), collapse = ",\n"), "\n]\n", sep = "")
