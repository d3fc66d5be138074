// Command bench compares this module with other libraries, with the loops that one writes oneself and with the least that
// must be done, and prints docs/performance.md's tables as Markdown:
//
//	go run .                     # against other Go code
//	go run . -python python3     # against numpy, scipy, pandas and statsmodels as well
//	go run . -run wilson -grow=false
//	go run . -quick              # small data, a few seconds
//	go run . -file 1e8           # a CSV file of so many rows, folded once, with the memory that takes; 2.7 GB of disk
//
// Within a row all entrants work on the same data. Each is checked first: its answer must be that of another way to find
// it. Then they take turns, so that a busy spell of the machine meets all of them, and the best turn counts. Times are
// processor time of all threads, garbage collector included. An entrant marked with an asterisk is so slow that it got
// only a part of the data; its time is multiplied.
//
// It is a module of its own, so that no program that imports this library needs the others. `go test -bench .` runs the
// same entrants as ordinary benchmarks.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"slices"
	"strings"
)

func contests() []contest {
	return slices.Concat(counting, shares, durations, sketches, hours, cohorts, runs, changes, surveys, files)
}

func main() {
	quick := flag.Bool("quick", false, "small data")
	grow := flag.Bool("grow", true, "also how the time grows with the size of the data")
	rounds := flag.Int("rounds", 9, "how often each takes its turn")
	only := flag.String("run", "", "only rows whose text contains this, upper and lower case alike")
	interpreter := flag.String("python", "", "Python with numpy, scipy, pandas and statsmodels, such as python3")
	rows := flag.Float64("file", 0, "only fold one CSV file of so many rows, and tell the memory that takes")
	flag.Parse()
	if *rows > 0 {
		foldOnce(os.Stdout, int(*rows))
		return
	}
	chosen := slices.DeleteFunc(contests(), func(c contest) bool {
		return !strings.Contains(strings.ToLower(c.name), strings.ToLower(*only))
	})
	if err := compare(os.Stdout, chosen, *quick, *grow, *rounds, *interpreter); err != nil {
		log.Fatal(err)
	}
}

// compare holds the contests and writes the tables.
func compare(w io.Writer, chosen []contest, quick, grow bool, rounds int, interpreter string) (err error) {
	var line *python
	if interpreter != "" {
		if line, err = startPython(interpreter); err != nil {
			return err
		}
		defer func() { err = joined(err, line.stop()) }()
	}
	fmt.Fprintf(w, "%s, %d cores, load before %s; best of %d turns.\n\n", runtime.Version(), runtime.NumCPU(), load(), rounds)
	writeHeader(w)
	for _, c := range chosen {
		n := c.n
		if quick {
			n = c.quick
		}
		results, err := c.hold(n, rounds, line)
		if err != nil {
			return err
		}
		c.writeRow(w, n, results)
	}
	if grow {
		fmt.Fprintln(w)
		most := int(1e8)
		if quick {
			most = 1e4
		}
		writeGrowth(w, chosen, most, min(rounds, 5))
	}
	fmt.Fprintf(w, "\nload after %s\n", load())
	return nil
}

// load returns the average number of threads that wanted a processor in the last minute, this program's among them, where
// the system tells.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(text))[0]
}
