# Clopper-Pearson limits by qbeta: Rscript clopperpearson.R > clopperpearson.tsv
cat("k\tn\tlo\thi\n")
for (n in c(100, 1e4, 1e6, 1e9)) for (k in c(1, n / 100, n / 2, n - n / 100))
    cat(sprintf("%.0f\t%.0f\t%.17g\t%.17g\n", k, n, qbeta(0.025, k, n - k + 1), qbeta(0.975, k + 1, n - k)))
