package kpitest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"strconv"
)

// A Case is one test vector: an input, the right answer, and the reason why somebody should ask.
type Case[In, Out any] struct {
	ID        string  // unique in its file
	Method    Method  // empty in a file that knows one method only
	Reason    string  // why the case exists: what goes wrong in the field
	Input     In      // what the implementation is given
	Expected  Out     // the right answer
	Tolerance float64 // largest absolute difference that is still right
	Source    string  // who published or computed the expected numbers

	file  string
	input json.RawMessage // as in the file, for the failure's message
}

// A Method names the formula behind an interval, as the vectors spell it.
type Method string

// Methods of the interval files. A file holds those that make sense for its question.
const (
	Score              Method = "score"               // inverted score test: Tango for a net score, Lang for a mean
	Wilson             Method = "wilson"              // score interval of one share
	ClopperPearson     Method = "clopper-pearson"     // exact: never covers less than its level
	MidP               Method = "mid-p"               // Clopper-Pearson with half the probability of what was observed
	Jeffreys           Method = "jeffreys"            // posterior under Beta(1/2, 1/2), limits at none and all
	AgrestiCoull       Method = "agresti-coull"       // Wald at Wilson's centre, clipped
	Wald               Method = "wald"                // value ± z standard errors, clipped
	AdjustedWald       Method = "adjusted-wald"       // Wald after 3/4, 3/2, 3/4 of an answer more in the three classes, clipped
	AnyTime            Method = "any-time"            // valid however often one looks
	StudentT           Method = "student-t"           // mean ± t standard errors
	SquareAndAdd       Method = "square-and-add"      // Newcombe, from each side's own limits
	MiettinenNurminen  Method = "miettinen-nurminen"  // inverted score test of a difference of two shares
	Holm               Method = "holm"                // p-values adjusted for the chance of one false alarm
	BenjaminiHochberg  Method = "benjamini-hochberg"  // p-values adjusted for the share of false alarms
	Bonferroni         Method = "bonferroni"          // p-values times their number
	Hochberg           Method = "hochberg"            // as Holm, from the greatest p-value down
	BenjaminiYekutieli Method = "benjamini-yekutieli" // as BenjaminiHochberg, for tests that may depend in any way
)

// Number is a float64 that JSON can spell where plain JSON cannot: null is NaN (no data), "Infinity" and
// "-Infinity" are the infinities. Use it for a field of Cases that may be unknown or unbounded.
type Number float64

// UnmarshalJSON reads a number, null, "Infinity" or "-Infinity".
func (x *Number) UnmarshalJSON(b []byte) error {
	switch s := string(b); s {
	case "null":
		*x = Number(math.NaN())
	case `"Infinity"`:
		*x = Number(math.Inf(1))
	case `"-Infinity"`:
		*x = Number(math.Inf(-1))
	default:
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return fmt.Errorf("kpitest: %s is not a number, null or an infinity", s)
		}
		*x = Number(f)
	}
	return nil
}

// Cases returns the cases of one file of the vectors, by its name without ".json", with inputs and expectations
// decoded into types of the caller's choice:
//
//	type counts struct{ K, N int; Level float64 }
//	type limits struct{ Lo, Hi float64 }
//	for _, c := range kpitest.Cases[counts, limits]("proportion-interval") {
//		…
//	}
//
// The types must name every field of the file, so that nothing in a vector goes unread; a field that can be null or
// infinite wants a [Number]. A file that does not exist or does not fit the types is an error in the calling code:
// Cases panics and says which.
func Cases[In, Out any](file string) []Case[In, Out] {
	data, err := fs.ReadFile(Vectors(), file+".json")
	if err != nil {
		panic(fmt.Sprintf("kpitest: no vectors %q: %v", file, err))
	}
	var stored struct {
		Cases []struct {
			ID, Method, Reason, Source string
			Tolerance                  float64
			Input, Expected            json.RawMessage
		}
	}
	if err := json.Unmarshal(data, &stored); err != nil {
		panic(fmt.Sprintf("kpitest: %s.json: %v", file, err))
	}
	if len(stored.Cases) == 0 {
		panic(fmt.Sprintf("kpitest: %s.json holds no cases", file))
	}
	cases := make([]Case[In, Out], len(stored.Cases))
	for i, s := range stored.Cases {
		c := Case[In, Out]{ID: s.ID, Method: Method(s.Method), Reason: s.Reason, Tolerance: s.Tolerance,
			Source: s.Source, file: file, input: s.Input}
		if err := decode(s.Input, &c.Input); err != nil {
			panic(fmt.Sprintf("kpitest: input of %s/%s: %v", file, s.ID, err))
		}
		if err := decode(s.Expected, &c.Expected); err != nil {
			panic(fmt.Sprintf("kpitest: expected of %s/%s: %v", file, s.ID, err))
		}
		cases[i] = c
	}
	return cases
}

func decode(raw json.RawMessage, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
