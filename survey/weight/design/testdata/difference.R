# Differences of segments of one sample and what R's package survey says of them.
# Rscript difference.R > difference.json    (R 4.2.2, survey 4.1.1; reads sample_api.csv and sample_sfo.csv, see sample.R)
suppressPackageStartupMessages(library(survey))
options(digits = 15)
api <- read.csv("sample_api.csv"); sfo <- read.csv("sample_sfo.csv")
api$good <- as.numeric(api$api00 > 700); api$type[is.na(api$type)] <- ""
sfo <- sfo[rep(seq_len(nrow(sfo)), sfo$n), ]
sfo$nps <- 100 * ((sfo$rating >= 9) - (sfo$rating <= 6)); sfo$promoter <- as.numeric(sfo$rating >= 9)

out <- character()
num <- function(x) ifelse(is.finite(x), sprintf("%.15g", x), "null")
row <- function(what, statistic, of, less, e) out <<- c(out, sprintf(
  '{%s, "statistic": "%s", "of": "%s", "less": "%s", "value": %s, "se": %s, "df": %s, "limits": [%s, %s]}', what, statistic, of, less,
  num(e[1]), num(e[2]), num(e[3]), num(e[1] - qt(.975, e[3]) * e[2]), num(e[1] + qt(.975, e[3]) * e[2])))
what <- function(data, strata, clusters, finite, fit = "none") sprintf('"data": "%s", "strata": %s, "clusters": %s, "finite": %s, "fit": "%s"',
  data, tolower(strata), tolower(clusters), tolower(finite), fit)

# Degrees of freedom: clusters less strata that the two meet, and at most Welch's.
freedom <- function(d, a, b, va, vb) min(degf(d[a | b, ]), (va + vb)^2 / (va^2 / degf(d[a, ]) + vb^2 / degf(d[b, ])))
# The two as ratios of totals over the sample, which may overlap; where they do not, svyby says the same.
ratios <- function(d, y, x, a, b) {
  d <- update(d, .ya = y * a, .yb = y * b, .xa = x * a, .xb = x * b)
  r <- svyratio(~.ya + .yb, ~.xa + .xb, d, covmat = TRUE)
  v <- vcov(r); k <- svycontrast(r, c(1, 0, 0, -1))
  c(coef(k)[[1]], SE(k)[[1]], freedom(d, a, b, v[1, 1], v[4, 4]))
}
totals <- function(d, y, a, b) {
  d <- update(d, .ya = y * a, .yb = y * b)
  t <- svytotal(~.ya + .yb, d); k <- svycontrast(t, c(1, -1)); v <- vcov(t)
  c(coef(k)[[1]], SE(k)[[1]], freedom(d, a, b, v[1, 1], v[2, 2]))
}
by <- function(d, y, of, a, b) { # svyby, for segments apart; it stops at a calibrated design, where svyglm does not
  d <- update(d, value = y, segment = ifelse(a, "a", ifelse(b, "b", "c")))
  if (!is.null(d$postStrata)) {
    m <- svyglm(value ~ I(segment == "a"), subset(d, segment != "c"))
    return(c(coef(m)[[2]], SE(m)[[2]]))
  }
  m <- svyby(~value, ~segment, d, svymean, covmat = TRUE)
  k <- svycontrast(m, c(1, -1, rep(0, nrow(m) - 2)))
  c(coef(k)[[1]], SE(k)[[1]])
}
same <- function(x, y) if (!isTRUE(all.equal(x[1:2], y, tolerance = 1e-8))) stop(paste(c(x, y), collapse = " "))

schools <- function(w, d) {
  v <- d$variables; all <- rep(TRUE, nrow(v))
  pairs <- list(list("No", v$wide == "No", "Yes", v$wide == "Yes"), list("E", v$type == "E", "M", v$type == "M"),
    list("No", v$wide == "No", "", all), list("", all, "E", v$type == "E"), list("No", v$wide == "No", "E", v$type == "E"))
  for (p in pairs) {
    of <- p[[1]]; a <- p[[2]]; less <- p[[3]]; b <- p[[4]]
    for (s in c("mean", "share")) {
      y <- if (s == "mean") v$api00 else v$good
      e <- ratios(d, y, 1, a, b)
      if (!any(a & b)) same(e, by(d, y, of, a, b))
      row(w, s, of, less, e)
    }
    row(w, "ratio", of, less, ratios(d, v$tested, v$enroll, a, b))
    row(w, "total", of, less, totals(d, v$tested, a, b))
  }
}
of <- function(name) api[api$data == name, ]
schools(what("strat", FALSE, FALSE, FALSE), svydesign(~1, weights = ~weight, data = of("strat")))
schools(what("strat", TRUE, FALSE, FALSE), svydesign(~1, strata = ~stratum, weights = ~weight, data = of("strat")))
strat <- svydesign(~1, strata = ~stratum, weights = ~weight, data = of("strat"), fpc = ~population)
schools(what("strat", TRUE, FALSE, TRUE), strat)
clus1 <- svydesign(~cluster, weights = ~weight, data = of("clus1"), fpc = ~population)
schools(what("clus1", FALSE, TRUE, FALSE), svydesign(~cluster, weights = ~weight, data = of("clus1")))
schools(what("clus1", FALSE, TRUE, TRUE), clus1)
schools(what("clus2", FALSE, TRUE, TRUE), svydesign(~cluster, weights = ~weight, data = of("clus2"), fpc = ~population))
fitted <- function(d) calibrate(d, ~type + wide, c(`(Intercept)` = 6194, typeH = 755, typeM = 1018, wideYes = 5122), calfun = "raking", epsilon = 1e-12, maxit = 1000)
schools(what("clus1", FALSE, TRUE, TRUE, "type, wide"), fitted(clus1))
schools(what("strat", TRUE, FALSE, TRUE, "type, wide"), fitted(strat))
schools(what("uneven", FALSE, FALSE, FALSE, "type, wide"), fitted(svydesign(~1, weights = ~weight, data = of("uneven"))))

# Flights within times of day, as drawn and fitted to boarding areas.
passengers <- function(w, d) {
  v <- d$variables; all <- rep(TRUE, nrow(v))
  for (p in list(list("A", v$area == "A", "C", v$area == "C"), list("C", v$area == "C", "G", v$area == "G"), list("A", v$area == "A", "", all)))
    for (s in c("nps", "promoter", "rating")) {
      e <- ratios(d, v[[s]], 1, p[[2]], p[[4]])
      if (p[[3]] != "") same(e, by(d, v[[s]], p[[1]], p[[2]], p[[4]]))
      row(w, s, p[[1]], p[[3]], e)
    }
}
flights <- function(strata, clusters) svydesign(if (clusters) ~flight else ~1, strata = if (strata) ~stratum, weights = ~weight, data = sfo, nest = TRUE)
passengers(what("sfo", FALSE, FALSE, FALSE), flights(FALSE, FALSE))
passengers(what("sfo", FALSE, TRUE, FALSE), flights(FALSE, TRUE))
passengers(what("sfo", TRUE, TRUE, FALSE), flights(TRUE, TRUE))
areas <- sort(unique(sfo$area)); n <- length(areas)
target <- function(i) 1000 * (1 + i / 10) # 1000 of the first area, 1100 of the next, and so on
totals_of <- c(sum(target(0:(n - 1))), target(1:(n - 1))); names(totals_of) <- c("(Intercept)", paste0("area", areas[-1]))
passengers(what("sfo", TRUE, TRUE, FALSE, "area"), calibrate(flights(TRUE, TRUE), ~area, totals_of, calfun = "raking", epsilon = 1e-12, maxit = 1000))
cat("[\n", paste(out, collapse = ",\n"), "\n]\n", sep = "")
