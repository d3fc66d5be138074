// Beam folds files of tickets into the NPS and the time to resolution of each team and month, on Apache Beam: in this
// program, or by its flags on Flink, Spark or Dataflow. Rows stay where the files are read; a tally for each team, month
// and file is all that travels.
//
//	go run .                                   # twelve files that are made up, in this program
//	go run . -files '/data/tickets-*.csv' -as_of 2026-07-01T00:00:00Z
//
// The README has the flags of other engines. The program is a module of its own because of what Beam brings along.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/servicekpi/servicekpi/fold"
	foldbeam "github.com/servicekpi/servicekpi/fold/beam"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/ttr"
)

const level = 0.95

// The program's flags stand beside those of Beam.
var (
	files = flag.String("files", "", "`pattern` of the files; empty: twelve that are made up")
	asOf  = flag.String("as_of", "2026-07-01T00:00:00Z", "`time` at which the files were written: what is open was open then")
	out   = flag.String("tallies", "", "`folder` for the tallies, where workers can write and this program read; empty: a temporary one")
)

func main() {
	flag.Parse()
	beam.Init() // a worker never returns from here
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, w io.Writer) error {
	at, err := time.Parse(time.RFC3339, *asOf)
	if err != nil {
		return err
	}
	if *jobopts.Async {
		return errors.New("want a run that is waited for: the tallies are read after it")
	}
	dir, err := os.MkdirTemp("", "tallies")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	pattern, folder := *files, *out
	if pattern == "" {
		fmt.Fprintln(w, "the tickets of these teams are made up")
		if pattern, err = makeUp(dir, 12, 5000, at); err != nil {
			return err
		}
	}
	if folder == "" {
		folder = dir
	}
	answered, resolved, err := compute(ctx, pattern, folder, at)
	if err != nil {
		return err
	}
	return report(w, answered, resolved)
}

// compute runs the pipeline and reads what it wrote.
func compute(
	ctx context.Context, pattern, folder string, at time.Time,
) (answered foldbeam.Result[nps.Tally], resolved foldbeam.Result[ttr.Sketch], err error) {
	parts, err := foldbeam.Glob(ctx, pattern)
	if err != nil {
		return answered, resolved, err
	}
	folder = strings.TrimSuffix(folder, "/")
	answersFile, timesFile := folder+"/answers.jsonl", folder+"/times.jsonl"

	p, s := beam.NewPipelineWithRoot()
	foldbeam.Write(s, answersFile, foldbeam.Files(s, parts, answers{Zone: "UTC"}))
	foldbeam.Write(s, timesFile, foldbeam.Files(s, parts, times{Zone: "UTC", AsOf: at}))
	if err := beamx.Run(ctx, p); err != nil {
		return answered, resolved, err
	}
	if answered, err = foldbeam.ReadFile[nps.Tally](ctx, answersFile); err != nil {
		return answered, resolved, err
	}
	resolved, err = foldbeam.ReadFile[ttr.Sketch](ctx, timesFile)
	return answered, resolved, err
}

// report prints what became of the rows, and then the two metrics of each team and month.
func report(w io.Writer, answered foldbeam.Result[nps.Tally], resolved foldbeam.Result[ttr.Sketch]) error {
	fmt.Fprintf(w, "%d files\nscores: %v\ntimes:  %v\n", len(answered.Reports), answered.Report(), resolved.Report())
	team := ""
	for key, sketch := range resolved.Table.All() {
		if key.Segment != team {
			team = key.Segment
			fmt.Fprintf(w, "\n%s\n", team)
		}
		score := answered.Table[fold.Key{Segment: team, Period: key.Period}].Score(level)
		if _, err := fmt.Fprintf(w, "  %s  NPS %-28v half resolved within %v\n", key.Period, score, sketch.Median(level)); err != nil {
			return err
		}
	}
	return nil
}
