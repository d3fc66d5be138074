package ttr

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"sort"
	"time"
)

// Schedule describes a team's hours for [NewCalendar]. It is plain data; JSON is its file format, which
// [ReadCalendar] reads:
//
//	{
//	  "zone": "Europe/London",
//	  "week": {
//	    "monday": [{"start": "09:00", "end": "12:30"}, {"start": "13:00", "end": "17:00"}],
//	    "friday": [{"start": "22:00", "end": "06:00"}]
//	  },
//	  "changes": [{"from": "2026-06-01", "week": {"monday": [{"start": "08:00", "end": "16:00"}]}}],
//	  "closed": ["2026-04-03", "12-25"],
//	  "special": {"2026-12-24": [{"start": "09:00", "end": "13:00"}]}
//	}
//
// Dates are local dates of the zone, written YYYY-MM-DD, or MM-DD for that day of every year. A special day
// replaces the shifts that start on it, and a closed day has none; a shift that began the evening before goes
// on into either. What is said of a full date wins over what is said of the day of every year.
type Schedule struct {
	Zone    string             `json:"zone"`              // IANA name such as Europe/London, or UTC
	Week    Week               `json:"week"`              // up to the first change
	Changes []Change           `json:"changes,omitempty"` // in order of their dates
	Closed  []string           `json:"closed,omitempty"`  // dates without shifts, such as public holidays
	Special map[string][]Shift `json:"special,omitempty"` // dates with shifts of their own, or none

	// Location is the zone for a program that has it as a value: one that time.FixedZone or
	// time.LoadLocationFromTZData made. Zone is then empty or its name.
	Location *time.Location `json:"-"`
}

// Week is the shifts that start on each weekday.
type Week struct {
	Monday    []Shift `json:"monday,omitempty"`
	Tuesday   []Shift `json:"tuesday,omitempty"`
	Wednesday []Shift `json:"wednesday,omitempty"`
	Thursday  []Shift `json:"thursday,omitempty"`
	Friday    []Shift `json:"friday,omitempty"`
	Saturday  []Shift `json:"saturday,omitempty"`
	Sunday    []Shift `json:"sunday,omitempty"`
}

// Weekdays returns the week with these shifts on Monday to Friday.
func Weekdays(shifts ...Shift) Week {
	return Week{Monday: shifts, Tuesday: shifts, Wednesday: shifts, Thursday: shifts, Friday: shifts}
}

// EveryDay returns the week with these shifts on all seven days.
func EveryDay(shifts ...Shift) Week {
	w := Weekdays(shifts...)
	w.Saturday, w.Sunday = shifts, shifts
	return w
}

// Shift is a spell of work from one time of day to another, written HH:MM from 00:00 to 24:00. One that does
// not end after it starts ends on the next day: 22:00 to 06:00 is overnight, and 08:00 to 08:00 or 00:00 to
// 24:00 a whole day.
type Shift struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// Change is a week that replaces the one before it for all shifts that start on From or later. Closed and
// special days stay what they are.
type Change struct {
	From string `json:"from"` // YYYY-MM-DD
	Week Week   `json:"week"`
}

// ScheduleError says what is wrong in a [Schedule] and where, with the field as JSON names it.
type ScheduleError struct {
	Field   string // such as week.monday[1].end
	Problem string // such as "25:00" is not HH:MM from 00:00 to 24:00
}

// Error returns the field and the problem.
func (e *ScheduleError) Error() string { return "ttr: schedule: " + e.Field + ": " + e.Problem }

func wrong(field, format string, args ...any) *ScheduleError {
	return &ScheduleError{Field: field, Problem: fmt.Sprintf(format, args...)}
}

// rules is a Schedule that has been checked, with dates as days since 1970-01-01.
type rules struct {
	location *time.Location
	regimes  []regime
	exact    map[int64][]shift
	yearly   map[yearday][]shift
}

// regime is the week from a date on.
type regime struct {
	from int64
	week [7][]shift // by time.Weekday
}

// shift is in seconds after midnight; the end may lie on the next day.
type shift struct{ start, end int64 }

type yearday struct {
	month time.Month
	day   int
}

// exception is a date that does not follow the week.
type exception struct {
	day    int64
	shifts []shift
}

// regime returns the index of the week in force on a date.
func (r *rules) regime(day int64) int {
	return sort.Search(len(r.regimes)-1, func(i int) bool { return r.regimes[i+1].from > day })
}

// dates yields every date that the rules name.
func (r *rules) dates() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for d := range r.exact {
			if !yield(d) {
				return
			}
		}
		for _, g := range r.regimes[1:] {
			if !yield(g.from) {
				return
			}
		}
	}
}

// closedYearly returns the number of days of the year that are closed each year.
func (r *rules) closedYearly() int {
	n := 0
	for _, shifts := range r.yearly {
		if len(shifts) == 0 {
			n++
		}
	}
	return n
}

// exceptions returns those of the dates from first to last, in order.
func (r *rules) exceptions(first, last int64) []exception {
	var es []exception
	for d, shifts := range r.exact {
		if first <= d && d <= last {
			es = append(es, exception{d, shifts})
		}
	}
	if len(r.yearly) > 0 {
		year := func(day int64) int { return time.Unix(day*daySeconds, 0).UTC().Year() }
		for y := year(first); y <= year(last); y++ {
			for k, shifts := range r.yearly {
				t := time.Date(y, k.month, k.day, 0, 0, 0, 0, time.UTC)
				d := floorDiv(t.Unix(), daySeconds)
				if _, exact := r.exact[d]; !exact && t.Day() == k.day { // 29 February is not 1 March
					es = append(es, exception{d, shifts})
				}
			}
		}
	}
	slices.SortFunc(es, func(a, b exception) int { return int(a.day - b.day) })
	return es
}

// rules checks the schedule. It copies what it keeps.
func (s Schedule) rules() (*rules, error) {
	loc, err := s.location()
	if err != nil {
		return nil, err
	}
	r := &rules{location: loc, exact: map[int64][]shift{}, yearly: map[yearday][]shift{}}
	week, err := s.Week.regime("week")
	if err != nil {
		return nil, err
	}
	week.from = math.MinInt64
	r.regimes = append(r.regimes, week)
	for i, c := range s.Changes {
		field := fmt.Sprintf("changes[%d]", i)
		d, ok := parseDate(c.From)
		switch {
		case !ok:
			return nil, wrong(field+".from", "%q is not a date such as 2026-06-01", c.From)
		case d <= r.regimes[i].from:
			return nil, wrong(field+".from", "%s is not after %s, the date of the change before it", c.From, s.Changes[i-1].From)
		}
		week, err := c.Week.regime(field + ".week")
		if err != nil {
			return nil, err
		}
		week.from = d
		r.regimes = append(r.regimes, week)
	}
	if last := r.regimes[len(s.Changes)]; !slices.ContainsFunc(last.week[:], func(day []shift) bool { return len(day) > 0 }) {
		field := "week"
		if n := len(s.Changes); n > 0 {
			field = fmt.Sprintf("changes[%d].week", n-1)
		}
		return nil, wrong(field, "has no shifts; nothing would ever be due after it, so the last week needs at least one")
	}
	if err := r.addDays(s); err != nil {
		return nil, err
	}
	return r, nil
}

func (s Schedule) location() (*time.Location, error) {
	const want = "a name of the IANA time zone database is expected, such as Europe/London or UTC"
	switch {
	case s.Location != nil && s.Zone != "" && s.Zone != s.Location.String():
		return nil, wrong("zone", "is %q and Location is %q; give one of them", s.Zone, s.Location)
	case s.Location != nil:
		return s.Location, nil
	case s.Zone == "":
		return nil, wrong("zone", "is missing; "+want)
	case s.Zone == "Local":
		return nil, wrong("zone", "Local means another zone on another machine; "+want)
	}
	loc, err := time.LoadLocation(s.Zone)
	if err != nil {
		return nil, wrong("zone", "%q is not known here; "+want+"; a program that runs without that database imports time/tzdata", s.Zone)
	}
	return loc, nil
}

// addDays adds the closed and the special days.
func (r *rules) addDays(s Schedule) error {
	closed := map[string]int{}
	for i, text := range s.Closed {
		if !r.add(text, nil) {
			return wrong(fmt.Sprintf("closed[%d]", i), "%q is not a date such as 2026-12-25 or, for every year, 12-25", text)
		}
		closed[text] = i
	}
	for _, text := range slices.Sorted(maps.Keys(s.Special)) {
		field := fmt.Sprintf("special[%q]", text)
		if i, ok := closed[text]; ok {
			return wrong(field, "is a closed day too, closed[%d]; a day is one of them", i)
		}
		shifts, err := parseShifts(field, s.Special[text])
		if err != nil {
			return err
		}
		if !r.add(text, shifts) {
			return wrong(field, "%q is not a date such as 2026-12-24 or, for every year, 12-24", text)
		}
	}
	return nil
}

// add sets the shifts of a date of one year or of every year; false if text is neither.
func (r *rules) add(text string, shifts []shift) bool {
	if d, ok := parseDate(text); ok {
		r.exact[d] = shifts
		return true
	}
	t, err := time.Parse(time.DateOnly, "2000-"+text) // a leap year: 29 February is a day of the year
	if err != nil {
		return false
	}
	r.yearly[yearday{t.Month(), t.Day()}] = shifts
	return true
}

// regime checks a week.
func (w Week) regime(field string) (regime, error) {
	var g regime
	for d, shifts := range [7][]Shift{w.Sunday, w.Monday, w.Tuesday, w.Wednesday, w.Thursday, w.Friday, w.Saturday} {
		day := [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}[d]
		var err error
		if g.week[d], err = parseShifts(field+"."+day, shifts); err != nil {
			return regime{}, err
		}
	}
	return g, nil
}

// parseShifts checks the shifts of one day, which may stand in any order but not overlap.
func parseShifts(field string, shifts []Shift) ([]shift, error) {
	if len(shifts) == 0 {
		return nil, nil
	}
	type numbered struct {
		shift
		i int
	}
	parsed := make([]numbered, len(shifts))
	for i, s := range shifts {
		start, ok := parseClock(s.Start)
		if !ok || start == daySeconds {
			return nil, wrong(fmt.Sprintf("%s[%d].start", field, i), "%q is not HH:MM from 00:00 to 23:59", s.Start)
		}
		end, ok := parseClock(s.End)
		if !ok {
			return nil, wrong(fmt.Sprintf("%s[%d].end", field, i), "%q is not HH:MM from 00:00 to 24:00", s.End)
		}
		if end <= start {
			end += daySeconds
		}
		parsed[i] = numbered{shift{start, end}, i}
	}
	slices.SortStableFunc(parsed, func(a, b numbered) int { return int(a.start - b.start) })
	out := make([]shift, len(parsed))
	for j, p := range parsed {
		if j > 0 && p.start < parsed[j-1].end {
			s, before := shifts[p.i], shifts[parsed[j-1].i]
			return nil, wrong(fmt.Sprintf("%s[%d]", field, p.i), "%s to %s overlaps %s to %s", s.Start, s.End, before.Start, before.End)
		}
		out[j] = p.shift
	}
	return out, nil
}

// parseClock returns HH:MM in seconds after midnight.
func parseClock(s string) (int64, bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	for _, i := range [4]int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	h, m := int64(s[0]-'0')*10+int64(s[1]-'0'), int64(s[3]-'0')*10+int64(s[4]-'0')
	at := h*hourSeconds + m*60
	return at, m < 60 && at <= daySeconds
}

// parseDate returns YYYY-MM-DD as days since 1970-01-01.
func parseDate(s string) (int64, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, false
	}
	return floorDiv(t.Unix(), daySeconds), true
}
