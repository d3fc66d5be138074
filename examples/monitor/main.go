// Monitor watches a net score: it reads closed periods from standard input, one JSON object a line, and writes an alert, one
// JSON object a line too, whenever a period is unlike those before.
//
//	go run ./examples/monitor -baseline 12 -state nps.json < months.jsonl
//
// A line says how many answers were down, flat and up; for NPS detractors, passives and promoters:
//
//	{"period":"2026-03","down":12,"flat":30,"up":58}
//
// The first periods, 12 unless -baseline says otherwise, make the limits; from then on they stay as they are. With -state
// everything known is kept in a file, so that the next run goes on where this one ended; the file is replaced as a whole after
// each line, and a run that is killed loses nothing that was written. A line that cannot be read is named on standard error,
// and the rest goes on.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/servicekpi/servicekpi/trend/chart"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run does what main does, and returns the exit status: 0 if at least one period was read, 1 if none was or the state could
// not be kept, 2 for wrong arguments.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("monitor", flag.ContinueOnError)
	flags.SetOutput(stderr)
	state := flags.String("state", "", "`file` that keeps what is known between runs (default: nothing is kept)")
	baseline := flags.Int("baseline", 12, "`periods` with answers that make the limits; ignored once they are made")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "monitor: unexpected argument %q\n", flags.Arg(0))
		return 2
	case *baseline < 2:
		fmt.Fprintf(stderr, "monitor: -baseline %d is not at least 2\n", *baseline)
		return 2
	}
	if err := watch(stdin, stdout, stderr, *state, *baseline); err != nil {
		fmt.Fprintln(stderr, "monitor:", err)
		return 1
	}
	return 0
}

// period is a line of the input. Counts that are missing are refused: they are unknown, not 0.
type period struct {
	Period         string
	Down, Flat, Up *int
}

// alert is a line of the output.
type alert struct {
	Period string     `json:"period"`
	Rule   chart.Rule `json:"rule"`
	Side   int        `json:"side"` // 1: high or a rise, -1: low or a fall
	Since  string     `json:"since"`
}

// watch reads periods to the end of the input. The error says that no period was read, or that no more can be.
func watch(in io.Reader, out, problems io.Writer, path string, baseline int) error {
	s, err := load(path)
	if err != nil {
		return err
	}
	alerts := json.NewEncoder(out)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	read := 0
	for line := 1; lines.Scan(); line++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" {
			continue
		}
		p, err := parse(text)
		if err != nil {
			fmt.Fprintf(problems, "monitor: line %d: %v\n", line, err)
			continue
		}
		signals, err := s.add(p, baseline)
		if err != nil {
			fmt.Fprintf(problems, "monitor: line %d: %v\n", line, err)
			continue
		}
		read++
		// Alerts go out before the state is kept: a run that is killed between the two may repeat one, but drops none.
		for _, found := range signals {
			if err := alerts.Encode(alert{p.Period, found.Rule, found.Side, s.name(found.First)}); err != nil {
				return err
			}
		}
		if err := s.save(path); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if read == 0 {
		return errors.New("no period could be read")
	}
	return nil
}

func parse(text string) (period, error) {
	var p period
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return p, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return p, errors.New("more than one JSON value")
	}
	if p.Period == "" || p.Down == nil || p.Flat == nil || p.Up == nil {
		return p, errors.New("want period, down, flat and up")
	}
	return p, nil
}

// rules are those that find a jump and a shift that lasts.
func rules() []chart.Rule { return []chart.Rule{chart.Beyond, chart.NineOneSide} }

// recent is how many names of periods are kept: as many as the longest pattern of the rules has, and more.
const recent = 64

// state is what is known: periods until there is a baseline, then a monitor.
type state struct {
	Baseline [][3]int       `json:"baseline,omitempty"`
	Monitor  *chart.Monitor `json:"monitor,omitempty"`
	Periods  int            `json:"periods"` // how many there have been
	Names    []string       `json:"names"`   // of the last of them
}

// add takes the next period and returns what is new with it. A period that is named like the last, or before it, is refused:
// it was counted. Names of one form, such as 2026-03, sort as text in order of time.
func (s *state) add(p period, baseline int) ([]chart.Signal, error) {
	if len(s.Names) > 0 && p.Period <= s.Names[len(s.Names)-1] {
		return nil, fmt.Errorf("period %s is not after %s", p.Period, s.Names[len(s.Names)-1])
	}
	classes := [3]int{*p.Down, *p.Flat, *p.Up}
	if min(classes[0], classes[1], classes[2]) < 0 {
		return nil, fmt.Errorf("period %s: a negative count among %v", p.Period, classes)
	}
	var signals []chart.Signal
	if s.Monitor != nil {
		var err error
		if signals, err = s.Monitor.AddNet(classes[0], classes[1], classes[2]); err != nil {
			return nil, err
		}
	} else {
		s.Baseline = append(s.Baseline, classes)
		if answered(s.Baseline) >= baseline {
			m := chart.Net(s.Baseline).Monitor(rules()...)
			s.Monitor, s.Baseline = &m, nil
		}
	}
	s.Periods++
	s.Names = append(s.Names, p.Period)
	s.Names = s.Names[max(0, len(s.Names)-recent):]
	return signals, nil
}

// answered returns how many periods have answers.
func answered(periods [][3]int) (n int) {
	for _, c := range periods {
		if c != [3]int{} {
			n++
		}
	}
	return n
}

// name returns the name of a period by its number, from 0, and of one too long ago that of the oldest known.
func (s *state) name(number int) string {
	return s.Names[max(0, number-(s.Periods-len(s.Names)))]
}

func load(path string) (*state, error) {
	s := new(state)
	if path == "" {
		return s, nil
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if s.Periods < len(s.Names) || s.Periods > 0 && len(s.Names) == 0 {
		return nil, fmt.Errorf("%s: %d periods and %d names", path, s.Periods, len(s.Names))
	}
	if m := s.Monitor; m != nil && (m.Kind() != chart.Net(nil).Kind || m.Next() != s.Periods) {
		return nil, fmt.Errorf("%s: a monitor of kind %v after %d periods, and %d periods", path, m.Kind(), m.Next(), s.Periods)
	}
	return s, nil
}

// save replaces the file in one step, so that it holds the old state or the new one and never half of either.
func (s *state) save(path string) error {
	if path == "" {
		return nil
	}
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once it is renamed
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
