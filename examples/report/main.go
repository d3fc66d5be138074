// Report writes one HTML file with the scores of the built-in public data and pictures of what is better looked at: the
// distribution of answers, segments, a trend, a control chart, how long customers stay, and cohorts. The file needs no network
// and no script, follows the reader's light or dark theme, prints, and can be read without colour; behind each picture are its
// numbers.
//
//	go run . report.html
//
// Without an argument it writes to standard output. The module is one of its own because of the plotting library.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run does what main does, and returns the exit status: 1 if nothing could be written, 2 for wrong arguments.
func run(args []string, stdout, stderr io.Writer) int {
	if len(args) > 1 || len(args) == 1 && args[0] != "" && args[0][0] == '-' {
		fmt.Fprintln(stderr, "usage: report [file]")
		return 2
	}
	var page bytes.Buffer
	err := write(&page)
	if err == nil && len(args) == 1 {
		err = os.WriteFile(args[0], page.Bytes(), 0o644)
	} else if err == nil {
		_, err = page.WriteTo(stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "report:", err)
		return 1
	}
	return 0
}
