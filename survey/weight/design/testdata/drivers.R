# Shares of R² by Lindeman, Merenda and Gold (LMG) of weighted answers, with jackknife standard errors by design.
# Rscript drivers.R > drivers.json    (R 4.2.2, survey 4.1.1)
suppressPackageStartupMessages(library(survey))
options(digits = 15)
d <- read.csv(text = "stratum,cluster,weight,whole,speed,courtesy,price
business,account 1,2.5,3,3,4,2
business,account 1,2.5,2,2,3,4
business,account 1,2.5,3,1,4,4
business,account 2,4,4,4,3,5
business,account 2,4,3,3,2,3
business,account 2,4,4,4,4,3
business,account 3,2.5,3,4,2,4
business,account 3,2.5,3,4,2,3
business,account 3,2.5,4,4,5,3
business,account 4,4,3,2,3,3
business,account 4,4,2,2,2,4
business,account 4,4,4,5,2,4
business,account 5,2.5,4,3,5,3
business,account 5,2.5,4,5,4,2
business,account 5,2.5,5,5,5,3
business,account 6,4,4,4,4,3
business,account 6,4,3,2,3,4
business,account 6,4,5,5,5,4
business,account 7,2.5,4,4,5,3
business,account 7,2.5,5,5,4,4
business,account 7,2.5,3,2,5,5
business,account 8,4,4,4,3,3
business,account 8,4,5,5,4,3
business,account 8,4,3,3,4,4
private,,20,2,1,2,3
private,,35,4,5,3,3
private,,12.5,3,3,1,4
private,,20,4,5,3,3
private,,35,5,5,5,3
private,,12.5,3,3,5,2
private,,20,4,4,5,4
private,,35,1,1,2,2
private,,12.5,4,4,3,4
private,,20,3,3,3,4
private,,35,3,3,3,1
private,,12.5,4,5,4,2
private,,20,4,3,4,5
private,,35,2,2,1,5
private,,12.5,3,1,3,1
private,,20,4,5,5,3
private,,35,2,3,2,4
private,,12.5,3,2,4,5
private,,20,2,1,4,4
private,,35,2,2,2,2
private,,12.5,5,5,5,5
private,,20,2,3,2,3
private,,35,3,1,3,5
private,,12.5,4,5,4,2
private,,20,2,3,2,1
private,,35,3,3,3,2
private,,12.5,3,3,4,4
private,,20,2,1,4,2
private,,35,4,4,5,4
private,,12.5,3,4,3,2
private,,20,4,4,5,4
private,,35,2,2,1,3
private,,12.5,3,2,3,3
private,,20,2,2,2,2
private,,35,4,5,4,3
private,,12.5,3,3,3,3")
d$psu <- ifelse(d$cluster == "", paste("alone", seq_len(nrow(d))), d$cluster)
names <- c("speed", "courtesy", "price")

# What a driver adds to R², on average over all orders in which drivers can enter a weighted regression.
orders <- list(c(1, 2, 3), c(1, 3, 2), c(2, 1, 3), c(2, 3, 1), c(3, 1, 2), c(3, 2, 1))
r2 <- function(w, x) {
  if (length(x) == 0) return(0)
  m <- lm(reformulate(names[x], "whole"), data = cbind(d, .w = w), weights = .w)
  summary(m)$r.squared
}
lmg <- function(w, ...) {
  parts <- sapply(1:3, function(j) mean(sapply(orders, function(o) {
    before <- o[seq_len(match(j, o) - 1)]
    r2(w, c(before, j)) - r2(w, before)
  })))
  c(parts / sum(parts), sum(parts))
}
design <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = d)
e <- withReplicates(as.svrepdesign(design, type = "JKn", mse = TRUE), function(w, d) lmg(w))
text <- function(x) paste(sprintf("%.15g", x), collapse = ", ")
cat('{"shares": [', text(coef(e)[1:3]), '], "errors": [', text(SE(e)[1:3]), '], "r2": ', text(coef(e)[4]), ', "r2_error": ', text(SE(e)[4]), "}\n", sep = "")
