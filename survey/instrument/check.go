package instrument

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/servicekpi/servicekpi/survey"
)

// most is how many items an instrument may have; those of an index with alpha are at most mostAlpha. Of what is wrong
// the first mostErrors are said.
const (
	most          = 256
	mostAlpha     = 100
	mostLanguages = 100
	mostErrors    = 100
)

// checker collects what is wrong with a definition.
type checker struct {
	d     *Definition
	ids   map[string]string // of items, indices, composites and pairs: where each is
	items map[string]int
	built map[string]int // indices and, after them, composites
	all   []index        // those compiled, once a pair needs them
	errs  []error
}

// check returns all that is wrong with d, as *DefinitionErrors.
func (d *Definition) check() error {
	c := &checker{d: d, ids: map[string]string{}, items: map[string]int{}, built: map[string]int{}}
	if d.Schema != "" && d.Schema != SchemaID {
		c.wrong("$schema", "%q, expected %s or none", d.Schema, SchemaID)
	}
	c.id("id", d.ID)
	if strings.TrimSpace(d.Version) == "" {
		c.wrong("version", "is empty, expected one such as 1.0")
	}
	if len(d.Languages) == 0 {
		c.wrong("languages", "are missing, expected one or more, such as en")
	}
	if len(d.Languages) > mostLanguages {
		c.wrong("languages", "%d, expected at most %d", len(d.Languages), mostLanguages)
		return errors.Join(c.errs...) // every text would be looked for in each of them
	}
	for i, language := range d.Languages {
		if language == "" || slices.Contains(d.Languages[:i], language) {
			c.wrong(fmt.Sprintf("languages[%d]", i), "%q is empty or comes twice", language)
		}
	}
	c.text("title", d.Title)
	if d.Note != nil {
		c.text("note", d.Note)
	}
	if len(d.Scales) == 0 {
		c.wrong("scales", "are missing, expected one or more")
	}
	for _, name := range sorted(d.Scales) {
		c.scale("scales."+name, name, d.Scales[name])
	}
	if len(d.Items) == 0 || len(d.Items) > most {
		c.wrong("items", "%d, expected 1 to %d", len(d.Items), most)
		return errors.Join(c.errs...)
	}
	for i, item := range d.Items {
		c.item(i, item)
	}
	for i, x := range d.Indices {
		c.index(fmt.Sprintf("indices[%d]", i), x)
	}
	for i, x := range d.Composites {
		c.composite(fmt.Sprintf("composites[%d]", i), x)
	}
	for i, p := range d.Pairs {
		c.pair(fmt.Sprintf("pairs[%d]", i), p)
	}
	return errors.Join(c.errs...)
}

func (c *checker) wrong(path, format string, args ...any) {
	if len(c.errs) == mostErrors {
		return
	}
	c.errs = append(c.errs, &DefinitionError{path, fmt.Sprintf(format, args...)})
}

// few returns a list of names, or its beginning, for messages.
func few(names []string) string {
	const first = 20
	if len(names) > first {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:first], ", "), len(names)-first)
	}
	return strings.Join(names, ", ")
}

// id checks the form of an id.
func (c *checker) id(path, id string) {
	ok := id != ""
	for _, r := range id {
		ok = ok && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r))
	}
	if !ok {
		c.wrong(path, "%q, expected letters, digits, dots, hyphens and underscores", id)
	}
}

// name checks an id of the common name space.
func (c *checker) name(path, id string) {
	c.id(path+".id", id)
	if first, taken := c.ids[id]; taken {
		c.wrong(path+".id", "%q is the id of %s too, expected one of its own", id, first)
		return
	}
	c.ids[id] = path
}

// text checks that a text is in all languages and in no other.
func (c *checker) text(path string, text Text) {
	for _, language := range c.d.Languages {
		if strings.TrimSpace(text[language]) == "" {
			c.wrong(path, "is not in %q, expected every language of %q", language, c.d.Languages)
		}
	}
	for _, language := range sorted(text) {
		if !slices.Contains(c.d.Languages, language) {
			c.wrong(path, "is in %q, expected only the languages %q", language, c.d.Languages)
		}
	}
}

func (c *checker) scale(path, name string, s Scale) {
	c.id(path, name)
	if !s.Range().Valid() {
		c.wrong(path, "from %d to %d, expected two points or more within 0 to 10", s.Min, s.Max)
	}
	codes := map[int]string{}
	texts := map[string]string{} // language and folded text
	label := func(at string, l Label) {
		c.text(at+".text", l.Text)
		if first, taken := codes[l.Code]; taken {
			c.wrong(at+".code", "%d is the code of %s too", l.Code, first)
		}
		codes[l.Code] = at
		for _, language := range sorted(l.Text) {
			key := language + " " + fold(l.Text[language])
			if first, taken := texts[key]; taken {
				c.wrong(at+".text."+language, "%q is the text of %s too", l.Text[language], first)
			}
			texts[key] = at
		}
	}
	for i, l := range s.Labels {
		at := fmt.Sprintf("%s.labels[%d]", path, i)
		label(at, l)
		if l.Code < s.Min || l.Code > s.Max {
			c.wrong(at+".code", "%d, expected %d to %d", l.Code, s.Min, s.Max)
		}
	}
	for i, l := range s.NA {
		at := fmt.Sprintf("%s.na[%d]", path, i)
		label(at, l)
		if l.Code >= s.Min && l.Code <= s.Max {
			c.wrong(at+".code", "%d is an answer, expected a code off %d to %d", l.Code, s.Min, s.Max)
		}
	}
}

func (c *checker) item(i int, item Item) {
	path := fmt.Sprintf("items[%d]", i)
	c.name(path, item.ID)
	if _, taken := c.items[item.ID]; !taken {
		c.items[item.ID] = i
	}
	c.text(path+".text", item.Text)
	if _, ok := c.d.Scales[item.Scale]; !ok {
		c.wrong(path+".scale", "there is no scale %q, expected one of %s", item.Scale, few(sorted(c.d.Scales)))
	}
}

// reference returns the item of an id, which must be there.
func (c *checker) reference(path, id string) (item Item, ok bool) {
	i, ok := c.items[id]
	if !ok {
		c.wrong(path, "there is no item %q", id)
		return Item{}, false
	}
	return c.d.Items[i], true
}

func (c *checker) index(path string, x Index) {
	c.name(path, x.ID)
	c.text(path+".title", x.Title)
	if len(x.Items) == 0 {
		c.wrong(path+".items", "are missing, expected one or more")
	}
	var ranges []survey.Scale
	for i, id := range x.Items {
		at := fmt.Sprintf("%s.items[%d]", path, i)
		if slices.Contains(x.Items[:i], id) {
			c.wrong(at, "%q comes twice", id)
		}
		if item, ok := c.reference(at, id); ok {
			ranges = append(ranges, c.d.Scales[item.Scale].Range())
		}
	}
	one := !slices.ContainsFunc(ranges, func(s survey.Scale) bool { return s != ranges[0] })
	c.weights(path+".weights", x.Weights, len(x.Items), "items")
	c.transform(path+".transform", x.Transform, ranges, one)
	switch {
	case x.Combine != Mean && x.Combine != Sum && x.Combine != ProratedSum:
		c.wrong(path+".combine", "%q, expected %s, %s or %s", x.Combine, Mean, Sum, ProratedSum)
	case x.Combine != Mean && (x.Transform.Kind != Rating || x.Weights != nil):
		c.wrong(path+".combine", "%q of weighted or transformed answers, expected %s, or the kind %s without weights", x.Combine, Mean, Rating)
	}
	c.missing(path+".missing", x.Missing, x.Items, "item")
	if need := x.Missing.need(len(x.Items)); x.Combine == Sum && need < len(x.Items) {
		c.wrong(path+".missing", "%v items are enough for a sum, expected all %d, or the combination %s", need, len(x.Items), ProratedSum)
	}
	if x.Alpha && (!one || len(x.Items) < 2 || len(x.Items) > mostAlpha) {
		c.wrong(path+".alpha", "expected 2 to %d items on one range", mostAlpha)
	}
	c.bands(path+".bands", x.Bands, func() float64 { return compileIndex(c.d, x, c.items).lo })
	c.built[x.ID] = len(c.built)
}

// composite checks an index of indices. Composites are no indices of others.
func (c *checker) composite(path string, x Composite) {
	c.name(path, x.ID)
	c.text(path+".title", x.Title)
	if len(x.Indices) < 2 {
		c.wrong(path+".indices", "%d, expected two or more", len(x.Indices))
	}
	for i, id := range x.Indices {
		at := fmt.Sprintf("%s.indices[%d]", path, i)
		if slices.Contains(x.Indices[:i], id) {
			c.wrong(at, "%q comes twice", id)
		}
		if !slices.ContainsFunc(c.d.Indices, func(x Index) bool { return x.ID == id }) {
			c.wrong(at, "there is no index %q", id)
		}
	}
	c.weights(path+".weights", x.Weights, len(x.Indices), "indices")
	c.missing(path+".missing", x.Missing, x.Indices, "index")
	if len(c.errs) == 0 {
		first := compileIndex(c.d, c.indexOf(x.Indices[0]), c.items)
		for i, id := range x.Indices {
			if o := compileIndex(c.d, c.indexOf(id), c.items); o.lo != first.lo || o.hi != first.hi || o.unit != first.unit {
				c.wrong(fmt.Sprintf("%s.indices[%d]", path, i), "%q is in %v from %v to %v, expected %v from %v to %v as %q",
					id, o.unit, o.lo, o.hi, first.unit, first.lo, first.hi, first.id)
			}
		}
	}
	c.bands(path+".bands", x.Bands, func() float64 { return compileIndex(c.d, c.indexOf(x.Indices[0]), c.items).lo })
	c.built[x.ID] = len(c.built)
}

// indexOf returns the index of an id, which must be there.
func (c *checker) indexOf(id string) Index {
	return c.d.Indices[slices.IndexFunc(c.d.Indices, func(x Index) bool { return x.ID == id })]
}

func (c *checker) weights(path string, weights []float64, n int, of string) {
	if weights == nil {
		return
	}
	if len(weights) != n {
		c.wrong(path, "%d, expected one for each of %d %s", len(weights), n, of)
	}
	sum := 0.0
	for i, w := range weights {
		if !(0 < w && w <= 1) {
			c.wrong(fmt.Sprintf("%s[%d]", path, i), "%v, expected more than 0 and at most 1", w)
		}
		sum += w
	}
	if !(math.Abs(sum-1) <= 1e-9) {
		c.wrong(path, "they add up to %v, expected 1", sum)
	}
}

func (c *checker) transform(path string, t Transform, ranges []survey.Scale, one bool) {
	if t.Kind != Percent && !one {
		c.wrong(path, "%q of items on different ranges, expected one range or the kind %s", t.Kind, Percent)
	}
	if t.Kind != Percent && (t.Times != 0 || t.Plus != 0) {
		c.wrong(path, "times or plus with the kind %q, expected only with %s", t.Kind, Percent)
	}
	for _, s := range ranges[:min(1, len(ranges))] {
		switch {
		case t.Kind == Top && !(s.Min < t.From && t.From <= s.Max):
			c.wrong(path+".from", "%d, expected %d to %d", t.From, s.Min+1, s.Max)
		case t.Kind == Net && !(s.Min <= t.Down && t.Down < t.Up && t.Up <= s.Max):
			c.wrong(path, "down to %d and up from %d, expected down below up, both on %d to %d", t.Down, t.Up, s.Min, s.Max)
		}
	}
	switch t.Kind {
	case Rating, Top, Net:
	case Percent:
		if !(1e-6 <= t.Times && t.Times <= 1e6 || t.Times == 0) || !(math.Abs(t.Plus) <= 1e6) { // the ends can be told apart
			c.wrong(path, "times %v and plus %v, expected a factor from a millionth and a number, up to a million", t.Times, t.Plus)
		}
	default:
		c.wrong(path+".kind", "%q, expected %s, %s, %s or %s", t.Kind, Rating, Percent, Top, Net)
	}
}

func (c *checker) missing(path string, m Missing, ids []string, of string) {
	k := len(ids)
	switch {
	case (m.Answered != 0) == (m.Share != 0):
		c.wrong(path, "answered %d and share %v, expected one of the two above 0", m.Answered, m.Share)
	case m.Answered < 0 || !(0 <= m.Share && m.Share <= 1) || m.need(k) > k:
		c.wrong(path, "%v asks for more or less than can be answered of %d", m, k)
	}
	for i, id := range m.Required {
		at := fmt.Sprintf("%s.required[%d]", path, i)
		if !slices.Contains(ids, id) {
			c.wrong(at, "%q is no %s here", id, of)
		}
		if slices.Contains(m.Required[:i], id) {
			c.wrong(at, "%q comes twice", id)
		}
	}
}

// need returns how many of k items must be answered. A share times k may be a rounding error away from a whole
// number.
func (m Missing) need(k int) int {
	least := float64(m.Answered)
	if m.Answered == 0 {
		least = m.Share * float64(k)
	}
	if m.Strict {
		return int(math.Floor(least+1e-9)) + 1
	}
	return max(1, int(math.Ceil(least-1e-9)))
}

// String returns the rule as people read it: at least half is "share 0.5", less than half missing "more than share
// 0.5".
func (m Missing) String() string {
	s := fmt.Sprintf("share %v", m.Share)
	if m.Answered != 0 {
		s = fmt.Sprintf("answered %d", m.Answered)
	}
	if m.Strict {
		s = "more than " + s
	}
	return s
}

// bands checks bands, the first of which begins where lowest says.
func (c *checker) bands(path string, bands []Band, lowest func() float64) {
	for i, b := range bands {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.id(at+".id", b.ID)
		c.text(at+".title", b.Title)
		if slices.ContainsFunc(bands[:i], func(o Band) bool { return o.ID == b.ID }) {
			c.wrong(at+".id", "%q comes twice", b.ID)
		}
		if !(math.Abs(b.From) <= 1e9) || i > 0 && !(b.From > bands[i-1].From) {
			c.wrong(at+".from", "%v, expected numbers that ascend", b.From)
		}
	}
	if len(c.errs) > 0 || len(bands) == 0 {
		return // the lower end of an index that is flawed is unknown
	}
	if lo := lowest(); bands[0].From != lo {
		c.wrong(path+"[0].from", "%v, expected the lower end of the index, %v", bands[0].From, lo)
	}
}

func (c *checker) pair(path string, p Pair) {
	c.name(path, p.ID)
	c.text(path+".title", p.Title)
	_, isBuilt := c.built[p.Is]
	_, shouldBuilt := c.built[p.Should]
	if isBuilt && shouldBuilt {
		c.pairOfIndices(path, p)
		return
	}
	is, ok := c.side(path+".is", p.Is)
	should, found := c.side(path+".should", p.Should)
	switch {
	case !ok || !found:
	case isBuilt || shouldBuilt:
		c.wrong(path, "an item and an index, expected two of a kind")
	case p.Is == p.Should:
		c.wrong(path+".should", "%q is the item of is too", p.Should)
	case c.d.Scales[is.Scale].Range() != c.d.Scales[should.Scale].Range():
		c.wrong(path, "items on the ranges %v and %v, expected one", c.d.Scales[is.Scale].Range(), c.d.Scales[should.Scale].Range())
	case is.Reverse || should.Reverse:
		c.wrong(path, "a reversed item, expected items worded the same way")
	}
}

// side returns the item of one side of a pair. It is none and yet no flaw if an index has the id.
func (c *checker) side(path, id string) (item Item, ok bool) {
	if _, built := c.built[id]; built {
		return Item{}, true
	}
	if i, ok := c.items[id]; ok {
		return c.d.Items[i], true
	}
	c.wrong(path, "there is no item and no index %q", id)
	return Item{}, false
}

func (c *checker) pairOfIndices(path string, p Pair) {
	if p.Is == p.Should {
		c.wrong(path+".should", "%q is the index of is too", p.Should)
	}
	if len(c.errs) > 0 {
		return // what is flawed cannot be compared
	}
	if c.all == nil {
		d := *c.d
		d.Pairs = nil
		c.all = compile(&d, c.items)
	}
	if !alike(c.all, &c.all[c.built[p.Is]], &c.all[c.built[p.Should]]) {
		c.wrong(path, "%q and %q, expected as many items side by side, with the same weights and between the same ends", p.Is, p.Should)
		return
	}
	seen := map[int]bool{}
	for _, sides := range matched(c.all, &c.all[c.built[p.Is]], &c.all[c.built[p.Should]]) {
		for _, i := range sides {
			if seen[i] { // whether it counts would depend on two others
				c.wrong(path, "item %q comes twice, expected each on one side once", c.d.Items[i].ID)
			}
			seen[i] = true
		}
	}
}
