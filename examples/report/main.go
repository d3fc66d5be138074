// Report writes one HTML file with scores and pictures of what is better looked at: the distribution of answers, segments, a
// trend, a control chart, how soon requests are closed, how long customers stay, cohorts, and what satisfaction depends on. The
// file needs no network and no script, follows the reader's light or dark theme, prints, and can be read without colour; behind
// each picture are its numbers.
//
//	go run . report.html                                   # of the built-in public data
//	go run . -csv answers.csv -score nps -segment team -time answered -zone Asia/Seoul report.html
//
// Without an argument it writes to standard output. A file of one's own may be large: a terminal sees how far it is. The module
// is one of its own because of the plotting library.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run does what main does, and returns the exit status: 1 if nothing could be read or written, 2 for wrong arguments.
func run(args []string, stdout, stderr io.Writer) int {
	fail := func(status int, err error) int {
		fmt.Fprintln(stderr, "report:", err)
		return status
	}
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: report [-csv answers.csv …] [report.html]")
		flags.PrintDefaults()
	}
	var f file
	flags.StringVar(&f.path, "csv", "", "`file` of answers from 0 to 10 with a header; empty: the built-in data")
	flags.StringVar(&f.score, "score", "score", "`column` with the answer")
	flags.StringVar(&f.segment, "segment", "", "`column` to divide the answers by")
	flags.StringVar(&f.time, "time", "", "`column` with the time of the answer")
	flags.StringVar(&f.period, "period", "month", "day, week, month, quarter or year")
	zone := flags.String("zone", "UTC", "time `zone` that says when a day begins")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 1 {
		flags.Usage()
		return 2
	}
	if periods[f.period] == nil {
		return fail(2, fmt.Errorf("period %q is not day, week, month, quarter or year", f.period))
	}
	var err error
	if f.zone, err = time.LoadLocation(*zone); err != nil {
		return fail(2, err)
	}

	var html bytes.Buffer
	if f.path == "" {
		err = writeBuiltIn(&html)
	} else {
		f.bar = terminal(stderr)
		err = writeFile(&html, f)
	}
	if err != nil {
		return fail(1, err)
	}
	if path := flags.Arg(0); path != "" {
		err = os.WriteFile(path, html.Bytes(), 0o644)
	} else {
		_, err = html.WriteTo(stdout)
	}
	if err != nil {
		return fail(1, err)
	}
	return 0
}

// terminal returns a bar on w if that is a terminal, and otherwise none.
func terminal(w io.Writer) *bar {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &bar{w: w, now: time.Now}
		}
	}
	return nil
}
