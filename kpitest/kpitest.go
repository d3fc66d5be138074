// Package kpitest holds the definitions of customer-service KPIs as test vectors, and runners that put
// anybody's implementation to them: a Go function, a SQL query, a stored procedure, a vendor's API.
//
// A team that computes its NPS in SQL finds out with a dozen lines whether it is the NPS:
//
//	func TestOurNPS(t *testing.T) {
//		kpitest.NPS(t, func(answers []*int) (float64, error) {
//			db := fill(t, answers) // one row an answer, NULL where the customer dismissed the question
//			var score sql.NullFloat64
//			if err := db.QueryRow(ourQuery).Scan(&score); err != nil {
//				return 0, err
//			}
//			if !score.Valid {
//				return math.NaN(), nil // nobody answered: there is no score
//			}
//			return score.Float64, nil
//		})
//	}
//
// Every case is a subtest. When one fails it says why the case exists and what usually goes wrong, beside the
// input, the answer got and the answer wanted. Outside a test a [Recorder] takes the place of the *testing.T and
// keeps the failures.
//
// # A deviation that is meant
//
// Some implementations differ on purpose: a report rounds the NPS to whole points, a median of tickets interpolates
// where none is open. The definitions do not bend to them. Leave out by name the cases that are meant, which keeps all
// others, and keeps the deviation on record where the tests are run:
//
//	go test -skip 'TestMedian/^(tie-quarter|p90-of-twenty)$'
//
// Where the deviation is another definition in its own right, it has a runner of its own: percentile_cont of SQL is
// [ResolutionQuantileType7] and not a wrong [ResolutionQuantile], and rules of CSAT and CES are arguments.
//
// # The vectors
//
// The cases are JSON files, one for each question asked (nps-score.json, proportion-interval.json, …), all of one
// schema (schema.json, JSON Schema draft 2020-12). [Vectors] is that folder, for whoever reads it from another
// language; [Cases] decodes a file for a test in Go. All cases of a file have inputs and expectations of one shape:
//
//	id         name of the case, unique in its file
//	method     the method's name, in files that compare several
//	reason     why the case exists: what goes wrong in the field
//	input      what the implementation is given
//	expected   the right answer: value, lo, hi, …; or {"refused": true}, if the input must be an error
//	tolerance  largest absolute difference that is still right
//	source     who published or computed the expected numbers
//
// NPS is in points from -100 to 100, shares are fractions of one. A value of null is no data: it is neither an error
// nor 0. Limits of an interval lie within the metric's scale, and without data they are the ends of the scale. A time that
// is not reached is infinite.
//
// The package imports no metric package; those of this module are its first users.
package kpitest

import (
	"embed"
	"io/fs"
)

//go:embed vectors/*.json
var embedded embed.FS

// Vectors returns the test vectors: one JSON file for each question, and schema.json, which describes them all.
func Vectors() fs.FS {
	vectors, err := fs.Sub(embedded, "vectors")
	if err != nil {
		panic("kpitest: " + err.Error()) // the folder's name is not a valid path: impossible once it was embedded
	}
	return vectors
}
