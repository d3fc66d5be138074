package ttr

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"
)

// The binary form of version 1:
//
//	1 byte    the version, 1
//	uvarint   the number of resolved tickets
//	uvarint   the number of open tickets
//	entries   of the resolved tickets, until there are as many
//	entries   of the open tickets, until there are as many
//
// and nothing after it. An entry is tickets of one time, or of times close together; entries are in the order
// of time:
//
//	uvarint   the shortest time in ns, less the longest of the entry before
//	uvarint   the number of tickets
//	uvarint   the longest time less the shortest, only if there are more than 8192 tickets in all and more than 1 here
//
// Up to 8192 tickets in all, an entry is the tickets of one time. With more it is those of one bin: see
// place. The uvarints are those of encoding/binary, in as few bytes as there can be, so that the same tickets
// have the same bytes.
const sketchVersion = 1

var (
	errSketchShort   = errors.New("ttr: sketch: the data end too early")
	errSketchLong    = errors.New("ttr: sketch: there are data after the end")
	errSketchNumber  = errors.New("ttr: sketch: a number that no sketch has")
	errSketchTickets = errors.New("ttr: sketch: more tickets than a sketch can hold")
)

// AppendBinary appends the binary form of the sketch to b. The same tickets always have the same bytes, and
// every later release reads them. A sketch that reads as no data because it has too many tickets is an error.
func (s Sketch) AppendBinary(b []byte) ([]byte, error) {
	n := s.h.total()
	if n > mostTickets {
		return b, errSketchTickets
	}
	b = append(b, sketchVersion)
	b = binary.AppendUvarint(b, s.h.number(isResolved))
	b = binary.AppendUvarint(b, s.h.number(isOpen))
	for _, k := range []kind{isResolved, isOpen} {
		last := uint64(0)
		for e := range s.h.bins(k) {
			b = binary.AppendUvarint(b, e.lo-last)
			b = binary.AppendUvarint(b, e.n)
			if n > keptTickets && e.n > 1 {
				b = binary.AppendUvarint(b, e.hi-e.lo)
			}
			last = e.hi
		}
	}
	return b, nil
}

// MarshalBinary returns what [Sketch.AppendBinary] appends.
func (s Sketch) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary sets the sketch to the one whose binary form is data, by this release or an earlier one.
// Data that no sketch has are an error, and the sketch stays as it was. However long the data, it takes no
// more memory than the largest sketch.
func (s *Sketch) UnmarshalBinary(data []byte) error {
	if len(data) == 0 {
		return errSketchShort
	}
	if data[0] != sketchVersion {
		return sketchVersionError(int(data[0]))
	}
	r := uvarints{data: data[1:]}
	var n [2]uint64
	n[isResolved], n[isOpen] = r.uvarint(), r.uvarint()
	if r.err != nil {
		return r.err
	}
	in, err := newIntake(n)
	if err != nil {
		return err
	}
	for _, k := range []kind{isResolved, isOpen} {
		last := uint64(0)
		for n[k] > 0 {
			e := bin{lo: last + r.uvarint(), n: r.uvarint()}
			e.hi = e.lo
			if in.many && e.n > 1 {
				e.hi += r.uvarint()
			}
			switch {
			case r.err != nil:
				return r.err
			case e.n > n[k]:
				return errSketchNumber
			}
			if err := in.put(k, e); err != nil {
				return err
			}
			n[k] -= e.n
			last = e.hi
		}
	}
	if len(r.data) > 0 {
		return errSketchLong
	}
	s.h = in.held
	return nil
}

// uvarints reads uvarints. After an error it reads zeros.
type uvarints struct {
	data []byte
	err  error
}

func (r *uvarints) uvarint() uint64 {
	x, n := binary.Uvarint(r.data)
	switch {
	case r.err != nil:
		return 0
	case n == 0:
		r.err = errSketchShort
		return 0
	case n < 0 || n > 1 && r.data[n-1] == 0:
		r.err = errSketchNumber // more than 64 bits, or more bytes than it takes
		return 0
	}
	r.data = r.data[n:]
	return x
}

func sketchVersionError(v int) error {
	return fmt.Errorf("ttr: sketch: version %d is not one of those that this release reads, 1 to %d", v, sketchVersion)
}

// intake makes a sketch of entries, and refuses those that no sketch has.
type intake struct {
	*held
	last [2]time.Duration // the longest time of each kind so far, -1 without any
}

// newIntake returns an intake for so many tickets of each kind.
func newIntake(n [2]uint64) (intake, error) {
	if n[isResolved] > mostTickets || n[isOpen] > mostTickets-n[isResolved] {
		return intake{}, errSketchTickets
	}
	return intake{&held{many: n[isResolved]+n[isOpen] > keptTickets}, [2]time.Duration{-1, -1}}, nil
}

// put takes an entry. Those of each kind must come in the order of time.
func (in *intake) put(k kind, e bin) error {
	if e.lo > e.hi || e.hi > math.MaxInt64 {
		return errSketchNumber
	}
	lo, hi, last := time.Duration(e.lo), time.Duration(e.hi), in.last[k]
	switch {
	case e.n == 0:
		return errors.New("ttr: sketch: an entry without tickets")
	case e.n == 1 && lo != hi:
		return errors.New("ttr: sketch: an entry of one ticket with two times")
	case lo <= last:
		return errors.New("ttr: sketch: entries that are not in the order of time")
	case !in.many && lo != hi:
		return fmt.Errorf("ttr: sketch: an entry of several times, with at most %d tickets in all", keptTickets)
	case in.many && !sameBin(lo, hi):
		return errors.New("ttr: sketch: an entry of times that are not close together")
	case in.many && last >= 0 && sameBin(last, lo):
		return errors.New("ttr: sketch: two entries of times that are close together")
	}
	in.last[k] = hi
	if in.many {
		in.pages[k].add(e)
		return nil
	}
	for range e.n {
		in.few[k] = append(in.few[k], lo)
	}
	return nil
}
