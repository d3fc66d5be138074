// Package quantile holds the distribution functions that intervals and tests stand on.
package quantile

import (
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Normal returns the p-quantile of the standard normal distribution.
func Normal(p float64) float64 { return mathext.NormalQuantile(p) }

// NormalTail returns P(Z > x).
func NormalTail(x float64) float64 { return distuv.UnitNormal.Survival(x) }

// T returns the p-quantile of Student's t with df degrees of freedom.
func T(p, df float64) float64 { return distuv.StudentsT{Sigma: 1, Nu: df}.Quantile(p) }

// TTail returns P(T > x) with df degrees of freedom.
func TTail(x, df float64) float64 { return distuv.StudentsT{Sigma: 1, Nu: df}.Survival(x) }

// ChiSquared returns the p-quantile of chi-square with df degrees of freedom.
func ChiSquared(p, df float64) float64 { return distuv.ChiSquared{K: df}.Quantile(p) }

// ChiSquaredTail returns P(X > x) with df degrees of freedom.
func ChiSquaredTail(x, df float64) float64 { return distuv.ChiSquared{K: df}.Survival(x) }

// F returns the p-quantile of F with d1 and d2 degrees of freedom.
func F(p, d1, d2 float64) float64 { return distuv.F{D1: d1, D2: d2}.Quantile(p) }

// Beta returns the p-quantile of Beta(a, b).
func Beta(p, a, b float64) float64 { return distuv.Beta{Alpha: a, Beta: b}.Quantile(p) }

// BetaUpper returns x with P(X > x) = q under Beta(a, b).
func BetaUpper(q, a, b float64) float64 { return 1 - distuv.Beta{Alpha: b, Beta: a}.Quantile(q) }

// BetaCDF returns P(X <= x) under Beta(a, b).
func BetaCDF(x, a, b float64) float64 { return distuv.Beta{Alpha: a, Beta: b}.CDF(x) }

// BetaTail returns P(X > x) under Beta(a, b).
func BetaTail(x, a, b float64) float64 { return distuv.Beta{Alpha: a, Beta: b}.Survival(x) }
