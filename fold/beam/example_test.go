package foldbeam_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/servicekpi/servicekpi/fold"
	foldbeam "github.com/servicekpi/servicekpi/fold/beam"
	"github.com/servicekpi/servicekpi/nps"
	"github.com/servicekpi/servicekpi/trend"
)

// teams folds files of answers; Zone is where its months begin.
type teams struct {
	Zone string
}

func (f teams) Fold(_ foldbeam.Part, r io.Reader) (fold.Table[nps.Tally], fold.Report, error) {
	zone, err := time.LoadLocation(f.Zone)
	if err != nil {
		return nil, fold.Report{}, err
	}
	return fold.NPS(r, fold.File{Time: "time", Period: trend.Month(zone), Segment: []string{"team"}, Score: "score"})
}

func init() {
	foldbeam.RegisterTally(nps.Tally{Detractors: 1, Passives: 2, Promoters: 3})
	foldbeam.RegisterFolder(teams{})
}

// Two files, folded on whatever engine the flags of the program name: here in this process. TestMain, as main would
// do, has called flag.Parse and beam.Init.
func Example() {
	ctx := context.Background()
	files, err := foldbeam.Glob(ctx, "testdata/answers-*.csv")
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "result.jsonl")

	p, s := beam.NewPipelineWithRoot()
	foldbeam.Write(s, path, foldbeam.Files(s, files, teams{Zone: "UTC"}))
	if err := beamx.Run(ctx, p); err != nil {
		log.Fatal(err)
	}
	result, err := foldbeam.ReadFile[nps.Tally](ctx, path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Report())
	for key, tally := range result.Table.All() {
		fmt.Println(key.Segment, key.Period, tally.Score(0.95))
	}
	// Output:
	// 8 rows: 7 folded, 0 blank, 1 bad (1 scale)
	// north 2026-03 33.3 [-58.5, 87.7] n=3
	// north 2026-04 0.0 [-79.3, 79.3] n=1
	// south 2026-03 0.0 [-81.1, 81.1] n=2
	// south 2026-04 100.0 [-58.7, 100.0] n=1
}

// A large file is folded by several workers, each a range of its lines.
func ExampleSplit() {
	ctx := context.Background()
	files, err := foldbeam.Glob(ctx, "testdata/answers-1.csv")
	if err != nil {
		log.Fatal(err)
	}
	ranges, err := foldbeam.Split(ctx, files, 64, true) // bytes: in earnest some hundred million
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range ranges {
		fmt.Println(filepath.Base(r.String()))
	}
	// Output:
	// answers-1.csv[0:64]
	// answers-1.csv[64:128]
	// answers-1.csv[128:]
}

// What a run has written is text, and is read by the type of its tallies.
func ExampleRead() {
	const text = `{"segment":"north","period":"2026-03","n":4,"tally":{"detractors":1,"passives":1,"promoters":2}}
{"part":{"path":"/data/answers.csv"},"report":{"Rows":5,"Folded":4,"Blank":1},"n":4}
{"tallies":1,"parts":1}
`
	result, err := foldbeam.Read[nps.Tally](strings.NewReader(text))
	fmt.Println(result.Report(), err)
	fmt.Println(result.Table.Total().Score(0.95))

	lines := strings.SplitAfter(text, "\n")
	_, err = foldbeam.Read[nps.Tally](strings.NewReader(lines[0] + lines[2]))
	fmt.Println(err)
	// Output:
	// 5 rows: 4 folded, 1 blank, 0 bad <nil>
	// 25.0 [-50.5, 77.8] n=4
	// foldbeam: line "{\"tallies\":1,\"parts\":1}\n": there are 1 tallies and 0 parts
}

// The key of a pair, for programs that hand tallies to Merge or take them from Files.
func ExampleFormatKey() {
	key, err := foldbeam.FormatKey(fold.Key{Segment: fold.Join("north", "phone"), Period: "2026-03"})
	fmt.Println(key, err)
	back, err := foldbeam.ParseKey(key)
	fmt.Println(back.Segment, back.Period, err)
	// Output:
	// north|phone|2026-03 <nil>
	// north|phone 2026-03 <nil>
}
