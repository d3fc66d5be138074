package instrument

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/servicekpi/servicekpi/survey"
)

// Definition is an instrument as data: what stands in its JSON. [New] and [Parse] check it; to change a built-in
// instrument take its [Instrument.Definition], edit it, and give it an id or a version of its own.
//
// Ids are letters, digits, dots, hyphens and underscores; items, indices, composites and pairs share one name space.
type Definition struct {
	Schema     string           `json:"$schema,omitempty"` // SchemaID, for editors, or nothing
	ID         string           `json:"id"`
	Version    string           `json:"version"`
	Languages  []string         `json:"languages"` // 1 to 100; every text is in each of them
	Title      Text             `json:"title"`
	Note       Text             `json:"note,omitempty"` // whose wording, what it may be compared with
	Scales     map[string]Scale `json:"scales"`
	Items      []Item           `json:"items"`
	Indices    []Index          `json:"indices"`
	Composites []Composite      `json:"composites,omitempty"`
	Pairs      []Pair           `json:"pairs,omitempty"`
}

// Text is a text by language: {"en": "Yes", "ko": "예"}.
type Text map[string]string

// Scale is the answers to an item: a declared range, labels for some or all of its points, and codes off the range
// that say "not applicable" or "don't know", which are replies and no answers.
type Scale struct {
	Min    int     `json:"min"`
	Max    int     `json:"max"`
	Labels []Label `json:"labels,omitempty"`
	NA     []Label `json:"na,omitempty"`
}

// Range returns the declared range as a [survey.Scale].
func (s Scale) Range() survey.Scale { return survey.Scale{Min: s.Min, Max: s.Max} }

// Label is what a code is called.
type Label struct {
	Code int  `json:"code"`
	Text Text `json:"text"`
}

// Item is one question. A reversed one is worded so that a low answer is good; indices turn it round by the
// declared range. A required one must have a reply.
type Item struct {
	ID       string `json:"id"`
	Scale    string `json:"scale"`
	Text     Text   `json:"text"`
	Reverse  bool   `json:"reverse,omitempty"`
	Required bool   `json:"required,omitempty"`
}

// Index is a score from several items, or from one.
type Index struct {
	ID        string    `json:"id"`
	Title     Text      `json:"title"`
	Items     []string  `json:"items"`
	Weights   []float64 `json:"weights,omitempty"` // one an item, which add up to 1; none: equal
	Transform Transform `json:"transform"`
	Combine   Combine   `json:"combine"`
	Missing   Missing   `json:"missing"`
	Alpha     bool      `json:"alpha,omitempty"` // sums for [Tally.Alpha] are kept
	Bands     []Band    `json:"bands,omitempty"` // ascending, the first from the lower end of the index
}

// Composite is an index of indices, such as an overall score over the dimensions of a questionnaire: the mean of a
// respondent's scores in them by their weights, whatever the number of items in each. The indices run between the
// same ends in one unit. Missing counts indices that have a score; where the rule is content with fewer than all, the
// weights of those there are add up to 1 again, and [Score] names the others.
type Composite struct {
	ID      string    `json:"id"`
	Title   Text      `json:"title"`
	Indices []string  `json:"indices"`
	Weights []float64 `json:"weights,omitempty"` // one an index, which add up to 1; none: equal
	Missing Missing   `json:"missing"`
	Bands   []Band    `json:"bands,omitempty"`
}

// Kind is what an answer is worth.
type Kind string

const (
	Rating  Kind = "rating"  // itself
	Percent Kind = "percent" // its percent of the way from the lowest to the highest answer (survey.Scale.Rescale)
	Top     Kind = "top"     // 1 from From up, otherwise 0: with one item, a top-box share
	Net     Kind = "net"     // 100 from Up up, -100 down to Down, otherwise 0: with one item, a net score
)

// Transform turns the answer to an item, after reversing, into what an index combines.
type Transform struct {
	Kind     Kind
	From     int     // of Top: the lowest answer that counts
	Down, Up int     // of Net: the highest that counts against, the lowest that counts for
	Times    float64 // of Percent: the index is Times·percent + Plus; 1e-6 to 1e6, and 0 stands for 1
	Plus     float64
}

// Combine is how an index puts its items together.
type Combine string

const (
	Mean        Combine = "mean"         // of the items answered, by their weights
	Sum         Combine = "sum"          // of ratings, refused where one is missing
	ProratedSum Combine = "prorated sum" // of ratings: the mean of those answered times the number of items
)

// Missing is how much must be answered for a score: Answered items (of a composite, indices with a score) or, where
// that is 0, the share Share of them; if Strict more than that. Two published rules differ exactly at half: "at
// least half" is {Share: 0.5}, "less than half missing" is {Share: 0.5, Strict: true}. Without the Required ones
// there is no score either.
type Missing struct {
	Answered int      `json:"answered,omitempty"`
	Share    float64  `json:"share,omitempty"`
	Strict   bool     `json:"strict,omitempty"`
	Required []string `json:"required,omitempty"`
}

// UnmarshalJSON reads what encoding/json writes, and refuses a rule that names both numbers, be one of them 0, or none.
func (m *Missing) UnmarshalJSON(b []byte) error {
	var in struct {
		Answered *int     `json:"answered"`
		Share    *float64 `json:"share"`
		Strict   bool     `json:"strict"`
		Required []string `json:"required"`
	}
	if err := strict(b, &in, false); err != nil {
		return err
	}
	read := Missing{Strict: in.Strict, Required: in.Required}
	if in.Answered != nil {
		read.Answered = *in.Answered
	}
	if in.Share != nil {
		read.Share = *in.Share
	}
	if (in.Answered == nil) == (in.Share == nil) {
		return &DefinitionError{"", fmt.Sprintf("answered %d and share %v, expected one of the two above 0", read.Answered, read.Share)}
	}
	*m = read
	return nil
}

// Band is a range of an index with a name, such as replace, improve and keep: from From up to the next band.
type Band struct {
	ID    string  `json:"id"`
	From  float64 `json:"from"`
	Title Text    `json:"title"`
}

// Pair asks for what is and for what should be: two items on one range, neither of them reversed, or two indices or
// composites that are built alike, item beside item with the same weights, such as the areas of skills now and needed.
type Pair struct {
	ID     string `json:"id"`
	Title  Text   `json:"title"`
	Is     string `json:"is"`
	Should string `json:"should"`
}

// MarshalJSON returns the kind with what belongs to it: {"kind":"top","from":4}.
func (t Transform) MarshalJSON() ([]byte, error) {
	switch t.Kind {
	case Top:
		return fmt.Appendf(nil, `{"kind":"top","from":%d}`, t.From), nil
	case Net:
		return fmt.Appendf(nil, `{"kind":"net","down":%d,"up":%d}`, t.Down, t.Up), nil
	}
	return json.Marshal(struct {
		Kind  Kind    `json:"kind"`
		Times float64 `json:"times,omitempty"`
		Plus  float64 `json:"plus,omitempty"`
	}{t.Kind, t.Times, t.Plus})
}

// UnmarshalJSON reads what MarshalJSON writes, and refuses what does not belong to the kind.
func (t *Transform) UnmarshalJSON(b []byte) error {
	var in struct {
		Kind  Kind     `json:"kind"`
		From  *int     `json:"from"`
		Down  *int     `json:"down"`
		Up    *int     `json:"up"`
		Times *float64 `json:"times"`
		Plus  *float64 `json:"plus"`
	}
	if err := strict(b, &in, false); err != nil {
		return err
	}
	if bytes.Equal(bytes.TrimSpace(b), []byte("null")) {
		return &DefinitionError{"", "null, expected an object with a kind"}
	}
	read := Transform{Kind: in.Kind}
	has := map[string]bool{"from": in.From != nil, "down": in.Down != nil, "up": in.Up != nil,
		"times": in.Times != nil, "plus": in.Plus != nil}
	belongs := map[Kind][]string{Top: {"from"}, Net: {"down", "up"}}[in.Kind]
	for _, name := range belongs {
		if !has[name] {
			return &DefinitionError{name, fmt.Sprintf("is missing, expected a number with the kind %q", in.Kind)}
		}
		delete(has, name)
	}
	if in.Kind == Percent {
		delete(has, "times")
		delete(has, "plus")
	}
	for _, name := range sorted(has) {
		if has[name] {
			return &DefinitionError{name, fmt.Sprintf("does not belong to the kind %q", in.Kind)}
		}
	}
	for from, to := range map[*int]*int{in.From: &read.From, in.Down: &read.Down, in.Up: &read.Up} {
		if from != nil {
			*to = *from
		}
	}
	if in.Times != nil {
		if read.Times = *in.Times; read.Times == 0 {
			return &DefinitionError{"times", "0, expected a number above 0"}
		}
	}
	if in.Plus != nil {
		read.Plus = *in.Plus
	}
	*t = read
	return nil
}
