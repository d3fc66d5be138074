# Answers with a weak common factor, where the likelihood has more than one peak, and omega total at the highest of
# those that 40 starts find. Rscript heywood.R > heywood.json (R 4.2.2)
cases <- NULL
for (seed in 1:300) {
  set.seed(seed)
  n <- sample(20:70, 1); k <- sample(5:8, 1); strength <- runif(1, 0, 0.6)
  x <- matrix(pmin(5, pmax(1, round(3.7 + strength * rnorm(n) + rnorm(n * k)))), n)
  fit <- function(start) tryCatch(factanal(covmat = cov(x), factors = 1, start = start, lower = 0.005), error = function(e) NULL)
  fits <- Filter(Negate(is.null), lapply(1:40, function(i) fit(runif(k, 0.02, 0.98))))
  if (length(fits) < 2) next
  value <- sapply(fits, function(f) f$criteria[["objective"]])
  best <- fits[[which.min(value)]]
  if (max(value) < min(value) + 0.01 || sum(value < min(value) + 1e-6) < 3) next
  l <- best$loadings[, 1] * apply(x, 2, sd)
  omega <- sum(l)^2 / (sum(l)^2 + sum(best$uniquenesses * apply(x, 2, var)))
  rows <- apply(x, 1, function(a) sprintf("[%s]", paste(a, collapse = ", ")))
  cases <- c(cases, sprintf('{"omega": %.6f, "rows": [%s]}', omega, paste(rows, collapse = ", ")))
  if (length(cases) == 8) break
}
cat("[\n", paste(cases, collapse = ",\n"), "\n]\n", sep = "")
