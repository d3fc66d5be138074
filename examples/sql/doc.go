// Command sql puts three SQL queries for the Net Promoter Score to the test vectors of kpitest, in an SQLite database
// in memory: the right one passes, one counts the customers who dismissed the question, one rounds and says 0 when
// nobody has answered.
//
//	go run .    # the verdicts, each failure with its reason
//	go test .
//
// A team that computes its NPS in SQL needs no more than this, in a test of its own beside its own query:
//
//	func TestOurNPS(t *testing.T) {
//		db := open(t)
//		kpitest.NPS(t, func(answers []*int) (float64, error) {
//			if err := fill(db, answers); err != nil { // 11 breaks the table's CHECK
//				return 0, err
//			}
//			return ask(db, ourQuery) // NULL is math.NaN()
//		})
//	}
//
// where fill and ask are the two functions of main.go, and the database any that database/sql can reach.
//
// The program is a module of its own, so that the library does not depend on a database.
package main
