# Limits for one proportion and tests of several: Rscript proportions.R > proportions.csv (R 4.2.2)
# Wilson by prop.test(correct = FALSE) is computed by R itself; ClopperPearson by binom.test; Jeffreys, MidP from qbeta, pbinom.
tables <- list(c(0,1), c(1,1), c(0,20), c(1,20), c(7,20), c(10,20), c(19,20), c(20,20), c(15,148), c(81,263), c(87,100),
  c(1,29), c(38,38), c(2206,2688), c(1,1e6), c(999999,1e6), c(500000,1e6), c(3,1e9), c(1e9-3,1e9), c(3e8,1e9), c(0,1e9))
f <- function(x) sprintf("%.17g", x)
cat("method,k,n,level,lo,hi\n")
for (t in tables) for (level in c(.8, .95, .999)) {
  k <- t[1]; n <- t[2]; a <- 1 - level
  out <- function(m, lo, hi) cat(m, sprintf("%.0f", k), sprintf("%.0f", n), level, f(lo), f(hi), sep = ",", fill = FALSE, "\n")
  out <- function(m, lo, hi) cat(paste(m, sprintf("%.0f", k), sprintf("%.0f", n), level, f(lo), f(hi), sep = ","), "\n", sep = "")
  w <- suppressWarnings(prop.test(k, n, conf.level = level, correct = FALSE)$conf.int)
  out("Wilson", w[1], w[2])
  out("ClopperPearson", if (k == 0) 0 else qbeta(a/2, k, n-k+1), if (k == n) 1 else qbeta(a/2, k+1, n-k, lower.tail = FALSE))
  out("Jeffreys", if (k == 0) 0 else qbeta(a/2, k+.5, n-k+.5), if (k == n) 1 else qbeta(a/2, k+.5, n-k+.5, lower.tail = FALSE))
  if (n <= 1e6) {
    lo <- if (k == 0) 0 else if (k == n) a^(1/n) else { e <- qbeta(a/2, c(k, k+1), c(n-k+1, n-k))
      g <- function(p) pbinom(k, n, p, lower.tail = FALSE) + dbinom(k, n, p)/2 - a/2
      uniroot(g, e, tol = 1e-18)$root }
    hi <- if (k == n) 1 else if (k == 0) 1 - a^(1/n) else { e <- qbeta(a/2, c(k, k+1), c(n-k+1, n-k), lower.tail = FALSE)
      g <- function(p) pbinom(k-1, n, p) + dbinom(k, n, p)/2 - a/2
      uniroot(g, e, tol = 1e-18)$root }
    out("MidP", lo, hi)
  }
}
