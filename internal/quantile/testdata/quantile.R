# Writes the golden tables beside this file: Rscript quantile.R (R 4.2.2), then python3 quantile.py (mpmath 1.2.1),
# which checks every number with 40 digits and replaces those of which R has fewer than 13.
# For each tail q: the lower and the upper quantile, and the probabilities below and above these two, rounded, numbers.

options(digits = 22)
tails <- c(1e-12, 1e-9, 1e-6, .001, .005, .025, .05, .1, .25, .5)
size <- c(.5, 1, 2.5, 10, 17.3, 100, 1e3, 1e5, 1e6, 1e7, 1e8, 1e9)

g <- function(x) sprintf("%.17g", x)
table <- function(file, header, rows) writeLines(c(header, do.call(paste, c(lapply(rows, g), sep = ","))), file)

beta <- expand.grid(q = tails, b = size, a = size)[, c("a", "b", "q")]
beta$lower <- with(beta, qbeta(q, a, b))
beta$upper <- with(beta, qbeta(q, a, b, lower.tail = FALSE))
beta$below <- with(beta, pbeta(lower, a, b))
beta$above <- with(beta, pbeta(upper, a, b, lower.tail = FALSE))
table("beta.csv", "a,b,q,lower,upper,below,above", beta)

gamma <- expand.grid(q = tails, a = c(.25, size))[, c("a", "q")]
gamma$lower <- with(gamma, qchisq(q, 2 * a) / 2)
gamma$upper <- with(gamma, qchisq(q, 2 * a, lower.tail = FALSE) / 2)
gamma$below <- with(gamma, pgamma(lower, a))
gamma$above <- with(gamma, pgamma(upper, a, lower.tail = FALSE))
table("gamma.csv", "a,q,lower,upper,below,above", gamma)

# Tails close to one half ask for t close to 0.
t <- expand.grid(q = c(tails, .4, .499, .4999999),
                 df = c(.5, 1, 1.5, 2, 3, 7.3, 19, 20, 20.5, 30, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9))[, c("df", "q")]
t$upper <- with(t, qt(q, df, lower.tail = FALSE))
t$above <- with(t, pt(upper, df, lower.tail = FALSE))
table("t.csv", "df,q,upper,above", t)

# F through the beta distribution: qf is an approximation above df2 = 4e5.
f <- expand.grid(q = tails, d2 = c(1, 2, 5, 20, 34.6, 1e3, 1e6, 1e9), d1 = c(1, 2, 3, 20, 1e3, 1e6, 1e9))[, c("d1", "d2", "q")]
f$upper <- with(f, d2 / d1 * qbeta(q, d1 / 2, d2 / 2, lower.tail = FALSE) / qbeta(q, d2 / 2, d1 / 2))
f$above <- with(f, pf(upper, d1, d2, lower.tail = FALSE))
table("f.csv", "d1,d2,q,upper,above", f)

normal <- data.frame(q = c(1e-300, 1e-100, 1e-20, tails, .075, .4, .499, .4999999))
normal$upper <- with(normal, qnorm(q, lower.tail = FALSE))
normal$above <- with(normal, pnorm(upper, lower.tail = FALSE))
table("normal.csv", "q,upper,above", normal)

binomial <- expand.grid(u = c(1e-9, .001, .025, .3, .5, .7, .975, .999), p = c(1e-7, .003, .25, .5, .9), n = c(1, 2, 7, 40, 1e3, 1e6, 1e9))[, c("n", "p", "u")]
binomial$k <- with(binomial, qbinom(u, n, p))
binomial$below <- with(binomial, pbinom(k, n, p))
binomial$above <- with(binomial, pbinom(k, n, p, lower.tail = FALSE))
table("binomial.csv", "n,p,u,k,below,above", binomial)
