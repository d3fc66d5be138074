# Golden values of package reliability. From this folder: Rscript reliability.R > reliability.json
# R 4.2.2, packages psych 2.2.9, lavaan 0.6-14, jsonlite 1.8.4.
suppressMessages({library(psych); library(lavaan); library(jsonlite)})
num <- function(x) unname(as.numeric(x))

items <- function(d) {
  d <- as.matrix(d); n <- nrow(d); k <- ncol(d); C <- cov(d)
  colnames(d) <- paste0("v", 1:k)
  a <- suppressWarnings(suppressMessages(psych::alpha(as.data.frame(d), check.keys = FALSE, warnings = FALSE)))
  # Distribution-free standard error of alpha in its matrix form: the gradient times the covariance matrix of
  # the distinct products of deviations (Maydeu-Olivares, Coffman and Hartmann 2007).
  z <- scale(d, scale = FALSE); ix <- which(lower.tri(C, diag = TRUE), arr.ind = TRUE)
  P <- z[, ix[, 1]] * z[, ix[, 2]]
  tot <- sum(C); tr <- sum(diag(C)); on <- ix[, 1] == ix[, 2]
  g <- ifelse(on, k/(k-1) * (tr - tot)/tot^2, k/(k-1) * 2 * tr/tot^2)
  # with divisor n for both, as influence values have it
  Cn <- C * (n-1)/n; tot <- sum(Cn); tr <- sum(diag(Cn))
  g <- ifelse(on, k/(k-1) * (tr - tot)/tot^2, k/(k-1) * 2 * tr/tot^2)
  se <- sqrt(num(t(g) %*% cov(P) %*% g) / n)
  al <- num(a$total$raw_alpha)
  p <- c(.025, .975)
  feldt <- 1 - (1 - al) * qf(rev(p), n-1, (n-1)*(k-1))
  m <- paste0("f =~ ", paste(colnames(d), collapse = " + "))
  f <- suppressWarnings(cfa(m, as.data.frame(d), std.lv = TRUE))
  e <- lavInspect(f, "est"); l <- num(e$lambda); th <- num(diag(e$theta))
  odd <- seq(1, k, 2)
  A <- rowSums(d[, odd, drop = FALSE]); B <- rowSums(d[, -odd, drop = FALSE])
  list(n = n, alpha = al, standardised = num(a$total$std.alpha), se = se, feldt = feldt,
       r_drop = num(a$item.stats$r.drop), mean = num(a$item.stats$mean), sd = num(a$item.stats$sd),
       alpha_without = num(a$alpha.drop$raw_alpha),
       omega = sum(l)^2 / (sum(l)^2 + sum(th)), loadings = l, uniquenesses = th,
       odd_even = 4 * cov(A, B) / var(A + B), odd_even_r = cor(A, B))
}

sfo <- read.csv("../../../examples/data/sfo_survey_2017.csv")
sfo <- sfo[, c("Q7ART", "Q7FOOD", "Q7STORE", "Q7SIGN", "Q7WALKWAYS", "Q7SCREENS")]
sfo[] <- lapply(sfo, function(x) { x <- suppressWarnings(as.numeric(x)); ifelse(x >= 1 & x <= 5, x, NA) })
sfo <- sfo[complete.cases(sfo), ]

icc <- function(d) {
  i <- suppressWarnings(suppressMessages(psych::ICC(d, lmer = FALSE)))$results
  list(form = num(1:6), icc = num(i$ICC), lo = num(i[["lower bound"]]), hi = num(i[["upper bound"]]))
}
# Shrout and Fleiss 1979, table 2
sf <- matrix(c(9,2,5,8, 6,1,3,2, 8,4,6,8, 7,1,2,6, 10,5,6,9, 6,2,4,7), ncol = 4, byrow = TRUE)

attitude_matrix <- unname(as.matrix(attitude))
cat(toJSON(list(sfo = items(sfo), attitude = items(attitude), attitude_rows = attitude_matrix,
                sfo_icc = icc(as.data.frame(sfo)), shrout_fleiss = icc(as.data.frame(sf))),
           digits = NA, auto_unbox = TRUE, pretty = FALSE), "\n")
