# Makes contract.json: maximum likelihood fits of the beta-geometric and the beta-Weibull model by R's optim, with the
# likelihood written in beta functions.
#
#   Rscript testdata/contract.R > testdata/contract.json
#
# "regular" and "high end" are table 1 of Fader and Hardie (2007, doi 10.1002/dir.20074), as 1,000 customers each.
sets <- list(
  "regular, 7 years" = list(c(1000, 631, 468, 382, 326, 289, 262, 241)),
  "high end, 7 years" = list(c(1000, 869, 743, 653, 593, 551, 517, 491)),
  "regular, 4 years" = list(c(1000, 631, 468, 382, 326)),
  "high end, 4 years" = list(c(1000, 869, 743, 653, 593)),
  "three cohorts" = list(c(733, 379, 282, 225), c(519, 286, 194), c(557, 292)),
  "five cohorts" = list(c(733, 379, 282, 225, 180, 163), c(519, 286, 194, 160, 139), c(557, 292, 210, 173), c(600, 331, 240), c(480, 250)),
  "forty customers" = list(c(40, 22, 15, 13, 12)),
  "both of 2007, all years" = list(
    c(1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394),
    c(1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173)))

loglik <- function(cohorts, survival) {
  ll <- 0
  for (n in cohorts) {
    s <- survival(seq_along(n) - 1)
    lost <- -diff(n)
    ll <- ll + sum(ifelse(lost > 0, lost * log(-diff(s)), 0)) + n[length(n)] * log(s[length(s)])
  }
  ll
}
maximum <- function(f, start) {
  best <- NULL
  for (i in seq_len(nrow(start))) {
    o <- optim(start[i, ], f, control = list(fnscale = -1, reltol = 1e-15, maxit = 5000))
    for (k in 1:3) o <- optim(o$par, f, method = "BFGS", control = list(fnscale = -1, reltol = 1e-16, maxit = 2000, ndeps = rep(1e-5, length(o$par))))
    if (is.null(best) || o$value > best$value) best <- o
  }
  p <- exp(best$par)
  h <- optimHess(best$par, f, control = list(ndeps = rep(2e-4, length(p))))
  list(p = p, ll = best$value, cov = diag(p) %*% solve(-h) %*% diag(p))
}
number <- function(x) paste0("[", paste(format(x, digits = 12, trim = TRUE), collapse = ", "), "]")
fit <- function(m, s12) paste0('{"parameters": ', number(m$p), ', "logLikelihood": ', format(m$ll, digits = 14),
  ', "errors": ', number(sqrt(diag(m$cov))), ', "correlation": ', number(cov2cor(m$cov)[lower.tri(m$cov)]), ', "year12": ', format(s12, digits = 10), "}")
rows <- c()
for (name in names(sets)) {
  cohorts <- sets[[name]]
  bg <- maximum(function(x) loglik(cohorts, function(t) exp(lbeta(exp(x[1]), exp(x[2]) + t) - lbeta(exp(x[1]), exp(x[2])))), rbind(c(0, 0), c(-1, 1), c(1, 2)))
  bw <- "null"
  if (max(lengths(cohorts)) > 4) {
    m <- maximum(function(x) loglik(cohorts, function(t) exp(lbeta(exp(x[1]), exp(x[2]) + t^exp(x[3])) - lbeta(exp(x[1]), exp(x[2])))), rbind(c(0, 0, 0), c(-1, 0.5, 0.5), c(1, 2, -0.3)))
    bw <- fit(m, exp(lbeta(m$p[1], m$p[2] + 12^m$p[3]) - lbeta(m$p[1], m$p[2])))
  }
  rows <- c(rows, paste0('{"name": "', name, '", "survivors": [', paste(sapply(cohorts, number), collapse = ", "), '],\n "betaGeometric": ',
    fit(bg, exp(lbeta(bg$p[1], bg$p[2] + 12) - lbeta(bg$p[1], bg$p[2]))), ',\n "betaWeibull": ', bw, "}"))
}
cat("[\n", paste(rows, collapse = ",\n"), "\n]\n", sep = "")
