package read

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Form is what the header of a file says.
type Form struct {
	Shape   Shape
	Headers int  // rows of headers
	Comma   byte // what separates the cells
	Columns []Column

	// Ids of the columns that name the response and say when it began and was submitted; "" if there is none.
	Respondent, Started, Submitted string

	index map[string]int // position of each id and of each other name that only one column has; -1 for a name of several
}

// Column is a column of a file.
type Column struct {
	// ID is what rows are asked by, unique in the file: the name declared in [Item]; else the vendor's id,
	// where the shape has one; else the question, with its [option] where it has one. The second column of an
	// id is id#2.
	ID       string
	Vendor   string // the vendor's id as it stands: ImportId, with the choice after an underscore; "" if the shape has none
	Header   string // the cell of the first header row, raw; blank where a question runs over several columns
	Question string // text of the question, without markup and line breaks
	Option   string // the option or row of the question that this column is for; ""
	Zone     string // zone of the times in it, if the file names one: America/Denver, UTC
	NA       bool   // the column is the choice "not applicable": its code ends in one that is declared as NA, as in Q11_-99

	zone    *time.Location // nil if there is none, or it is not known here
	blank   []string
	na      []string
	split   string
	naAt    int // the NA column of the same question, -1 if there is none
	zendesk bool
}

// Column returns the column of that id; or of that header, question or option, where only one column has it.
func (f Form) Column(name string) (Column, error) {
	i, err := f.find(name)
	if err != nil {
		return Column{}, err
	}
	return f.Columns[i], nil
}

// Question returns the ids of the columns of that question, in order.
func (f Form) Question(text string) (ids []string) {
	for _, c := range f.Columns {
		if c.Question == text || c.Header == text {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func (f *Form) find(name string) (int, error) {
	i, ok := f.index[name]
	switch {
	case !ok:
		return 0, fmt.Errorf("read: no column %q among %s", brief(name), f.names())
	case i < 0:
		return 0, fmt.Errorf("read: column %q comes more than once: ask by id", brief(name))
	}
	return i, nil
}

// names returns the ids of the columns for a message, the first ones if there are many.
func (f *Form) names() string {
	const enough = 30
	shown := make([]string, min(len(f.Columns), enough))
	for i := range shown {
		shown[i] = brief(f.Columns[i].ID)
	}
	if more := len(f.Columns) - enough; more > 0 {
		return fmt.Sprintf("%q and %d more", shown, more)
	}
	return fmt.Sprintf("%q", shown)
}

// newForm returns the form of a file with these header rows.
func (r *Reader) newForm(shape Shape, headers [][]string) (*Form, error) {
	f := &Form{Shape: shape, Headers: len(headers)}
	n := 0
	for _, row := range headers {
		n = max(n, len(row))
	}
	if shape == QualtricsLegacy && blankAt(headers, n-1) {
		n-- // its rows end with a comma
	}
	f.Columns = make([]Column, n)
	at := func(row, i int) string {
		if row < len(headers) && i < len(headers[row]) {
			return headers[row][i]
		}
		return ""
	}
	var ids []importID
	if shape == Qualtrics || shape == Qualtrics2016 {
		ids, _ = importIDs(headers[len(headers)-1])
	}
	above := ""
	for i := range f.Columns {
		c := &f.Columns[i]
		*c = Column{Header: at(0, i), naAt: -1}
		c.Question = plain(c.Header)
		switch shape {
		case Qualtrics, Qualtrics2016:
			if i < len(ids) && ids[i].ImportID != "" {
				c.Vendor, c.Zone = ids[i].id(), ids[i].Zone
			}
			if len(headers) == 3 {
				c.Question = plain(at(1, i))
			}
		case QualtricsLegacy:
			if text := plain(at(1, i)); text != "" {
				c.Question = text
			}
		case SurveyMonkeyCondensed, SurveyMonkeyExpanded:
			if c.Question == "" {
				c.Question = above
			}
			above = c.Question
			switch c.Option = plain(at(1, i)); c.Option {
			case "Response", "Open-Ended Response":
				c.Option = ""
			}
		case Typeform, TypeformOld:
			if strings.HasSuffix(c.Question, "(UTC)") {
				c.Zone = "UTC"
			}
		case GoogleForms, LimeSurvey:
			c.Question, c.Option = bracket(c.Question)
		case Zendesk:
			c.zendesk = c.Question == "score"
		}
		if c.Zone != "" {
			c.zone = zone(c.Zone)
		}
	}
	f.name()
	if err := r.declare(f); err != nil {
		return nil, err
	}
	f.markNA()
	f.roles()
	return f, nil
}

func blankAt(headers [][]string, i int) bool {
	for _, row := range headers {
		if i < len(row) && strings.TrimSpace(row[i]) != "" {
			return false
		}
	}
	return i > 0
}

func zone(name string) *time.Location {
	switch name {
	case "Z":
		return time.UTC
	case "Local": // this machine's, which the file cannot mean
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// name gives every column its id, and indexes all names.
func (f *Form) name() {
	taken := make(map[string]bool, len(f.Columns))
	count := map[string]int{}
	for i := range f.Columns {
		c := &f.Columns[i]
		id := c.Vendor
		if id == "" {
			id = c.natural(f.Shape, i)
		}
		c.ID = id
		for taken[c.ID] {
			count[id] = max(count[id], 1) + 1
			c.ID = id + "#" + strconv.Itoa(count[id])
		}
		taken[c.ID] = true
	}
	f.reindex()
}

// declare gives the columns what Items, Blank and NA say of them.
func (r *Reader) declare(f *Form) error {
	for i := range f.Columns {
		f.Columns[i].blank, f.Columns[i].na = r.Blank, r.NA
	}
	by := map[int]string{}
	for _, name := range slices.Sorted(maps.Keys(r.Items)) {
		item := r.Items[name]
		i, err := f.find(name)
		if err != nil {
			return fmt.Errorf("item: %s", strings.TrimPrefix(err.Error(), "read: "))
		}
		if other, twice := by[i]; twice {
			return fmt.Errorf("items %q and %q are the same column", other, name)
		}
		by[i] = name
		c := &f.Columns[i]
		c.blank, c.na, c.split = slices.Concat(r.Blank, item.Blank), slices.Concat(r.NA, item.NA), item.Separator
	}
	taken := make(map[string]int, len(f.Columns))
	for i := range f.Columns {
		c := &f.Columns[i]
		c.ID = cmp.Or(r.Items[by[i]].ID, c.ID)
		if _, twice := taken[c.ID]; twice {
			return fmt.Errorf("item %q: another column has the id %q", by[i], c.ID)
		}
		taken[c.ID] = i
	}
	f.reindex()
	return nil
}

// natural returns the id of a column that has none of the vendor's.
func (c *Column) natural(shape Shape, i int) string {
	id := c.Question
	switch name := plain(c.Header); shape {
	case QualtricsLegacy: // V1 to V10 say nothing; other names are shorter than their questions
		if i >= 10 || !strings.HasPrefix(name, "V") {
			id = name
		}
	case SurveyMonkeyCondensed, SurveyMonkeyExpanded:
		if c.Option != "" {
			id = strings.TrimSpace(id + " [" + c.Option + "]")
		}
	default:
		id = name
	}
	if id == "" {
		id = "column " + strconv.Itoa(i+1)
	}
	return id
}

func (f *Form) reindex() {
	f.index = make(map[string]int, 3*len(f.Columns))
	for i, c := range f.Columns {
		f.index[c.ID] = i
	}
	others := make(map[string]int, 2*len(f.Columns))
	for i, c := range f.Columns {
		for _, name := range []string{c.Header, plain(c.Header), c.Vendor, c.Question, c.Option} {
			if name == "" {
				continue
			}
			if at, ok := others[name]; ok && at != i {
				others[name] = -1
			} else if !ok {
				others[name] = i
			}
		}
	}
	for name, i := range others {
		if _, ok := f.index[name]; !ok {
			f.index[name] = i
		}
	}
}

// markNA finds the columns whose code ends in one that means N/A, and tells the other columns of their
// questions.
func (f *Form) markNA() {
	of := map[string]int{}
	base := func(c *Column) (whole, cut, suffix string) {
		code := c.Header
		if f.Shape != Qualtrics && f.Shape != Qualtrics2016 && f.Shape != QualtricsLegacy && f.Shape != CSV {
			return "", "", ""
		}
		if i := strings.LastIndexByte(code, '_'); i > 0 {
			return code, code[:i], code[i+1:]
		}
		return code, "", ""
	}
	for i := range f.Columns {
		c := &f.Columns[i]
		if _, cut, suffix := base(c); cut != "" && slices.Contains(c.na, suffix) {
			c.NA = true
			of[cut] = i
		}
	}
	for i := range f.Columns {
		c := &f.Columns[i]
		whole, cut, _ := base(c)
		if at, ok := of[whole]; ok {
			c.naAt = at
		} else if at, ok := of[cut]; ok && cut != "" && at != i {
			c.naAt = at
		}
	}
}

// roles finds the columns that every program asks for, by the vendor's own names.
func (f *Form) roles() {
	first := func(names ...string) string {
		for _, name := range names {
			for _, c := range f.Columns {
				if strings.EqualFold(plain(c.Header), name) || strings.EqualFold(c.Question, name) && f.Shape == QualtricsLegacy {
					return c.ID
				}
			}
		}
		return ""
	}
	byVendor := func(id string) string {
		for _, c := range f.Columns {
			if c.Vendor == id {
				return c.ID
			}
		}
		return ""
	}
	switch f.Shape {
	case Qualtrics, Qualtrics2016:
		f.Respondent = cmp.Or(byVendor("_recordId"), byVendor("responseId"), first("ResponseId"))
		f.Started = cmp.Or(byVendor("startDate"), first("StartDate"))
		f.Submitted = cmp.Or(byVendor("endDate"), first("EndDate"))
	case QualtricsLegacy:
		f.Respondent, f.Started, f.Submitted = first("ResponseID"), first("StartDate"), first("EndDate")
	case SurveyMonkeyCondensed, SurveyMonkeyExpanded:
		f.Respondent, f.Started, f.Submitted = f.Columns[0].ID, first("Start Date", "StartDate"), first("End Date", "EndDate")
	case Typeform, TypeformOld:
		f.Respondent, f.Started, f.Submitted = first("#"), first("Start Date (UTC)"), first("Submit Date (UTC)")
	case GoogleForms:
		f.Submitted = f.Columns[0].ID
	case MicrosoftForms:
		f.Respondent, f.Started, f.Submitted = first("ID"), first("Start time"), first("Completion time")
	case LimeSurvey:
		f.Respondent, f.Started, f.Submitted = first("id"), first("startdate"), first("submitdate")
	case Zendesk:
		f.Respondent, f.Submitted = first("id"), first("updated_at", "created_at")
	case Touchpoints:
		f.Respondent = first("external_id")
	}
}

// bracket splits "Question [Row]", and code[sub].
func bracket(header string) (question, option string) {
	i := strings.LastIndexByte(header, '[')
	if i < 0 || !strings.HasSuffix(header, "]") {
		return header, ""
	}
	return strings.TrimSpace(header[:i]), strings.TrimSpace(header[i+1 : len(header)-1])
}

// plain returns a text without markup, in one line, with single spaces.
func plain(s string) string {
	if !strings.ContainsAny(s, "<\u00a0") && strings.TrimSpace(s) == s && !strings.ContainsAny(s, "\n\r\t") && !strings.Contains(s, "  ") {
		return s
	}
	var b strings.Builder
	for s != "" {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		b.WriteString(s[:open])
		s = s[open:]
		end := strings.IndexAny(s[1:], "<>")
		if len(s) > 1 && (s[1] == '/' || unicode.IsLetter(rune(s[1]))) && end > 0 && s[end+1] == '>' {
			if tag := strings.ToLower(s[1 : end+1]); strings.HasPrefix(tag, "br") || strings.HasPrefix(tag, "p") || strings.HasPrefix(tag, "/p") {
				b.WriteByte(' ')
			}
			s = s[end+2:]
			continue
		}
		b.WriteByte('<')
		s = s[1:]
	}
	b.WriteString(s)
	return strings.Join(strings.Fields(b.String()), " ")
}
