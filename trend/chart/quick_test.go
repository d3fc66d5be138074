//go:build !coverage

package chart_test

// full says that simulations run at their full size: go test -tags=coverage
const full = false
