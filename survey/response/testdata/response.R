# Reference values for the tests of this folder: Rscript response.R > response.txt   (R 4.2.2)
source("../../testdata/interval.R")
show <- function(what, x) cat(what, format(x, digits = 12), "\n")
# The mean gap of ten pairs on 1-5, its score interval and, for comparison, Student's t.
is <- c(2, 3, 2, 4, 3, 2, 3, 1, 2, 3); should <- c(4, 4, 3, 5, 4, 4, 4, 3, 3, 4)
show("gap", interval(-4:4, sapply(-4:4, function(d) sum(is - should == d))))
show("gap t", t.test(is, should, paired = TRUE)$conf.int)
show("short by 2", prop.test(sum(is - should <= -2), 10, correct = FALSE)$conf.int)
# RR3 of 3011 interviews, 1521 eligible without, 233 ineligible, 235 unknown: Wilson's limits of 3011 of the
# fractional base (Wilson 1927).
e <- (3011 + 1521) / (3011 + 1521 + 233); n <- 3011 + 1521 + e * 235; p <- 3011 / n; z <- qnorm(.975)
show("e", e)
show("rr3", c(p, (p + z^2 / (2 * n) + c(-1, 1) * z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))) / (1 + z^2 / n)))
# Longest runs and within-person spreads.
for (x in list(c(5, 5, 5, 5, 5), c(1, 2, 2, 3, 3, 3, 1), c(4), c(1, 5, 1, 5))) show("run sd", c(max(rle(x)$lengths), sd(x)))
# Half the median time of a path.
show("half medians", c(median(c(60, 100, 20, 90)), median(c(300, 100, 320))) / 2)
