// The command journey says which touchpoints of a journey through San Francisco Airport drive satisfaction with the
// airport as a whole, and which of them to work on: key drivers and an importance–performance map from its passenger
// survey of 2017, and the boarding areas compared on the touchpoint that comes first.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/kpi/compare"
	"github.com/servicekpi/servicekpi/survey/drivers"
)

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer) error {
	answers, areas, err := data.Touchpoints()
	if err != nil {
		return err
	}
	m := answers.Importance(0.95)
	fmt.Fprintf(w, "What drives %s? %d of %d passengers rated all %d touchpoints.\n", m.Outcome, m.N, m.Of, len(m.Drivers))
	fmt.Fprintf(w, "Together they go with %v of how it varies; of this:\n", m.R2)
	byShare := slices.Clone(m.Drivers)
	slices.SortStableFunc(byShare, func(a, b drivers.Driver) int { return cmp.Compare(b.Share.Value, a.Share.Value) })
	for _, d := range byShare {
		fmt.Fprintf(w, "  %-20s %s [%s, %s]  r %+.2f  mean %.2f\n", d.Name, d.Share.Unit.Format(d.Share.Value),
			d.Share.Unit.Format(d.Share.Lo), d.Share.Unit.Format(d.Share.Hi), d.Correlation.Value, d.Performance.Value)
	}

	for _, other := range []struct {
		name     string
		analysis drivers.Analysis
	}{
		{"relative weights", drivers.Analysis{Method: drivers.RelativeWeights}},
		{"pairs of questions", drivers.Analysis{Missing: drivers.Pairwise}},
	} {
		o := other.analysis.Importance(answers, 0.95)
		far := 0.0
		for j, d := range o.Drivers {
			far = max(far, math.Abs(d.Share.Value-m.Drivers[j].Share.Value))
		}
		fmt.Fprintf(w, "By %s (n=%d) no share is further off than %.1fpp.\n", other.name, o.N, 100*far)
	}

	// Cross-hairs at the means: a share of 1 in 11 matters more than most, and satisfaction above that of the others
	// goes well.
	ipa := m.Map(drivers.AtMean(), drivers.AtMean())
	fmt.Fprintf(w, "\nImportance above or below %.1f%%, performance above or below %.2f:\n", 100*ipa.Importance, ipa.Performance)
	for q := drivers.Concentrate; q <= drivers.Overkill; q++ {
		fmt.Fprintf(w, "  %v: %s\n", q, names(ipa.In(q)))
	}
	fmt.Fprintln(w, "  undecided, for limits lie on both sides:")
	for _, p := range ipa.In(drivers.Undecided) {
		fmt.Fprintf(w, "    %-20s leaning to %v\n", p.Name, p.Leaning)
	}

	if i := first(ipa); i >= 0 {
		fmt.Fprintf(w, "\nFirst to work on: %s\n", m.Drivers[i].Name)
		return segments(w, answers, areas, 1+i)
	}
	return nil
}

// names returns the names of points in a line.
func names(points []drivers.Point) string {
	if len(points) == 0 {
		return "none"
	}
	var s []string
	for _, p := range points {
		s = append(s, p.Name)
	}
	return strings.Join(s, "; ")
}

// first returns what to work on first: the most important of what matters and does not go well, or else leans to it.
func first(m drivers.Map) int {
	best := -1
	for i, p := range m.Points {
		if p.Leaning == drivers.Concentrate &&
			(best < 0 || p.Quadrant > m.Points[best].Quadrant || p.Quadrant == m.Points[best].Quadrant && p.Importance.Value > m.Points[best].Importance.Value) {
			best = i
		}
	}
	return best
}

// segments compares the boarding areas on a question, in the share of those who rated it 4 or 5.
func segments(w io.Writer, a drivers.Answers, areas []string, question int) error {
	byArea := map[string]csat.Tally{}
	for i, area := range areas {
		if rating, ok := a.Rating(i, question); ok {
			t := byArea[area]
			if err := t.Add(csat.TopBox(2, 5), rating); err != nil {
				return err
			}
			byArea[area] = t
		}
	}
	sorted := slices.Sorted(maps.Keys(byArea))
	var table drivers.Table
	var satisfied, answers []int
	for _, area := range sorted {
		t := byArea[area]
		satisfied, answers = append(satisfied, t.Satisfied), append(answers, t.N())
		if err := errors.Join(table.AddN("satisfied", area, t.Satisfied), table.AddN("other", area, t.Other)); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "do boarding areas differ? satisfied with it: %v, V %v\n", table.ChiSquared(), table.CramersV(0.95))
	found := compare.OthersShare(satisfied, answers, 0.95)
	for i, c := range table.Letters("satisfied", 0.95) {
		fmt.Fprintf(w, "  area %s %v", c.Name, c.Share)
		if len(c.Above) > 0 {
			fmt.Fprintf(w, ", above %s", strings.Join(c.Above, " "))
		}
		if found[i].Differs {
			fmt.Fprintf(w, ", differs from the others by %v", found[i].Difference)
		}
		fmt.Fprintln(w)
	}
	return nil
}
