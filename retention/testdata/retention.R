# Reference values of revenue retention and of lifetimes.
#
#   Rscript retention/testdata/retention.R examples/data/telco_churn_synthetic.csv > retention/testdata/retention.json
#
# R 4.2.2 with survey 4.1, survival 3.5 and jsonlite 1.8.
suppressPackageStartupMessages({ library(survey); library(survival); library(jsonlite) })
telco <- read.csv(commandArgs(TRUE)[1])
lost <- telco$Churn == "Yes"

# Revenue at the start and at the end of a period: NET and GROSS by the ratio estimator, t limits with n - 1.
revenue <- function(start, end) {
  d <- svydesign(ids = ~1, weights = ~1, data = data.frame(s = start, e = end, k = pmin(start, end)))
  ratio <- function(f) { r <- svyratio(f, ~s, d); ci <- confint(r, df = length(start) - 1)
    list(value = unname(coef(r)), se = as.numeric(SE(r)), lo = ci[1], hi = ci[2]) }
  list(start = start, end = end, net = ratio(~e), gross = ratio(~k))
}
few <- revenue(c(120, 80, 4000, 35.5, 260, 90, 610, 75), c(120, 0, 4400, 35.5, 130, 99, 610, 0))
churned <- revenue(telco$MonthlyCharges, ifelse(lost, 0, telco$MonthlyCharges))
churned$start <- churned$end <- NULL

# Kaplan-Meier by tenure. Rows with a tenure of 0 are customers of the first month, still there.
ages <- c(1, 12, 24, 48, 72)
curve <- function(fit, times) { s <- summary(fit, times = times, extend = TRUE); list(age = times, s = s$surv, se = s$std.err, lo = s$lower, hi = s$upper) }
fit <- function(type) survfit(Surv(tenure, lost) ~ 1, telco, conf.type = type)
by <- survdiff(Surv(tenure, lost) ~ Contract, telco)
peto <- survdiff(Surv(tenure, lost) ~ Contract, telco, rho = 1)
quarter <- quantile(fit("log-log"), .25)
rmean <- summary(fit("log-log"), rmean = 60)$table

# Delayed entry: watched from a later tenure on, as when records begin after the first customers came.
late <- telco[seq(1, nrow(telco), 7), ]
late$entry <- (seq_len(nrow(late)) * 5) %% 24
late <- late[late$entry < late$tenure, ]
delayed <- survfit(Surv(entry, tenure, Churn == "Yes") ~ 1, late, conf.type = "log-log")

cat(toJSON(list(few = few, telco = churned,
  tenure = list(loglog = curve(fit("log-log"), ages), log = curve(fit("log"), ages), plain = curve(fit("plain"), ages),
    quarter = list(value = unname(quarter$quantile), lo = unname(quarter$lower), hi = unname(quarter$upper)),
    mean60 = list(value = unname(rmean["rmean"]), se = unname(rmean["se(rmean)"])),
    logrank = unname(by$chisq), petopeto = unname(peto$chisq)),
  delayed = c(list(n = nrow(late)), curve(delayed, c(3, 12, 24, 48)))), auto_unbox = TRUE, digits = NA, pretty = TRUE), "\n")
