// Package servicekpi is the face of a module that measures customer service. It declares nothing itself; import the
// packages below it:
//
//   - nps, csat and ces score surveys; survey holds their scales and histograms, and the packages below it
//     questionnaires, exports of survey tools, weights, reliability, planning, response rates and key drivers.
//   - retention keeps customers and revenue in view, ttr measures time to resolution, roi what a programme returns.
//   - kpi is what they all answer with: an Estimate, a value with its limits. kpi/compare reads one metric across
//     segments, trend reads it over time.
//   - fold brings big files and the rows of a database into tallies.
//   - kpitest holds the definitions as test vectors for other implementations.
//
// Two nouns carry the module. A Tally is data: counts that add and merge. An Estimate is knowledge: what the data say,
// and how far that can be trusted.
//
//	byTeam := map[string]nps.Tally{}
//	for _, a := range answers {
//		t := byTeam[a.team]
//		if err := t.Add(a.rating); err != nil {
//			log.Print(err) // nps: rating 11 is not from 0 to 10
//			continue
//		}
//		byTeam[a.team] = t
//	}
//	fmt.Println(byTeam["north"].Score(0.95)) // 30.0 [14.0, 44.3] n=100
//
// The definitions are explicit: the scale, the cut points, the denominator, what a blank does. No data is never 0. Each
// interval names its method and its source, and the module's documentation has a table of how often each one holds.
package servicekpi
