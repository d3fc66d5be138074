package ttr

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// MarshalJSON returns the sketch as
// {"version":1,"resolved":[[time,number],[shortest,longest,number],…],"open":[…]}: how many tickets have a
// time, or times from the shortest to the longest, in nanoseconds and in the order of time. Up to 8192
// tickets in all, each has its time. Every later release reads it. A sketch that reads as no data because it
// has too many tickets is an error.
func (s Sketch) MarshalJSON() ([]byte, error) {
	if s.h.total() > mostTickets {
		return nil, errSketchTickets
	}
	b := strconv.AppendInt([]byte(`{"version":`), sketchVersion, 10)
	b = s.h.appendEntries(append(b, `,"resolved":[`...), isResolved)
	b = s.h.appendEntries(append(b, `],"open":[`...), isOpen)
	return append(b, `]}`...), nil
}

func (h *held) appendEntries(b []byte, k kind) []byte {
	comma := false
	for e := range h.bins(k) {
		if comma {
			b = append(b, ',')
		}
		comma = true
		b = strconv.AppendUint(append(b, '['), e.lo, 10)
		if e.lo < e.hi {
			b = strconv.AppendUint(append(b, ','), e.hi, 10)
		}
		b = strconv.AppendUint(append(b, ','), e.n, 10)
		b = append(b, ']')
	}
	return b
}

// UnmarshalJSON sets the sketch to the one whose JSON form is text, by this release or an earlier one. A form
// that no sketch has is an error, and the sketch stays as it was. As everywhere in JSON, null changes
// nothing.
func (s *Sketch) UnmarshalJSON(text []byte) error {
	if string(bytes.TrimSpace(text)) == "null" {
		return nil
	}
	if bytes.Count(text, []byte("[")) > 2+2*pageCount*pageSize {
		return errSketchNumber // before memory is taken for them
	}
	var form struct {
		Version  int     `json:"version"`
		Resolved []entry `json:"resolved"`
		Open     []entry `json:"open"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&form); err != nil {
		return fmt.Errorf("ttr: sketch: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return errSketchLong
	}
	switch {
	case form.Version != sketchVersion:
		return sketchVersionError(form.Version)
	case form.Resolved == nil || form.Open == nil:
		return errors.New("ttr: sketch: resolved or open is missing")
	}
	lists := [2][]entry{isResolved: form.Resolved, isOpen: form.Open}
	var n [2]uint64
	for k, list := range lists {
		for _, e := range list {
			n[k] = min(n[k]+min(e.n, mostTickets+1), mostTickets+1)
		}
	}
	in, err := newIntake(n)
	if err != nil {
		return err
	}
	for k, list := range lists {
		for _, e := range list {
			if err := in.put(kind(k), bin(e)); err != nil {
				return err
			}
		}
	}
	s.h = in.held
	return nil
}

// entry is a bin as [time, number] or [shortest, longest, number].
type entry bin

func (e *entry) UnmarshalJSON(text []byte) error {
	inner, isList := bytes.CutPrefix(text, []byte("["))
	inner, _ = bytes.CutSuffix(inner, []byte("]"))
	var x []uint64
	for field := range bytes.SplitSeq(inner, []byte(",")) {
		u, err := strconv.ParseUint(string(bytes.TrimSpace(field)), 10, 64)
		if err != nil || len(x) == 3 {
			return errSketchEntry
		}
		x = append(x, u)
	}
	if len(x) == 2 {
		x = []uint64{x[0], x[0], x[1]}
	}
	if !isList || len(x) != 3 {
		return errSketchEntry
	}
	*e = entry{x[2], x[0], x[1]}
	return nil
}

var errSketchEntry = errors.New("resolved and open list [time, number] or [shortest, longest, number]")
