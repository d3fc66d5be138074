// Package trend reads a metric over time.
package trend
