# Rscript sus.R > sus.json
# 60 made-up respondents of ten items on 1-5, the even ones reversed, 4% missing: reversed by psych::reverse.code, scored
# by rowMeans under the nine-item rule (sum x 2.5; of nine x 100/36), alpha by psych::alpha over complete cases, limits by
# t.test.
suppressMessages(library(psych))
set.seed(20)
n <- 60; k <- 10
ability <- rnorm(n)
x <- sapply(1:k, function(j) pmin(5, pmax(1, round(3.4 + 0.8 * ability + rnorm(n)))))
x[, c(2, 4, 6, 8, 10)] <- 6 - x[, c(2, 4, 6, 8, 10)]
x[matrix(runif(n * k) < 0.04, n)] <- NA
colnames(x) <- paste0("q", 1:k)
keys <- rep(c(1, -1), 5)
r <- suppressWarnings(reverse.code(keys, x, mini = 1, maxi = 5))
answered <- rowSums(!is.na(r))
total <- rowSums(r - 1, na.rm = TRUE)
score <- ifelse(answered == 10, total * 2.5, ifelse(answered == 9, total * 100 / 36, NA))
complete <- r[answered == 10, ]
a <- suppressWarnings(alpha(complete, check.keys = FALSE))$total$raw_alpha
t <- t.test(score[!is.na(score)])
cell <- function(v) ifelse(is.na(v), "null", sprintf("%.13g", v))
cat('{"rows":[\n', paste0("[", apply(x, 1, function(v) paste(cell(v), collapse = ",")), "]", collapse = ",\n"), '\n],\n', sep = "")
cat('"scores":[', paste(cell(score), collapse = ","), '],\n', sep = "")
cat(sprintf('"mean":%.13g,"sd":%.13g,"lo":%.13g,"hi":%.13g,"alpha":%.13g,"complete":%d}\n', t$estimate, sd(score, na.rm = TRUE),
  t$conf.int[1], t$conf.int[2], a, nrow(complete)))
