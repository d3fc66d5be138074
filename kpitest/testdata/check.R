# Checks the vectors for which R has a routine of its own, and says how far each is from it.
#
#   Rscript kpitest/testdata/check.R
#
# R 4.2 with jsonlite 1.8 and survey 4.1.
suppressPackageStartupMessages({ library(jsonlite); library(survey) })
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
cases <- function(name) fromJSON(file.path(here, "..", "vectors", paste0(name, ".json")), simplifyDataFrame = FALSE)$cases

bad <- 0
# Each case that keep accepts, answered by f in the order of the expected fields.
check <- function(name, fields, f, keep = function(case) TRUE, by = name) {
  kept <- Filter(keep, cases(name))
  far <- sapply(kept, function(case) {
    want <- unlist(case$expected[fields]); d <- max(abs(unname(want) - unname(f(case$input))))
    if (!(d <= case$tolerance)) { cat("  differs:", case$id, d, "\n"); bad <<- bad + 1 }
    if (case$tolerance < 1e-5) d else 0
  })
  cat(sprintf("%-52s %4d cases, largest difference %.1e\n", by, length(kept), max(far)))
}
method <- function(m) function(case) case$method == m && (is.null(case$input$n) || case$input$n > 0)

check("proportion-interval", c("lo", "hi"), keep = method("wilson"), by = "Wilson: prop.test",
  f = function(x) suppressWarnings(prop.test(x$k, x$n, conf.level = x$level, correct = FALSE))$conf.int)
check("proportion-interval", c("lo", "hi"), keep = method("clopper-pearson"), by = "Clopper-Pearson: binom.test",
  f = function(x) binom.test(x$k, x$n, conf.level = x$level)$conf.int)
check("proportion-interval", c("lo", "hi"), keep = method("jeffreys"), by = "Jeffreys: qbeta",
  f = function(x) { a <- (1 - x$level) / 2
    c(if (x$k == 0) 0 else qbeta(a, x$k + .5, x$n - x$k + .5), if (x$k == x$n) 1 else qbeta(1 - a, x$k + .5, x$n - x$k + .5)) })
check("proportion-homogeneity", c("statistic", "df", "p"), by = "homogeneity: prop.test",
  f = function(x) { t <- suppressWarnings(prop.test(x$k, x$n, correct = FALSE)); c(t$statistic, t$parameter, t$p.value) })
check("proportion-test", "z", keep = function(case) !is.null(case$expected$z) && case$input$k1 > 0, by = "two shares: prop.test times (N-1)/N",
  f = function(x) { k <- c(x$k1, x$k2); n <- c(x$n1, x$n2)
    t <- suppressWarnings(prop.test(k, n, correct = FALSE)); sign(k[1]/n[1] - k[2]/n[2]) * sqrt(t$statistic * (sum(n) - 1) / sum(n)) })
check("p-adjust", "p", keep = method("holm"), by = "Holm: p.adjust", f = function(x) p.adjust(x$p, "holm"))
check("p-adjust", "p", keep = method("benjamini-hochberg"), by = "Benjamini-Hochberg: p.adjust", f = function(x) p.adjust(x$p, "BH"))
check("mean-interval", c("value", "lo", "hi"), keep = method("student-t"), by = "mean: t.test",
  f = function(x) { t <- t.test(rep(x$values, x$counts), conf.level = x$level); c(t$estimate, t$conf.int) })

class <- function(x) ifelse(x >= 9, 100, ifelse(x <= 6, -100, 0))
check("nps-score", "value", keep = function(case) !is.null(case$expected$value), by = "NPS: mean of -100, 0, 100",
  f = function(x) mean(class(unlist(x$answers)), na.rm = TRUE))
check("nps-paired", c("value", "lo", "hi"), keep = method("student-t"), by = "paired NPS: t.test",
  f = function(x) { t <- t.test(class(x$after), class(x$before), paired = TRUE, conf.level = x$level); c(t$estimate, t$conf.int) })
check("nps-test", c("z", "p"), keep = function(case) !is.null(case$expected$z) && case$input$null == 0, by = "NPS against 0: mcnemar.test",
  f = function(x) { t <- mcnemar.test(matrix(c(0, x$detractors, x$promoters, 0), 2), correct = FALSE)
    c(sign(x$promoters - x$detractors) * sqrt(t$statistic), t$p.value) })
check("nps-weighted", c("value", "se"), by = "weighted NPS: svymean",
  f = function(x) { m <- svymean(~y, svydesign(ids = ~1, weights = x$weights, data = data.frame(y = class(x$answers)))); c(coef(m), SE(m)) })
check("nps-clusters", c("value", "se"), by = "clustered NPS: svymean",
  f = function(x) { d <- do.call(rbind, lapply(seq_len(nrow(x$clusters)), function(i) data.frame(c = i, y = rep(c(-100, 0, 100), x$clusters[i, ]))))
    m <- svymean(~y, svydesign(ids = ~c, weights = ~1, data = d)); c(coef(m), SE(m)) })
quit(status = bad > 0)
