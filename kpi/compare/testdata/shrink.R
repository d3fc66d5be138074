# Normal shrinkage: Rscript shrink.R > shrink.csv (R 4.2.2, metafor 3.8-1; blup() of rma(method = "PM"))
suppressMessages(library(metafor))
f <- function(x) paste(sprintf("%.17g", x), collapse = " ")
cat("y;v;tau2;mean;shrunk\n")
run <- function(y, v) { m <- rma(y, v, method = "PM", control = list(tol = 1e-14, tau2.max = 1e6))
  tau2 <- m$tau2; b <- as.numeric(m$b); cat(f(y), f(v), f(tau2), f(b), f(tau2/(tau2+v)*(y-b)+b), sep = ";"); cat("\n") }
run(c(39.9, 43.4, 46.9, 43.5, 46.9, 38.5, 33.0), c(6.7, 26.2, 19.4, 11.9, 26.2, 10.2, 8.3))
run(c(10, 60, 35, 50, 80, 20), c(30, 90, 4, 25, 400, 9))
run(c(1, 1.1, 0.9, 1.05), c(1, 2, 1, 3))
