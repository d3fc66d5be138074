# Samples by design and what R's package survey says of them.
# Rscript sample.R sfo_survey_2017.csv > sample.json    (also writes sample_api.csv and sample_sfo.csv; R 4.2.2, survey 4.1.1)
suppressPackageStartupMessages(library(survey))
options(digits = 15)
source("../../../testdata/interval.R")

# The data: schools of the Academic Performance Index, as the package ships them, and the airport's survey.
data(api)
api <- function(name, d, strata, clusters, population) data.frame(data = name, stratum = strata, cluster = clusters, population = population,
  weight = sprintf("%.17g", d$pw), type = d$stype, wide = d$sch.wide, api00 = d$api00, api99 = d$api99, enroll = d$enroll, tested = d$api.stu)
no <- function(d) rep("", nrow(d))
lone <- rbind(subset(apistrat, stype != "H"), subset(apistrat, stype == "H")[1, ]) # of the high schools, one only
two <- subset(apiclus2, !is.na(enroll))
all <- rbind(api("strat", apistrat, apistrat$stype, no(apistrat), apistrat$fpc),
  api("clus1", apiclus1, no(apiclus1), apiclus1$dnum, apiclus1$fpc),
  api("clus2", two, no(two), two$dnum, two$fpc1),
  api("uneven", transform(apistrat, pw = pw * (0.5 + api99 / 1000)), no(apistrat), no(apistrat), apistrat$fpc),
  api("lone", lone, lone$stype, no(lone), lone$fpc))
write.csv(all, "sample_api.csv", row.names = FALSE, quote = FALSE)

sfo <- subset(read.csv(commandArgs(TRUE)[1]), NETPRO <= 10, c(STRATA, RUNID, BAREA, NETPRO, WEIGHT))
cells <- aggregate(list(n = rep(1, nrow(sfo))), list(stratum = sfo$STRATA, flight = sfo$RUNID, area = sfo$BAREA, rating = sfo$NETPRO,
  weight = sprintf("%.10f", sfo$WEIGHT)), sum)
cells <- cells[order(cells$stratum, cells$flight, cells$area, cells$rating, cells$weight), ]
write.csv(cells, "sample_sfo.csv", row.names = FALSE, quote = FALSE)
sfo$nps <- 100 * ((sfo$NETPRO >= 9) - (sfo$NETPRO <= 6))
sfo$promoter <- (sfo$NETPRO >= 9) + 0

out <- character()
num <- function(x) ifelse(is.finite(x), sprintf("%.15g", x), "null")
case <- function(what, statistic, within = "", ...) { # no name that se and p could be short for
  fields <- list(...)
  text <- sapply(names(fields), function(k) {
    v <- fields[[k]]
    sprintf('"%s": %s', k, if (is.logical(v)) tolower(v) else if (is.character(v)) dQuote(v, FALSE) else if (length(v) == 1) num(v) else paste0("[", paste(num(v), collapse = ", "), "]"))
  })
  out <<- c(out, sprintf('{%s, "statistic": "%s", "segment": "%s", %s}', what, statistic, within, paste(text, collapse = ", ")))
}
what <- function(data, strata, clusters, finite, lone = "no limits", fit = "none") sprintf(
  '"data": "%s", "strata": %s, "clusters": %s, "finite": %s, "lone": "%s", "fit": "%s"', data, tolower(strata), tolower(clusters), tolower(finite), lone, fit)
of <- function(m) list(value = as.numeric(coef(m)), se = as.numeric(SE(m)))
methods <- c(`log-odds` = "logit", `Korn–Graubard` = "beta", arcsine = "asin", Wald = "mean", `log-odds` = "xlogit")

# Limits of the score interval at the effective number of answers: from the variance without a finite population, adjusted for
# degrees of freedom; at most the number of answers in clusters, and of single answers Kish's times what strata gain, whose
# shares are mixed with 3.84 answers of all; over what the population leaves.
score <- function(y, w, stratum, clustered, scale, se, free, df, elements = Inf) {
  n <- length(y); m <- weighted.mean(y, w); v <- weighted.mean((y - m)^2, w)
  of <- function(x) sapply(scale, function(s) sum(w[x & y == s])) / sum(w[x])
  within <- sum(sapply(split(seq_along(y), stratum), function(i) {
    p <- (length(i) * of(seq_along(y) %in% i) + 3.84 * of(TRUE)) / (length(i) + 3.84)
    sum(w[i]) / sum(w) * (sum(p * scale^2) - sum(p * scale)^2)
  }))
  linear <- v * n / (n - 1) / free^2
  neff <- if (clustered) min(n, linear * (qnorm(.975) / qt(.975, df))^2) else
    min(sum(w)^2 / sum(w^2) * v / within, linear * (qt(.975, n - 1) / qt(.975, df))^2)
  interval(scale, of(TRUE) * neff * free^2 / se^2 * (1 - 1 / elements))[2:3]
}

schools <- function(w, d, limits = TRUE, design = TRUE) {
  d <- update(d, good = as.numeric(api00 > 700))
  for (segment in c("", "No")) {
    s <- if (segment == "") d else subset(d, sch.wide == segment)
    df <- degf(s)
    do.call(case, c(list(w, "mean", segment, df = df), of(svymean(~api00, s))))
    do.call(case, c(list(w, "total", segment, df = df), of(svytotal(~enroll, s, na.rm = TRUE))))
    do.call(case, c(list(w, "ratio", segment, df = df), of(svyratio(~api.stu, ~enroll, s, na.rm = TRUE))))
    if (limits) for (i in seq_along(methods)) {
      p <- suppressWarnings(svyciprop(~good, s, method = methods[i]))
      case(w, "share", segment, df = df, value = as.numeric(p), se = sqrt(as.numeric(attr(p, "var"))), method = names(methods)[i], r = methods[[i]],
        limits = as.numeric(attr(p, "ci")))
    }
  }
  if (design) {
    q <- svychisq(~sch.wide + stype, d)
    case(w, "independence", "", value = q$statistic[[1]], df = c(q$parameter), p = q$p.value[[1]], pearson = c(svychisq(~sch.wide + stype, d, statistic = "Chisq")$statistic))
  }
}

schools(what("strat", FALSE, FALSE, FALSE), svydesign(~1, weights = ~pw, data = apistrat))
schools(what("strat", TRUE, FALSE, FALSE), svydesign(~1, strata = ~stype, weights = ~pw, data = apistrat))
strat <- svydesign(~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)
schools(what("strat", TRUE, FALSE, TRUE), strat)
schools(what("clus1", FALSE, TRUE, FALSE), svydesign(~dnum, weights = ~pw, data = apiclus1))
clus1 <- svydesign(~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
schools(what("clus1", FALSE, TRUE, TRUE), clus1)
schools(what("clus2", FALSE, TRUE, TRUE), svydesign(~dnum, weights = ~pw, data = two, fpc = ~fpc1))

types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
tight <- list(epsilon = 1e-12, maxit = 10000)
raked <- rake(clus1, list(~stype, ~sch.wide), list(types, wide), control = tight)
schools(what("clus1", FALSE, TRUE, TRUE, fit = "type, wide"), raked, limits = FALSE, design = FALSE)
schools(what("clus1", FALSE, TRUE, TRUE, fit = "type"), postStratify(clus1, ~stype, types), limits = FALSE, design = FALSE)
# Where base weights differ, calibrate takes the least squares fit by them; rake and postStratify take plain means.
fitted <- calibrate(strat, ~stype + sch.wide, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122), calfun = "raking", epsilon = 1e-12, maxit = 1000)
schools(what("strat", TRUE, FALSE, TRUE, fit = "type, wide"), fitted, limits = FALSE, design = FALSE)
pps <- svydesign(~1, weights = ~I(pw * (0.5 + api99 / 1000)), data = apistrat) # weights that differ within the margins
fitted <- calibrate(pps, ~stype + sch.wide, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122), calfun = "raking", epsilon = 1e-12, maxit = 1000)
schools(what("uneven", FALSE, FALSE, FALSE, fit = "type, wide"), fitted, limits = FALSE, design = FALSE)

for (rule in c("average", "certainty")) {
  options(survey.lonely.psu = rule)
  schools(what("lone", TRUE, FALSE, TRUE, rule), svydesign(~1, strata = ~stype, weights = ~pw, data = lone, fpc = ~fpc), limits = FALSE, design = FALSE)
  schools(what("lone", TRUE, FALSE, FALSE, rule), svydesign(~1, strata = ~stype, weights = ~pw, data = lone), limits = FALSE, design = FALSE)
}
options(survey.lonely.psu = "fail")

for (strata in c(FALSE, TRUE)) for (clusters in c(FALSE, TRUE)) {
  d <- svydesign(if (clusters) ~RUNID else ~1, strata = if (strata) ~STRATA, weights = ~WEIGHT, data = sfo, nest = TRUE)
  w <- what("sfo", strata, clusters, FALSE)
  for (area in c("", "A", "C", "G")) {
    s <- if (area == "") d else subset(d, BAREA == area)
    m <- svymean(~nps, s, deff = "replace")
    case(w, "nps", area, df = degf(s), value = coef(m)[[1]], se = c(SE(m)), deff = deff(m)[[1]],
      limits = score(s$variables$nps, weights(s), if (strata) s$variables$STRATA else 0 * weights(s), clusters, c(-100, 0, 100), c(SE(m)), c(SE(m)), degf(s)))
    for (i in seq_along(methods)) {
      p <- svyciprop(~promoter, s, method = methods[i])
      case(w, "promoters", area, df = degf(s), value = as.numeric(p), se = sqrt(as.numeric(attr(p, "var"))), method = names(methods)[i], r = methods[[i]], limits = as.numeric(attr(p, "ci")))
    }
  }
  q <- svychisq(~BAREA + nps, d)
  case(w, "independence", "", value = q$statistic[[1]], df = c(q$parameter), p = q$p.value[[1]], pearson = c(svychisq(~BAREA + nps, d, statistic = "Chisq")$statistic))
}

# Replicates. The statistic is the weighted correlation of the index in two years, in no way linear.
correlation <- function(w, d) cov.wt(d[, c("api00", "api99")], w, cor = TRUE)$cor[1, 2]
average <- function(w, d) sum(w * d$api00) / sum(w)
replicates <- function(w, d, type) for (mse in c(FALSE, TRUE)) {
  r <- as.svrepdesign(d, type = type, mse = mse)
  for (s in list(list("correlation", correlation), list("mean", average))) {
    x <- withReplicates(r, s[[2]])
    case(w, paste("jackknife", s[[1]]), "", df = degf(d), value = c(x)[1], se = c(SE(x)), mse = mse)
  }
}
replicates(what("strat", FALSE, FALSE, FALSE), svydesign(~1, weights = ~pw, data = apistrat), "JK1")
replicates(what("strat", TRUE, FALSE, FALSE), svydesign(~1, strata = ~stype, weights = ~pw, data = apistrat), "JKn")
replicates(what("strat", TRUE, FALSE, TRUE), strat, "JKn")
replicates(what("clus1", FALSE, TRUE, FALSE), svydesign(~dnum, weights = ~pw, data = apiclus1), "JK1")
replicates(what("clus1", FALSE, TRUE, TRUE), clus1, "JK1")

# The bootstrap of Rao and Wu, with all its 3^2 · 4^3 outcomes, for the ratio of tested to enrolled: of strata of 3 and 4 clusters, 2 and 3 are drawn again. Weights
# times 1 - l + l·n/(n-1)·(times drawn), l = sqrt(1 - n/N).
few <- rbind(subset(apistrat, stype == "E")[1:3, ], subset(apistrat, stype == "M")[1:4, ])
boot <- function(finite) {
  pick <- c(list(), unlist(lapply(c("E", "M"), function(h) {
    i <- which(few$stype == h); rep(list(i), length(i) - 1)
  }), recursive = FALSE))
  n <- c(E = sum(few$stype == "E"), M = sum(few$stype == "M"))[as.character(few$stype)]
  l <- if (finite) sqrt(1 - n / 10) else 1
  grid <- expand.grid(pick)
  share <- function(w) sum(w * few$api.stu) / sum(w * few$enroll)
  theta <- apply(grid, 1, function(i) share(few$pw * (1 - l + l * n / (n - 1) * tabulate(i, nrow(few)))))
  full <- share(few$pw)
  c(full, sqrt(mean((theta - full)^2)), sqrt(mean((theta - mean(theta))^2)))
}
for (finite in c(FALSE, TRUE)) {
  b <- boot(finite)
  case(what("few", TRUE, FALSE, finite), "bootstrap", "", value = b[1], se = b[2], centred = b[3])
}

# Twelve answers in three segments, of equal chance to be drawn; ten of 25 customers out of 100 who said yes; quantiles.
twelve <- data.frame(nps = 100 * c(1, 1, 1, 0, 0, 0, -1, -1, -1, 1, 1, -1), w = c(1.2, 0.8, 1, 1.5, 0.7, 1.1, 0.9, 1.3, 1, 0.6, 1.4, 0.5), seg = rep(c("A", "B", "C"), each = 4))
d <- svydesign(~1, weights = ~w, data = twelve)
for (segment in c("", "A", "B", "C")) {
  s <- if (segment == "") d else subset(d, seg == segment)
  m <- svymean(~nps, s)
  case(what("twelve", FALSE, FALSE, FALSE), "twelve", segment, value = coef(m)[[1]], se = c(SE(m)), df = degf(s))
}
j <- svymean(~nps, as.svrepdesign(d, type = "JK1"))
case(what("twelve", FALSE, FALSE, FALSE), "twelve jackknife", "", value = coef(j)[[1]], se = c(SE(j)), df = 11)
yes <- data.frame(y = rep(1:0, c(10, 15)), size = 100)
m <- svymean(~y, svydesign(~1, fpc = ~size, data = yes))
neff <- 25 * 99 / 75 # Wilson's interval with it is the score interval of the hypergeometric distribution
case(what("yes", FALSE, FALSE, TRUE), "yes", "", value = coef(m)[[1]], se = c(SE(m)), df = 24, method = "score interval", limits = c(prop.test(.4 * neff, neff, correct = FALSE)$conf.int))
# Shares in strata that differ, of a population without end and of a small one.
for (finite in c(FALSE, TRUE)) {
  size <- c(E = 120, H = 60, M = 70)
  d <- transform(apistrat, y = as.numeric(api00 > 700 & stype != "H" | api00 > 800), size = size[as.character(stype)])
  free <- svymean(~y, svydesign(~1, strata = ~stype, weights = ~pw, data = d))
  m <- if (finite) svymean(~y, svydesign(~1, strata = ~stype, weights = ~pw, fpc = ~size, data = d)) else free
  case(what("strat", TRUE, FALSE, finite), "differ", "", df = 197, value = coef(m)[[1]], se = c(SE(m)), method = "score interval",
    limits = score(d$y, d$pw, d$stype, FALSE, 0:1, c(SE(m)), c(SE(free)), 197, if (finite) sum(size) else Inf))
}
small <- data.frame(y = c(1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0), h = rep(1:4, each = 3)) # degrees of freedom matter
m <- svymean(~y, svydesign(~1, strata = ~h, data = small, weights = ~h))
case(what("small", TRUE, FALSE, FALSE), "small", "", df = 8, value = coef(m)[[1]], se = c(SE(m)), method = "score interval",
  limits = score(small$y, small$h, small$h, FALSE, 0:1, c(SE(m)), c(SE(m)), 8))
for (q in c(.1, .25, .5, .9)) {
  case(what("clus1", FALSE, TRUE, TRUE), "quantile", "", df = 14, q = q, value = coef(svyquantile(~api00, clus1, q, qrule = "hf2"))[[1]])
  case(what("strat", TRUE, FALSE, TRUE), "quantile", "", df = 197, q = q, value = coef(svyquantile(~api00, strat, q, qrule = "hf2"))[[1]])
}
write.csv(api("few", few, few$stype, no(few), 10), "sample_few.csv", row.names = FALSE, quote = FALSE)
cat("[\n", paste(out, collapse = ",\n"), "\n]\n", sep = "")
