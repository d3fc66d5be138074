package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/servicekpi/servicekpi/kpi"
)

// report is what the command prints, in whichever form.
type report struct {
	Title    string    `json:"title"`
	First    []string  `json:"first,omitempty"` // what to look at first
	Sections []section `json:"sections"`
}

type section struct {
	Title string   `json:"title"`
	Notes []string `json:"notes,omitempty"`
	Lines []line   `json:"lines,omitempty"`
}

// line is one estimate under its name; indented names belong to the line above.
type line struct {
	Name     string       `json:"name"`
	Estimate kpi.Estimate `json:"estimate"`
	Targets  []verdict    `json:"targets,omitempty"`
	Differs  bool         `json:"differs,omitempty"`
	P        *float64     `json:"p,omitempty"`
	// Concentrate: a driver that matters more than others and goes less well.
	Concentrate bool   `json:"concentrate,omitempty"`
	Remark      string `json:"remark,omitempty"`
}

type verdict struct {
	target
	Verdict kpi.Verdict `json:"verdict"`
	unit    kpi.Unit
}

// look fills in what to look at first: missed targets, then segments that differ from the others, in the order of the
// report, then drivers to work on, then targets that more answers would decide.
func (r *report) look() {
	var missed, differ, drive, undecided []string
	for _, s := range r.Sections {
		name := ""
		for _, l := range s.Lines {
			own := strings.TrimLeft(l.Name, " ")
			if own == l.Name {
				name = l.Name
			} else {
				own = name + ", " + own
			}
			for _, t := range l.Targets {
				text := fmt.Sprintf("%s: %v, %v", own, l.Estimate, t)
				switch t.Verdict {
				case kpi.Missed:
					missed = append(missed, text)
				case kpi.Undecided:
					undecided = append(undecided, text)
				}
			}
			if l.Concentrate {
				drive = append(drive, fmt.Sprintf("%s, %s: %v, %s", s.Title, own, l.Estimate, l.Remark))
			}
			if l.Differs {
				differ = append(differ, fmt.Sprintf("%s, %s: %v, %s", s.Title, own, l.Estimate, l.Remark))
			}
		}
	}
	r.First = slices.Concat(missed, differ, drive, undecided)
}

// String returns the target and whether it is met, in the unit of the metric.
func (v verdict) String() string {
	sign := "at most"
	if v.AtLeast {
		sign = "at least"
	}
	return fmt.Sprintf("target %s %s: %v", sign, v.unit.Format(v.Value), v.Verdict)
}

// remarks returns what there is to say of a line: its verdicts, then its remark.
func (l line) remarks() string {
	var parts []string
	for _, t := range l.Targets {
		parts = append(parts, t.String())
	}
	if l.Remark != "" {
		parts = append(parts, l.Remark)
	}
	return strings.Join(parts, "; ")
}

// cells returns a line's value, interval and number of answers as people read them.
func (l line) cells() (value, interval, n string) {
	e := l.Estimate
	if !e.Known() {
		return "n/a", "", "0"
	}
	format := e.Unit.Format
	return format(e.Value), "[" + format(e.Lo) + ", " + format(e.Hi) + "]", strconv.Itoa(e.N)
}

var renderers = map[string]func(io.Writer, report) error{
	"text": renderText, "markdown": renderMarkdown, "json": renderJSON, "csv": renderCSV,
}

func renderText(w io.Writer, r report) error {
	fmt.Fprintln(w, r.Title)
	if len(r.First) > 0 {
		fmt.Fprint(w, "\nWhat to look at first\n")
	}
	for _, first := range r.First {
		fmt.Fprintln(w, "  "+first)
	}
	for _, s := range r.Sections {
		fmt.Fprintf(w, "\n%s\n", s.Title)
		for _, note := range s.Notes {
			fmt.Fprintln(w, "  "+note)
		}
		var out bytes.Buffer
		table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
		for _, l := range s.Lines {
			value, interval, n := l.cells()
			fmt.Fprintf(table, "  %s\t%s\t%s\tn=%s\t%s\n", l.Name, value, interval, n, l.remarks())
		}
		if err := table.Flush(); err != nil {
			return err
		}
		for row := range strings.Lines(out.String()) {
			if _, err := fmt.Fprintln(w, strings.TrimRight(row, " \n")); err != nil {
				return err
			}
		}
	}
	return nil
}

func renderMarkdown(w io.Writer, r report) error {
	escape := strings.NewReplacer("|", `\|`, "\n", " ").Replace
	_, err := fmt.Fprintf(w, "# %s\n", escape(r.Title))
	if len(r.First) > 0 {
		fmt.Fprint(w, "\n## What to look at first\n\n")
	}
	for _, first := range r.First {
		fmt.Fprintf(w, "- %s\n", escape(first))
	}
	for _, s := range r.Sections {
		fmt.Fprintf(w, "\n## %s\n\n", escape(s.Title))
		for _, note := range s.Notes {
			fmt.Fprintf(w, "- %s\n", escape(note))
		}
		if len(s.Lines) > 0 {
			if len(s.Notes) > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprint(w, "| | value | interval | n | |\n|---|---:|---|---:|---|\n")
		}
		for _, l := range s.Lines {
			value, interval, n := l.cells()
			name := escape(l.Name)
			if trimmed := strings.TrimLeft(name, " "); trimmed != name {
				name = "… " + trimmed
			}
			_, err = fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", name, value, interval, n, escape(l.remarks()))
		}
	}
	return err
}

func renderJSON(w io.Writer, r report) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(r)
}

// renderCSV writes one row a line, with numbers as numbers: empty where there is no data.
func renderCSV(w io.Writer, r report) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"section", "name", "value", "lo", "hi", "level", "n", "unit", "remark"}); err != nil {
		return err
	}
	for _, s := range r.Sections {
		for _, l := range s.Lines {
			e := l.Estimate
			number := func(x float64) string {
				if x != x {
					return ""
				}
				return strconv.FormatFloat(x, 'g', -1, 64)
			}
			row := []string{s.Title, strings.TrimSpace(l.Name), number(e.Value), number(e.Lo), number(e.Hi),
				number(e.Level), strconv.Itoa(e.N), e.Unit.String(), l.remarks()}
			if err := out.Write(row); err != nil {
				return err
			}
		}
		for _, note := range s.Notes {
			if err := out.Write([]string{s.Title, "", "", "", "", "", "", "", note}); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}
