// Package foldparquet folds Parquet files into tallies by segment and period: what package fold does with plain files.
//
//	table, report, err := foldparquet.NPS(file, size, foldparquet.File{
//		Time: "answered", Period: trend.Month(zone), Segment: []string{"team"}, Score: "score",
//	})
//
// [NPS] and [Scores] fold files of answers; [Times], [Sketches] and [SLAs] files of tickets, by when they were opened and
// resolved.
//
// Only the columns that are asked for are read, a row group at a time on each goroutine. Where a column has a dictionary,
// its values are looked at once for each entry and not once for each row. Table and report are the same for any number of
// goroutines, and the same as of a plain file with the same rows; a null is what an empty field is there.
//
// # Damaged files
//
// Pages are decoded by github.com/parquet-go/parquet-go. What it finds wrong is an error, and so is what it panics about;
// but version 0.32 trusts what a page claims to hold, so that a file made for it, or an unlucky bit, can ask for more
// memory than there is, which ends a program. Files of strangers belong in a process of their own with a limit. Columns
// packed by LZ4_RAW are refused, since it gets some of them wrong.
//
// # Dependencies
//
// It is a module of its own, because a reader of Parquet brings dependencies that package fold does not need.
package foldparquet
