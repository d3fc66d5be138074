# Reduced tables of a real survey and the standard errors of survey::svymean for it, and for small cases.
# Rscript svymean.R sfo_survey_2017.csv > svymean.json    (also writes sfo_2017.csv; R 4.2.2, survey 4.1.1)
#
# Data: San Francisco Airport passenger survey 2017, City and County of San Francisco, DataSF, Public Domain Dedication and
# License. NETPRO is the recommend question, 11 is blank; WEIGHT the survey weight; RUNID the flight.
suppressPackageStartupMessages(library(survey))
source("../../testdata/interval.R")

sfo <- read.csv(commandArgs(TRUE)[1])
sfo <- subset(sfo, NETPRO <= 10, c(RUNID, NETPRO, WEIGHT))
cells <- aggregate(list(n = rep(1, nrow(sfo))), list(flight = sfo$RUNID, weight = sprintf("%.10f", sfo$WEIGHT), rating = sfo$NETPRO), sum)
cells <- cells[order(cells$flight, cells$rating, cells$weight), c("flight", "rating", "weight", "n")]
write.csv(cells, "sfo_2017.csv", row.names = FALSE, quote = FALSE)

# Limits: the score interval at the effective number of answers, from the standard error of svymean. With weights only it is
# at most Kish's, with clusters at most the number of answers, and there it takes Student's t (Korn and Graubard 1998).
limits <- function(d, y, scale, se, clustered) {
  n <- nrow(d); k <- length(unique(d$cluster)); m <- weighted.mean(y, d$w)
  v <- n / (n - 1) * sum(d$w * (y - m)^2) / sum(d$w)
  neff <- if (clustered) min(n, v / se^2 * (qnorm(.975) / qt(.975, k - 1))^2) else min(sum(d$w)^2 / sum(d$w^2), v / se^2)
  interval(scale, sapply(scale, function(x) sum(d$w[y == x])) / sum(d$w) * neff)[2:3]
}

nps <- function(r) 100 * ((r >= 9) - (r <= 6))
top <- function(r) (r >= 9) + 0
same <- function(r) r

set.seed(20)
small <- data.frame(
  rating = c(10, 9, 9, 8, 7, 7, 6, 5, 3, 10, 9, 2),
  w = c(1.2, 0.8, 1, 1.5, 0.7, 1.1, 0.9, 1.3, 1, 0.6, 1.4, 0.5),
  cluster = rep(c("A", "B", "C"), each = 4))
two <- data.frame(rating = c(10, 4), w = c(1, 3), cluster = 1:2)
light <- data.frame(rating = small$rating, w = 1e-30 * small$w, cluster = small$cluster)
offset <- data.frame(rating = c(rep(10, 100), 6), w = c(runif(100, .5, 2), 1), cluster = c(rep(1:20, each = 5), 20))
sets <- list(
  list(name = "sfo", reason = "the real survey", d = data.frame(rating = sfo$NETPRO, w = sfo$WEIGHT, cluster = sfo$RUNID)),
  list(name = "twelve", reason = "twelve answers of three customers", d = small),
  list(name = "two", reason = "two answers of two customers", d = two),
  list(name = "light", reason = "weights whose squares are tiny: only their ratios matter", d = light),
  list(name = "offset", reason = "one answer in 101 differs: nothing may cancel", d = offset))

num <- function(v) paste0("[", paste(ifelse(is.nan(v), "null", sprintf("%.15g", v)), collapse = ", "), "]")
row <- function(set, design, weights, clusters) {
  est <- sapply(c(nps = nps, top = top, same = same), function(f) {
    y <- f(set$d$rating)
    m <- svymean(~y, update(design, y = y), deff = "replace")
    if (weights == "false") set$d$w <- 1
    c(coef(m), SE(m), deff(m), limits(set$d, y, unique(f(0:10)), c(SE(m)), clusters == "true"))
  })
  answers <- if (set$name == "sfo") "" else sprintf(', "ratings": %s, "weights": %s, "clusters": %s',
    num(set$d$rating), num(set$d$w), num(as.numeric(factor(set$d$cluster))))
  sprintf('  {"set": "%s", "reason": "%s", "weighted": %s, "clustered": %s%s,\n   "nps": %s, "top": %s, "mean": %s}',
    set$name, set$reason, weights, clusters, answers, num(est[, "nps"]), num(est[, "top"]), num(est[, "same"]))
}
rows <- unlist(lapply(sets, function(set) {
  set$d$one <- 1
  c(row(set, svydesign(~1, weights = ~w, data = set$d), "true", "false"),
    row(set, svydesign(~1, weights = ~one, data = set$d), "false", "false"),
    row(set, svydesign(~cluster, weights = ~w, data = set$d), "true", "true"),
    row(set, svydesign(~cluster, weights = ~one, data = set$d), "false", "true"))
}))
cat("[\n", paste(rows, collapse = ",\n"), "\n]\n", sep = "")
