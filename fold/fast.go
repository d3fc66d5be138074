package fold

import (
	"encoding/binary"
	"math/bits"
)

// role is what a column is to the fast path.
type role uint8

const (
	skipped role = iota
	isTime
	isSegment
	isScore
)

// roles returns what each column is, or nil if one of them is several things or if several make the segment.
func (l layout) roles() []role {
	roles := make([]role, len(l.header))
	several := len(l.segment) > 1
	set := func(column int, r role) {
		if column >= 0 {
			several = several || roles[column] != skipped
			roles[column] = r
		}
	}
	set(l.time, isTime)
	set(l.score, isScore)
	for _, column := range l.segment {
		set(column, isSegment)
	}
	if several {
		return nil
	}
	return roles
}

// none is the score of a row without one.
const none = 11

// Words of eight equal bytes, for looking at eight bytes at once.
const (
	ones     = 0x0101010101010101
	tops     = 0x8080808080808080
	newlines = ones * '\n'
	quoting  = ones * '"'
	ten      = '1' | '0'<<8
)

// fast counts the rows at the beginning of text that are what one expects, and stops before the first one that is not,
// or that is near the end: slow decides about that.
func (w *scoring) fast(text []byte) (n, rows, blank int) {
	roles, last, comma := w.roles, len(w.roles)-1, w.comma
	clock, segments := w.clock, &w.segments
	for {
		p := n
		score, period, segment := uint(0), int32(0), w.whole
		for column, role := range roles {
			var start int
			switch role {
			case isTime:
				if p+20 >= len(text) {
					return n, rows, blank
				}
				t := (*[20]byte)(text[p : p+20 : p+20])
				x := binary.LittleEndian.Uint64(t[11:]) ^ midnight
				year, day := binary.LittleEndian.Uint64(t[:]), binary.LittleEndian.Uint16(t[8:])
				d := clock.zulu.find(year, day)
				if clock.zuluT && t[10] == 'T' && t[19] == 'Z' && (x|(x+tooLarge))&tops == 0 && hours(x) <= 23 &&
					d != nil && d.year == year && d.day == day && d.state == wholeDay {
					period = d.before
					p += 20
				} else if period, p = clock.period(text, p); p < 0 {
					return n, rows, blank
				}
			case isScore:
				if p+2 >= len(text) {
					return n, rows, blank
				}
				score = uint(text[p] - '0')
				if binary.LittleEndian.Uint16(text[p:p+2:p+2]) == ten {
					score = 10
					p += 2
				} else if score <= 9 {
					p++
				} else {
					score = none
				}
				if !w.usable[score] {
					return n, rows, blank
				}
			default:
				start = p
				if p+8 > len(text) {
					return n, rows, blank
				}
				word := binary.LittleEndian.Uint64(text[p : p+8 : p+8])
				m := ending(word, comma)
				for m == 0 {
					p += 8
					if p+8 > len(text) {
						return n, rows, blank
					}
					m = ending(binary.LittleEndian.Uint64(text[p:p+8:p+8]), comma)
				}
				p += bits.TrailingZeros64(m) / 8
				if column == last && p > start && text[p-1] == '\r' {
					p--
				}
				if role == isSegment {
					length := uint(p - start)
					if length > 8 {
						segment = segments.ID(text[start:p])
					} else if segment = segments.Recent(word, length); segment < 0 {
						segment = segments.Short(word, length)
					}
				}
			}
			if p+1 >= len(text) {
				return n, rows, blank
			}
			end := byte(comma)
			if column == last {
				end = '\n'
				if text[p] == '\r' {
					p++
				}
			}
			if text[p] != end {
				return n, rows, blank
			}
			p++
		}
		if p-n > w.max {
			return n, rows, blank
		}
		n = p
		rows++
		if score == none {
			blank++
			continue
		}
		if near := w.counts.Near(segment, period); near != nil {
			near[score&15]++
		} else {
			w.counts.Add(segment, period, score)
		}
	}
}

// ending marks the top bit of the first byte of a word that ends a field: a comma, the end of a line, or a quote, which
// has no business there. Bytes above it may be marked too.
func ending(word, comma uint64) uint64 {
	c, n, q := word^comma, word^newlines, word^quoting
	return ((c-ones)&^c | (n-ones)&^n | (q-ones)&^q) & tops
}
