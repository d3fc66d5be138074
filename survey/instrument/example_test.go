package instrument_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/servicekpi/servicekpi/ces"
	"github.com/servicekpi/servicekpi/csat"
	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/survey/instrument"
)

// load returns a built-in instrument.
func load(id string) *instrument.Instrument {
	in, err := instrument.Builtin(id)
	if err != nil {
		log.Fatal(err)
	}
	return in
}

// count returns a tally of n equal responses for each row.
func count(in *instrument.Instrument, table ...rows) (t instrument.Tally) {
	for _, row := range table {
		if err := t.AddN(in, row.r, row.n); err != nil {
			log.Fatal(err)
		}
	}
	return t
}

type rows = struct {
	n int
	r instrument.Response
}

// An employee survey. One reply is off the scale; it is reported and not counted. One respondent skipped an item,
// one answered too few.
func Example() {
	in, err := instrument.Builtin("employee-feedback")
	if err != nil {
		log.Fatal(err)
	}
	var t instrument.Tally
	for _, r := range []instrument.Response{
		{"voice": 4, "tools": 5, "training": 4, "freedom": 3, "recognition": 4},
		{"voice": 2, "tools": 3, "training": 2, "freedom": 2, "recognition": 1},
		{"voice": 5, "tools": 5, "training": 0, "freedom": 4, "recognition": 5}, // 0: does not apply
		{"voice": 3, "tools": 4},
		{"voice": 3, "tools": 2, "training": 3, "freedom": 3, "recognition": 2},
		{"voice": 3, "tools": 6, "training": 3, "freedom": 3, "recognition": 3},
		{"voice": 4, "tools": 3, "training": 4, "freedom": 5, "recognition": 4},
	} {
		if err := t.Add(in, r); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(in.Text("feedback", "en"), t.Score(in, "feedback", 0.95))
	fmt.Println("too few answers:", t.Indices[0].TooFew, "of", t.N())
	fmt.Println("alpha", t.Alpha(in, "feedback", 0.95))
	// Output:
	// instrument: employee-feedback 1.0, item tools: rating 6 is not from 1 to 5; expected 1 to 5, or 0 for N/A
	// Employee feedback, 0 to 100 61.75 [34.92, 79.41] n=5
	// too few answers: 1 of 6
	// alpha 0.90 [0.70, 1.00] n=4
}

// Of ten items one was left blank, and then two.
func ExampleInstrument_Score() {
	in := load("sus-style")
	r := instrument.Response{"gladly": 4, "overloaded": 2, "effortless": 4, "expert-help": 1, "one-piece": 5, "uneven": 2,
		"newcomers": 4, "nuisance": 2, "sure": 4}
	for range 2 {
		scores, err := in.Score(r)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.1f of %d items, %v, missing %v\n", scores[0].Value, scores[0].Answered, scores[0].Refused, scores[0].Missing)
		delete(r, "sure")
	}
	// Output:
	// 80.6 of 9 items, scored, missing [study]
	// NaN of 8 items, too few answers, missing [sure study]
}

// A questionnaire of one's own: two items, one of them reversed, where both must be answered.
func ExampleParse() {
	in, err := instrument.Parse([]byte(`{
		"id": "callback", "version": "1", "languages": ["en"], "title": {"en": "After a call back"},
		"scales": {"agree": {"min": 1, "max": 7, "na": [{"code": 99, "text": {"en": "Don't know"}}]}},
		"items": [
			{"id": "kept", "scale": "agree", "text": {"en": "You called when you said you would."}},
			{"id": "chased", "scale": "agree", "text": {"en": "I had to chase you."}, "reverse": true}
		],
		"indices": [{"id": "promise", "title": {"en": "Promise kept, 0 to 100"}, "items": ["kept", "chased"],
			"transform": {"kind": "percent"}, "combine": "mean", "missing": {"answered": 2}}]
	}`))
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range []instrument.Response{{"kept": 7, "chased": 2}, {"kept": 7, "chased": 99}} {
		scores, err := in.Score(r)
		fmt.Printf("%.1f %v %v %v\n", scores[0].Value, scores[0].Refused, scores[0].NotApplicable, err)
	}
	_, err = instrument.Parse([]byte(`{"id": "callback", "verison": "1"}`))
	fmt.Println(err)
	// Output:
	// 91.7 scored [] <nil>
	// NaN too few answers [chased] <nil>
	// instrument: unknown member "verison", expected one of $schema, composites, id, indices, items, languages, note, pairs, scales, title, version
}

// Weights that the State of Ohio published, for an index in the style of the ACSI.
func ExampleNew() {
	d := load("acsi-style").Definition()
	d.ID = "acsi-style-ohio"
	d.Indices[0].Weights = []float64{0.3885, 0.3190, 0.2925}
	in, err := instrument.New(d)
	if err != nil {
		log.Fatal(err)
	}
	r := instrument.Response{"satisfaction": 8, "expectation": 7, "ideal": 6}
	equal, _ := load("acsi-style").Score(r)
	ohio, _ := in.Score(r)
	fmt.Printf("equal weights %.2f, these %.2f\n", equal[0].Value, ohio[0].Value)

	d.Indices[0].Weights[0] = 0.5
	_, err = instrument.New(d)
	fmt.Println(err)
	// Output:
	// equal weights 66.67, these 67.73
	// instrument: indices[0].weights: they add up to 1.1115, expected 1
}

// An export holds labels where others hold codes.
func ExampleInstrument_Code() {
	in := load("csat")
	for _, cell := range []string{"Very satisfied", "Does not apply", "delighted"} {
		code, err := in.Code("satisfaction", "en", cell)
		fmt.Println(code, err)
	}
	code, err := in.Code("satisfaction", "ko", "매우 만족")
	fmt.Println(code, err)
	// Output:
	// 5 <nil>
	// 0 <nil>
	// 0 instrument: csat 1.0, item satisfaction: no answer is labelled "delighted"; expected 1 to 5, or 0 for N/A, or one of ["Very dissatisfied" "Dissatisfied" "Neither" "Satisfied" "Very satisfied" "Does not apply"]
	// 5 <nil>
}

func ExampleInstrument_Check() {
	in := load("touchpoint")
	fmt.Println(in.Check(instrument.Response{"satisfaction": 5}))
	fmt.Println(in.Check(instrument.Response{"satisfaction": -1, "effort": 2}))
	// Output:
	// <nil>
	// instrument: touchpoint 1.0, item satisfaction: rating -1 is not from 1 to 5; expected 1 to 5, or 0 for N/A
	// instrument: touchpoint 1.0, item "effort": there is no such item; expected one of satisfaction, ease
}

// Two offices count on their own; what travels is JSON.
func ExampleTally_Plus() {
	in := load("nps")
	north := count(in, rows{40, instrument.Response{"recommend": 9}}, rows{25, instrument.Response{"recommend": 5}})
	south := count(in, rows{30, instrument.Response{"recommend": 10}}, rows{5, instrument.Response{"recommend": 7}})
	b, err := json.Marshal(south)
	if err != nil {
		log.Fatal(err)
	}
	var received instrument.Tally
	if err := json.Unmarshal(b, &received); err != nil {
		log.Fatal(err)
	}
	fmt.Println(in.Fits(received), north.Plus(received).Score(in, "nps", 0.95))
	// Output:
	// <nil> 45.0 [26.7, 60.1] n=100
}

// Contact points of a journey, by satisfaction and by ease; packages csat and ces say the same of the answers.
func ExampleAcross() {
	in := load("touchpoint")
	journey := map[string]instrument.Tally{
		"order":    count(in, rows{50, instrument.Response{"satisfaction": 5, "ease": 5}}, rows{10, instrument.Response{"satisfaction": 2, "ease": 4}}),
		"delivery": count(in, rows{30, instrument.Response{"satisfaction": 4, "ease": 2}}, rows{30, instrument.Response{"satisfaction": 3, "ease": 2}}),
		"help":     count(in, rows{36, instrument.Response{"satisfaction": 4, "ease": 4}}, rows{12, instrument.Response{"satisfaction": 3, "ease": 1}}),
	}
	for _, p := range instrument.Lowest(instrument.Across(in, journey, "csat", 0.95)) {
		fmt.Printf("%-8s satisfied %v, easy %v\n", p.ID, p.Estimate, journey[p.ID].Score(in, "easy", 0.95))
	}
	satisfied, _ := csat.Of(csat.TopBox(2, 5), journey["help"].Item(in, "satisfaction"))
	effort, _ := ces.Of(ces.Ease(), journey["help"].Item(in, "ease"))
	fmt.Println("help    ", satisfied.Score(0.95), effort.EasyShare(0.95))
	// Output:
	// delivery satisfied 50.0% [37.7%, 62.3%] n=60, easy 0.0% [0.0%, 6.0%] n=60
	// help     satisfied 75.0% [61.2%, 85.1%] n=48, easy 75.0% [61.2%, 85.1%] n=48
	// order    satisfied 83.3% [72.0%, 90.7%] n=60, easy 100.0% [94.0%, 100.0%] n=60
	// help     75.0% [61.2%, 85.1%] n=48 75.0% [61.2%, 85.1%] n=48
}

// Which steps of a process to keep, to improve and to replace.
func ExampleAcross_process() {
	in := load("process")
	answers := func(customer, result, time, replaceable int) instrument.Response {
		return instrument.Response{"customer": customer, "result": result, "human-time": time, "replaceable": replaceable}
	}
	steps := map[string]instrument.Tally{
		"retype the address": count(in, rows{20, answers(1, 2, 1, 5)}, rows{6, answers(2, 2, 1, 4)}),
		"call back":          count(in, rows{22, answers(5, 5, 4, 1)}, rows{4, answers(5, 4, 4, 2)}),
		"sort by hand":       count(in, rows{15, answers(4, 3, 2, 4)}, rows{11, answers(4, 4, 2, 4)}),
	}
	for _, p := range instrument.Lowest(instrument.Across(in, steps, "worth", 0.95)) {
		fmt.Printf("%-8s %-18s %v sure: %v\n", p.Band, p.ID, p.Estimate, p.Sure)
	}
	// Output:
	// replace  retype the address 9.13 [7.63, 20.83] n=26 sure: true
	// improve  sort by hand       46.39 [40.42, 53.29] n=26 sure: true
	// keep     call back          91.83 [80.01, 92.98] n=26 sure: true
}

// How many are at home with each feature of the software; the lowest are the training list.
func ExampleTally_Profile() {
	in := load("software-comfort")
	t := count(in,
		rows{9, instrument.Response{"tickets": 5, "history": 4, "knowledge-base": 4, "reports": 2, "chat": 4}},
		rows{7, instrument.Response{"tickets": 4, "history": 3, "knowledge-base": 2, "reports": 1, "chat": 0}}, // 0: does not use it
		rows{4, instrument.Response{"tickets": 4, "history": 5, "knowledge-base": 4, "reports": 4, "chat": 5}},
	)
	for _, p := range instrument.Lowest(t.Profile(in, "at-home", 0.95))[:5] {
		fmt.Printf("%-14s %v\n", p.ID, p.Estimate)
	}
	// Output:
	// reports        20.0% [8.1%, 41.6%] n=20
	// history        65.0% [43.3%, 81.9%] n=20
	// knowledge-base 65.0% [43.3%, 81.9%] n=20
	// tickets        100.0% [83.9%, 100.0%] n=20
	// chat           100.0% [77.2%, 100.0%] n=13
}

// Skills as they are and as the work needs them: the largest gaps are the priorities of training.
func ExampleTally_Gaps() {
	in := load("competency-self")
	t := count(in,
		rows{18, instrument.Response{"judgement.now": 3, "judgement.needed": 4, "live-chat.now": 4, "live-chat.needed": 4}},
		rows{14, instrument.Response{"judgement.now": 2, "judgement.needed": 4, "live-chat.now": 3, "live-chat.needed": 4}},
		rows{8, instrument.Response{"judgement.now": 4, "judgement.needed": 4, "live-chat.now": 5, "live-chat.needed": 4}},
	)
	for _, p := range instrument.Highest(t.Gaps(in, 0.95))[:2] {
		fmt.Println(in.Text(p.ID, "en"), p.Estimate, "short:", t.Gap(in, p.ID).Short(1, 0.95))
	}
	// Output:
	// Judgement 1.15 [0.70, 1.40] n=40 short: 80.0% [65.2%, 89.5%] n=40
	// Live-chat communication 0.15 [-0.21, 0.49] n=40 short: 35.0% [22.1%, 50.5%] n=40
}

// The gap of an area is of each respondent's own two scores: needed less now.
func ExampleTally_IndexGaps() {
	in := load("competency-self")
	answers := func(judgement, decisions, needed int) instrument.Response {
		return instrument.Response{"judgement.now": judgement, "judgement.needed": needed, "decision-making.now": decisions, "decision-making.needed": needed}
	}
	t := count(in, rows{18, answers(3, 2, 4)}, rows{14, answers(2, 3, 3)}, rows{8, answers(4, 4, 4)})
	gap := t.IndexGaps(in, 0.95)[0]
	e := gap.Estimate
	fmt.Println(in.Text(gap.ID, "ko"), e)
	fmt.Println("paired t test:", kpi.Mean(e.N, e.Value, t.SD(in, gap.ID), 0.95))
	// Output:
	// 자율적 문제 해결 0.85 [0.43, 1.13] n=40
	// paired t test: 0.85 [0.65, 1.05] n=40
}

// An overall score counts each dimension by its weight, however many questions it has. Who has no score in one of
// them has the others' weights instead, and is counted as partial.
func ExampleComposite() {
	d := load("touchpoint").Definition()
	text := func(s string) instrument.Text { return instrument.Text{"en": s, "ko": s} }
	d.ID = "touchpoint-overall"
	for _, item := range []string{"satisfaction", "ease"} {
		d.Indices = append(d.Indices, instrument.Index{ID: item + "-percent", Title: text(item), Items: []string{item}, Combine: instrument.Mean,
			Transform: instrument.Transform{Kind: instrument.Percent}, Missing: instrument.Missing{Answered: 1}})
	}
	d.Composites = []instrument.Composite{{ID: "overall", Title: text("overall"), Indices: []string{"satisfaction-percent", "ease-percent"},
		Weights: []float64{0.7, 0.3}, Missing: instrument.Missing{Answered: 1, Required: []string{"satisfaction-percent"}}}}
	in, err := instrument.New(d)
	if err != nil {
		log.Fatal(err)
	}
	var t instrument.Tally
	for _, r := range []instrument.Response{{"satisfaction": 5, "ease": 3}, {"satisfaction": 4}, {"ease": 5}} {
		scores, err := in.Score(r)
		if err != nil {
			log.Fatal(err)
		}
		overall := scores[len(scores)-1]
		fmt.Println(overall.Value, overall.Refused, overall.Missing)
		if err := t.Add(in, r); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(t.Score(in, "overall", 0.95), "partial:", t.Indices[len(t.Indices)-1].Partial)
	// Output:
	// 85 scored []
	// 75 scored [ease-percent]
	// NaN required item missing [satisfaction-percent]
	// 80.00 [27.39, 93.15] n=2 partial: 1
}

// Nine catalysts are on level 3 or 4, one on level 1: that is the level of the culture, whatever the mean says.
func ExampleTally_Maturity() {
	in := load("culture")
	t := count(in, rows{1, instrument.Response{"mission-statement": 4, "shared-philosophy": 3, "empowerment": 3, "hiring-for-attitude": 4,
		"leaders-in-onboarding": 3, "stand-up": 4, "leaders-on-the-floor": 3, "training-reviewed": 1, "not-my-job": 3, "learning": 4}})
	m := t.Maturity(in, "mean", 0.5)
	fmt.Println("maturity level", m.Level, m.Known)
	fmt.Println(in.Text(m.Profile[7].ID, "ko"), m.Profile[7].Level)
	fmt.Printf("mean of the levels %.1f, which is not a level\n", m.Mean)
	// Output:
	// maturity level 1 true
	// 교육 내용을 정기적으로 점검합니다. 1
	// mean of the levels 3.2, which is not a level
}

// Team B is too small to be shown, and C goes with it, or B could be found by subtraction from the total.
func ExampleShown() {
	in := load("competency-observer")
	r := instrument.Response{"planning.now": 3, "planning.needed": 4}
	teams := map[string]instrument.Tally{"A": count(in, rows{14, r}), "B": count(in, rows{3, r}), "C": count(in, rows{9, r}), "D": count(in, rows{22, r})}
	shown, hidden := instrument.Shown(in, teams, "planning", 5)
	fmt.Println(len(shown), "shown, hidden:", hidden)
	// Output:
	// 2 shown, hidden: [B C]
}

// Reports of usability scores print Student's t limits, which may leave the scale.
func ExampleTally_SD() {
	in := load("umux-lite-style")
	t := count(in, rows{3, instrument.Response{"needs": 6, "simple": 5}}, rows{2, instrument.Response{"needs": 7, "simple": 7}})
	e := t.Score(in, "umux-lite", 0.95)
	fmt.Println(e)
	fmt.Println(kpi.Mean(e.N, e.Value, t.SD(in, "umux-lite"), 0.95))
	// Output:
	// 85.00 [48.07, 94.23] n=5
	// 85.00 [68.00, 102.00] n=5
}
