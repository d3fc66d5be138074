// Package fold folds big plain files, and the rows of a database, into tallies by segment and period.
//
//	table, report, err := fold.NPS(file, fold.File{
//		Time: "answered", Period: trend.Month(zone), Segment: []string{"team"}, Score: "score",
//	})
//	fmt.Println(report) // 1000 rows: 990 folded, 8 blank, 2 bad (1 time, 1 scale)
//	march := table[fold.Key{Segment: "north", Period: "2026-03"}]
//	fmt.Println(march.Score(0.95)) // 30.0 [14.0, 44.3] n=100
//
// A [Table] is a map from a [Key], a segment and a period, to a tally; it adds up as tallies do. A [Report] says what
// became of every row. No row is left out in silence, and none is guessed: a blank is not a 0, an 11 is not a 10.
//
// # Files
//
// [NPS], [CSAT], [CES] and [Ratings] fold files of scores; they are [Scores] with a tally's AddN, and any other tally that
// has one goes the same way. [Times], [Sketches] and [SLAs] fold files of tickets, [Records] rows of any kind. [Events]
// reads a file of events, such as orders, for a triangle of retention. What a file looks like is said by [File]: columns
// by their names in the header, how times are written, which codes stand for no answer.
//
// The syntax is that of encoding/csv. The file is read in pieces, by as many goroutines as can run at once, and table and
// report, to the numbers of the bad rows and their lines, are the same for any number of them. What is held in memory
// are some pieces and the tallies, however long the file. Ten million answers, 27 bytes each, take a quarter of a second
// of processor time, a fifth of what a careful loop around encoding/csv takes, and 12 MB of memory.
//
// Nothing is guessed at from the data either: an empty file, one without a header, and a column that is not there are
// errors.
//
// # Databases
//
// A database counts best by itself. [Query] and [Rows] take what a GROUP BY returns and need nothing but database/sql. The
// columns are, in this order, the segment, the period's key as package trend writes it, the score, and the count. For no
// periods select an empty text in the place of the key:
//
//	SELECT team, '' AS period, score, count(*) FROM answers GROUP BY team, score
//
// For periods decide in the statement on the zone whose calendar counts; these all give months of Berlin of an instant
// in the column answered:
//
//	-- PostgreSQL, timestamptz (of a timestamp in UTC: answered AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin')
//	SELECT team, to_char(answered AT TIME ZONE 'Europe/Berlin', 'YYYY-MM') AS month, score, count(*)
//	FROM answers GROUP BY 1, 2, 3
//
//	-- ClickHouse, DateTime
//	SELECT team, formatDateTime(answered, '%Y-%m', 'Europe/Berlin') AS month, score, count()
//	FROM answers GROUP BY team, month, score
//
//	-- BigQuery, TIMESTAMP
//	SELECT team, FORMAT_TIMESTAMP('%Y-%m', answered, 'Europe/Berlin') AS month, score, COUNT(*)
//	FROM answers GROUP BY team, month, score
//
//	-- Snowflake, TIMESTAMP_TZ or TIMESTAMP_LTZ (of a TIMESTAMP_NTZ in UTC: CONVERT_TIMEZONE('UTC', 'Europe/Berlin', answered))
//	SELECT team, TO_CHAR(CONVERT_TIMEZONE('Europe/Berlin', answered), 'YYYY-MM') AS month, score, COUNT(*)
//	FROM answers GROUP BY 1, 2, 3
//
// SQLite knows no zones but UTC and the machine's own. This is by UTC, of text such as 2026-03-05T12:00:00Z; of seconds
// since 1970 it is strftime('%Y-%m', answered, 'unixepoch'):
//
//	SELECT team, strftime('%Y-%m', answered) AS month, score, count(*) FROM answers GROUP BY 1, 2, 3
//
// Functions that truncate, such as date_trunc('month', answered), or toStartOfMonth, return a time and not a key, and on
// the way to Go a date easily becomes the midnight of another zone, and so the month before. Rows refuses a time, and
// any text that is no key, such as the team where the columns are in another order.
// Leave the scores that are NULL in: they come back as Report.Blank.
//
// # Goroutines
//
// A tally is not for several goroutines to add to, and it needs no lock: let each have its own, and put them together by
// Plus when they are done, as the functions here do. Share by copying: the goroutines never wait for each other, and the
// sum is the same however the rows were dealt out. The example of [Table.Plus] does it with tables.
package fold
