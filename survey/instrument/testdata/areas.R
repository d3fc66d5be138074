# Rscript areas.R > areas.json
# 50 made-up respondents of three areas of four skills, now and needed, on 1-5, some 20% missing: an area is the mean of
# two answers or more, the overall score the mean of one area or more by the weights .5, .3, .2 made to add up to 1
# again; a gap is needed less now over the skills answered on both sides, with the limits of the paired t.test.
set.seed(4)
n <- 50
able <- rnorm(n)
now <- sapply(1:12, function(j) pmin(5, pmax(1, round(2.9 + 0.7 * able + rnorm(n)))))
needed <- sapply(1:12, function(j) pmin(5, pmax(1, round(3.6 + 0.3 * able + rnorm(n, sd = 0.8)))))
now[matrix(runif(n * 12) < 0.2, n)] <- NA
needed[matrix(runif(n * 12) < 0.2, n)] <- NA
areas <- split(1:12, rep(1:3, each = 4))
w <- c(0.5, 0.3, 0.2)
area <- function(x, i) ifelse(rowSums(!is.na(x[, i])) >= 2, rowMeans(x[, i], na.rm = TRUE), NA)
overall <- function(x) {
  s <- sapply(areas, function(i) area(x, i))
  apply(s, 1, function(v) if (all(is.na(v))) NA else weighted.mean(v[!is.na(v)], w[!is.na(v)]))
}
both <- !is.na(now) & !is.na(needed)
now2 <- ifelse(both, now, NA); needed2 <- ifelse(both, needed, NA)
summary <- function(is, should) {
  t <- t.test(should, is, paired = TRUE)
  d <- na.omit(should - is)
  sprintf('{"n":%d,"mean":%.13g,"sd":%.13g,"lo":%.13g,"hi":%.13g}', length(d), mean(d), sd(d), t$conf.int[1], t$conf.int[2])
}
gaps <- c(sapply(areas, function(i) summary(area(now2, i), area(needed2, i))), summary(overall(now2), overall(needed2)))
o <- overall(now)
cell <- function(v) ifelse(is.na(v), "null", sprintf("%d", v))
rows <- matrix(rbind(c(t(now)), c(t(needed))), nrow = 24) # now and needed of a skill side by side, a column a respondent
cat('{"rows":[\n', paste0("[", apply(rows, 2, function(v) paste(cell(v), collapse = ",")), "]", collapse = ",\n"), '\n],\n', sep = "")
cat('"gaps":[', paste(gaps, collapse = ",\n"), '],\n', sep = "")
cat(sprintf('"overall":{"n":%d,"mean":%.13g,"sd":%.13g,"partial":%d},\n', sum(!is.na(o)), mean(o, na.rm = TRUE), sd(o, na.rm = TRUE),
  sum(!is.na(o) & rowSums(is.na(now)) > 0)))
cat('"scores":[', paste(ifelse(is.na(o), "null", sprintf("%.13g", o)), collapse = ","), '],\n', sep = "")
g <- area(needed2, areas[[3]]) - area(now2, areas[[3]])
cat('"technical":[', paste(ifelse(is.na(g), "null", sprintf("%.13g", g)), collapse = ","), ']}\n', sep = "")
