package main

import "fmt"

// target is what a row has to reach.
type target struct {
	text string
	met  func(c contest, n int, results []result) verdict // results[0] is this module's
}

type verdict string

const (
	yes     verdict = "yes"
	no      verdict = "no"
	unknown verdict = "not measured" // the entrant to compare with did not take part
)

func verdictOf(ok bool) verdict {
	if ok {
		return yes
	}
	return no
}

// times is at least so many times as fast as the entrant of that name.
func times(name string, least float64) target {
	text := fmt.Sprintf("≥ %g× %s", least, name)
	if least == 1 {
		text = "faster than " + name
	}
	return target{text, func(_ contest, _ int, rs []result) verdict {
		r, ok := named(name, rs)
		if !ok {
			return unknown
		}
		return verdictOf(r.best() >= least*rs[0].best())
	}}
}

// limits takes at most so many times as long as the entrant of that name.
func limits(name string, most float64) target {
	return target{fmt.Sprintf("≤ %g× %s", most, name), func(_ contest, _ int, rs []result) verdict {
		r, ok := named(name, rs)
		if !ok {
			return unknown
		}
		return verdictOf(rs[0].best() <= most*r.best())
	}}
}

// each takes at most so many nanoseconds an item.
func each(nanoseconds float64, item string) target {
	return target{fmt.Sprintf("≤ %g ns %s", nanoseconds, item), func(_ contest, n int, rs []result) verdict {
		return verdictOf(rs[0].best()*1e9 <= nanoseconds*float64(n))
	}}
}

// rate reads at least so many gigabytes a second.
func rate(gigabytes float64, bytes int) target {
	return target{fmt.Sprintf("≥ %g GB/s", gigabytes), func(_ contest, n int, rs []result) verdict {
		return verdictOf(float64(n*bytes)/rs[0].best() >= gigabytes*1e9)
	}}
}

// noAllocations makes no garbage.
var noAllocations = target{"0 allocs", func(_ contest, _ int, rs []result) verdict { return verdictOf(rs[0].allocs == 0) }}

func named(name string, rs []result) (result, bool) {
	for _, r := range rs {
		if r.name == name {
			return r, true
		}
	}
	return result{}, false
}
