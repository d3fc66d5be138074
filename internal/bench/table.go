package main

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// writeHeader begins the table of contests, in Markdown.
func writeHeader(w io.Writer) {
	fmt.Fprintln(w, "| workload | ours: best, median | limit | Go | other languages, same machine | target: met? |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|")
}

// writeRow writes the results of a contest: times, their ratio to this module's, and whether its targets are met.
func (c contest) writeRow(w io.Writer, n int, rs []result) {
	cells := map[role][]string{}
	for _, r := range rs {
		cell := fmt.Sprintf("%s %s", r.name, seconds(r.best()))
		if r.role == ours {
			cell = fmt.Sprintf("%s %s, %s", r.name, seconds(r.best()), seconds(r.median()))
		} else {
			cell += fmt.Sprintf(" (%s×)", ratio(r.best()/rs[0].best()))
		}
		if r.part > 1 {
			cell += "*"
		}
		cells[r.role] = append(cells[r.role], cell)
	}
	for _, t := range c.targets {
		cells[-1] = append(cells[-1], fmt.Sprintf("%s: %s", t.text, t.met(c, n, rs)))
	}
	fmt.Fprintf(w, "| %s %s |", count(n), c.name)
	for _, role := range []role{ours, limit, peer, other, -1} {
		cell := strings.Join(cells[role], "; ")
		if cell == "" {
			cell = "–"
		}
		fmt.Fprintf(w, " %s |", cell)
	}
	fmt.Fprintln(w)
}

// writeGrowth writes the table of what the contests cost this module at sizes from 1e4 to 1e8.
func writeGrowth(w io.Writer, contests []contest, most, rounds int) {
	var sizes []int
	header, rule := "| workload |", "|---|"
	for n := int(1e4); n <= min(1e8, most); n *= 10 {
		sizes = append(sizes, n)
		header += " " + count(n) + " |"
		rule += "---|"
	}
	fmt.Fprintf(w, "%s\n%s\n", header, rule)
	for _, c := range contests {
		if c.growth == nil {
			continue
		}
		fmt.Fprintf(w, "| %s |", c.name)
		for i, n := range sizes {
			if i >= len(c.growth) {
				fmt.Fprint(w, " – |")
				continue
			}
			t := c.grow([]int{n}, rounds)[0]
			fmt.Fprintf(w, " %s, %s ns |", seconds(t), ratio(t/float64(n)*1e9))
		}
		fmt.Fprintln(w)
	}
}

// seconds formats a time with three digits.
func seconds(s float64) string {
	for _, u := range []struct {
		name string
		of   float64
	}{{"s", 1}, {"ms", 1e-3}, {"µs", 1e-6}} {
		if s >= u.of {
			return digits(s/u.of, 3) + " " + u.name
		}
	}
	return digits(s*1e9, 3) + " ns"
}

// ratio formats a ratio with two digits.
func ratio(x float64) string { return digits(x, 2) }

func digits(x float64, n int) string {
	decimals := max(0, n-1-int(math.Floor(math.Log10(x))))
	unit := math.Pow(10, float64(n-1)-math.Floor(math.Log10(x)))
	return fmt.Sprintf("%.*f", decimals, math.Round(x*unit)/unit)
}

// count formats a power of ten as such.
func count(n int) string {
	if e := math.Round(math.Log10(float64(n))); n >= 1e4 && math.Pow(10, e) == float64(n) {
		return fmt.Sprintf("1e%.0f", e)
	}
	return fmt.Sprint(n)
}
