package kpitest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestingT is what a runner needs of a test. A *testing.T has it, and there every case is a subtest of its own; a
// [Recorder] has it for programs.
type TestingT interface {
	Helper()
	Errorf(format string, args ...any)
}

// A Recorder takes the place of a *testing.T outside of tests, and keeps what failed:
//
//	var r kpitest.Recorder
//	kpitest.NPS(&r, ourNPS)
//	for _, f := range r.Failures {
//		fmt.Println(f)
//	}
//
// The zero Recorder is ready to use. It is not safe for concurrent use.
type Recorder struct {
	Cases    int       // how many cases were run
	Failures []Failure // those that failed, in their order
}

// Helper does nothing: there is no test to be a helper of.
func (r *Recorder) Helper() {}

// Errorf records a failure that belongs to no case, such as a method that has no vectors.
func (r *Recorder) Errorf(format string, args ...any) {
	r.Failures = append(r.Failures, Failure{Reason: fmt.Sprintf(format, args...)})
}

// A Failure is a case that an implementation got wrong.
type Failure struct {
	ID     string // file and case, nps-score/dismissed-answers-leave; empty if it belongs to no case
	Reason string // why the case exists
	Input  string // JSON, as in the vectors
	Got    string
	Want   string
	Source string // where the right answer comes from
}

// String returns the reason and, below it, what was asked, answered and wanted.
func (f Failure) String() string {
	if f.ID == "" {
		return f.Reason
	}
	return fmt.Sprintf("%s: %s\n  input:  %s\n  got:    %s\n  want:   %s\n  source: %s",
		f.ID, f.Reason, f.Input, f.Got, f.Want, f.Source)
}

// A mismatch is a wrong answer beside the right one, both as text; nil: it was right.
type mismatch struct{ got, want string }

// run puts the kept cases of a file to answer, one subtest each.
func run[In, Out any](t TestingT, file, which string, keep func(Case[In, Out]) bool,
	answer func(Case[In, Out]) *mismatch,
) {
	t.Helper()
	all := Cases[In, Out](file)
	kept := slices.DeleteFunc(slices.Clone(all), func(c Case[In, Out]) bool { return !keep(c) })
	if len(kept) == 0 {
		t.Errorf("kpitest: %s.json has no cases of %s", file, which)
		return
	}
	for _, c := range kept {
		check := func() *Failure {
			wrong := answer(c)
			if wrong == nil {
				return nil
			}
			var input bytes.Buffer
			if err := json.Compact(&input, c.input); err != nil {
				panic(fmt.Sprintf("kpitest: input of %s/%s: %v", file, c.ID, err)) // it was decoded before
			}
			return &Failure{ID: file + "/" + c.ID, Reason: c.Reason, Input: input.String(),
				Got: wrong.got, Want: wrong.want, Source: c.Source}
		}
		subtest(t, c.ID, check)
	}
}

// subtest runs one check in the way of its t.
func subtest(t TestingT, name string, check func() *Failure) {
	t.Helper()
	switch t := t.(type) {
	case *testing.T:
		t.Run(name, func(t *testing.T) {
			t.Helper()
			if f := check(); f != nil {
				t.Errorf("%v", *f)
			}
		})
	case *Recorder:
		t.Cases++
		if f := check(); f != nil {
			t.Failures = append(t.Failures, *f)
		}
	default:
		if f := check(); f != nil {
			t.Errorf("%v", *f)
		}
	}
}

// methodRun is run for the files that compare methods.
func methodRun[In, Out any](t TestingT, file string, m Method, answer func(Case[In, Out]) *mismatch) {
	t.Helper()
	run(t, file, fmt.Sprintf("method %q", string(m)),
		func(c Case[In, Out]) bool { return c.Method == m }, answer)
}

func anyCase[In, Out any](Case[In, Out]) bool { return true }

// An expectedValue is one number, no data (NaN), or a refusal.
type expectedValue struct {
	Value   Number
	Refused bool
}

// judge compares an answer with the expected value or refusal.
func (want expectedValue) judge(got float64, err error, tolerance float64) *mismatch {
	switch {
	case want.Refused && err == nil:
		return &mismatch{show(got), "an error: the input holds what is not an answer to this question"}
	case want.Refused:
		return nil
	case err != nil:
		return &mismatch{"the error " + err.Error(), show(float64(want.Value)) + within(tolerance)}
	case !near(got, float64(want.Value), tolerance):
		return &mismatch{show(got), show(float64(want.Value)) + within(tolerance)}
	}
	return nil
}

// A figure is one of several numbers in an answer.
type figure struct {
	name string
	got  float64
	want Number
}

// judge compares the numbers of an answer with the expected ones.
func judge(tolerance float64, figures ...figure) *mismatch {
	right := true
	var got, want []string
	for _, f := range figures {
		right = right && near(f.got, float64(f.want), tolerance)
		got = append(got, f.name+" "+show(f.got))
		want = append(want, f.name+" "+show(float64(f.want)))
	}
	if right {
		return nil
	}
	return &mismatch{strings.Join(got, ", "), strings.Join(want, ", ") + within(tolerance)}
}

// A span is an interval.
type span struct{ Lo, Hi Number }

func (want span) judge(lo, hi, tolerance float64) *mismatch {
	return judge(tolerance, figure{"lo", lo, want.Lo}, figure{"hi", hi, want.Hi})
}

// A spannedValue is an interval with its value, which the runners of intervals leave unchecked.
type spannedValue struct{ Value, Lo, Hi Number }

func (want spannedValue) judge(lo, hi, tolerance float64) *mismatch {
	return span{want.Lo, want.Hi}.judge(lo, hi, tolerance)
}

// A zTest is a standard normal statistic and its p-value.
type zTest struct{ Z, P Number }

func (want zTest) judge(z, p, tolerance float64) *mismatch {
	return judge(tolerance, figure{"z", z, want.Z}, figure{"p", p, want.P})
}

// near reports whether two numbers are the same within a tolerance; NaN and infinities are the same as themselves.
func near(got, want, tolerance float64) bool {
	if got == want || got != got && want != want {
		return true
	}
	d := got - want
	return -tolerance <= d && d <= tolerance
}

func show(x float64) string {
	if x != x {
		return "NaN (no data)"
	}
	return fmt.Sprintf("%.12g", x)
}

func within(tolerance float64) string {
	if tolerance == 0 {
		return ""
	}
	return fmt.Sprintf(" (within %g)", tolerance)
}
