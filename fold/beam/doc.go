// Package foldbeam folds files into tallies by segment and period on Apache Beam, which runs in this process and on
// Flink, Spark and Dataflow. Its name is not that of its folder because programs import Beam's package beam too.
//
//	func init() { // in every process: the program that submits, and the workers
//		foldbeam.RegisterTally(nps.Tally{Detractors: 1, Passives: 2, Promoters: 3})
//		foldbeam.RegisterFolder(answers{})
//	}
//
//	type answers struct{ Zone string } // its exported fields travel to the workers
//
//	func (a answers) Fold(_ foldbeam.Part, r io.Reader) (fold.Table[nps.Tally], fold.Report, error) {
//		zone, err := time.LoadLocation(a.Zone)
//		…
//		return fold.NPS(r, fold.File{Time: "time", Period: trend.Month(zone), Segment: []string{"team"}, Score: "score"})
//	}
//
//	files, err := foldbeam.Glob(ctx, "gs://bucket/answers-*.csv")
//	p, s := beam.NewPipelineWithRoot()
//	foldbeam.Write(s, path, foldbeam.Files(s, files, answers{Zone: "Europe/Berlin"}))
//	err = beamx.Run(ctx, p)
//	result, err := foldbeam.ReadFile[nps.Tally](ctx, path)
//
// An element of the pipeline is a file, or with [Split] a range of one: a worker folds its rows into one tally for each
// key, and only tallies travel. To hand each row to Beam takes some thirty times as long. Several metrics of one file
// are one reading if the tally is a struct of them with a Plus of its own.
//
// # What goes wrong with Beam, and how it shows here
//
// Much of what Beam cannot carry it drops without a word, and the counts are zero. Here each case is a panic before
// anything is submitted, or an error of the run, which then writes nothing:
//
//   - An unexported field of a tally, one that is not in its JSON, as where an embedded tally writes the JSON of the
//     whole, a MarshalBinary that no coder calls: [RegisterTally] sends a sample there and back, and panics if anything
//     is missing.
//   - A tally that arrives with fewer observations than it had, for whatever reason: each carries its N, and the
//     worker that receives it compares. At the end [Write] compares the sum of all tallies with that of all parts.
//   - A type that is not registered: a panic of [Files] and [Merge], or where only the workers do not know it, an
//     error. Another coder for it, registered later: a panic.
//   - A function that captured a variable, which a worker does not have: a [Folder] is a struct, and [Files] panics if
//     one of its fields would not arrive as it is. Beam's own registration, which wants a pointer here and a value
//     there, is not needed.
//   - A file read line by line, with its header among the rows and quoted fields torn apart: Fold gets the whole file,
//     or a range that begins with the header and holds no quotation mark. The import of the local file system is
//     made; for others an error names it.
//   - A part that was left out, folded twice, or not read to its end; two parts with lines in common.
//   - Tallies of two rules or scales in one key, a key that is not UTF-8, a negative count.
//   - A worker that dies: the engine folds its parts again, or the run fails. Prism, the engine of this process, fails
//     it. Nothing that a worker held counts before the part is finished.
//
// There are no windows of a calendar month in Beam; the period is part of the key, and comes from trend.Period.
//
// A run that fails leaves the file of an earlier one where it is: read the result only after the run has succeeded. A
// run has no deadline but that of its context.
package foldbeam
