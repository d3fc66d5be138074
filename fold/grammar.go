package fold

import "bytes"

// grammar reads records as encoding/csv does: fields between commas, of which one that begins with a quote may hold
// commas, ends of lines and doubled quotes. A quote elsewhere is a flaw. A record with a flaw goes to the end of the
// line in which the flaw is.
type grammar struct {
	comma   byte
	plain   bool     // there are no quotes in what is read now
	fields  [][]byte // of the last record, until the next one
	scratch []byte   // of fields that do not stand in the text as they are
}

// extent is how far a record goes.
type extent struct {
	bytes int // with its end of line
	lines int
	empty bool // a line with nothing in it, which is no record
	flaw  bool // a quote where none can be
}

// record reads the first record of b into g.fields. whole is false if what follows b could still belong to it, which
// is not so if b is the last of the text.
func (g *grammar) record(b []byte, last bool) (e extent, whole bool) {
	g.fields, g.scratch = g.fields[:0], g.scratch[:0]
	end, next, ok := line(b, 0, last)
	if !ok {
		return extent{}, false
	}
	e.lines = 1
	if end == 0 {
		e.bytes, e.empty = next, true
		return e, true
	}
	for p := 0; ; {
		if p == end || b[p] != '"' {
			field := b[p:end]
			i := bytes.IndexByte(field, g.comma)
			if i >= 0 {
				field = field[:i]
			}
			if !g.plain && bytes.IndexByte(field, '"') >= 0 {
				e.bytes, e.flaw = next, true
				return e, true
			}
			g.fields = append(g.fields, field)
			if i < 0 {
				e.bytes = next
				return e, true
			}
			p += i + 1
			continue
		}
		p++
		from, mark, copied := p, len(g.scratch), false
		for {
			i := bytes.IndexByte(b[p:], '"')
			if i < 0 {
				if !last {
					return extent{}, false
				}
				// It never ends.
				e.bytes, e.flaw = len(b), true
				e.lines = bytes.Count(b, newline)
				if b[len(b)-1] != '\n' {
					e.lines++
				}
				return e, true
			}
			if p+i >= next {
				e.lines += 1 + bytes.Count(b[next:p+i], newline)
				if end, next, ok = line(b, p+i+1, last); !ok {
					return extent{}, false
				}
			}
			p += i + 1
			if p < end && b[p] == '"' {
				g.scratch = appendLines(g.scratch, b[from:p])
				p++
				from, copied = p, true
				continue
			}
			break
		}
		field := b[from : p-1]
		if copied || bytes.IndexByte(field, '\r') >= 0 {
			g.scratch = appendLines(g.scratch, field)
			field = g.scratch[mark:]
		}
		g.fields = append(g.fields, field)
		switch {
		case p >= end:
			e.bytes = next
			return e, true
		case b[p] != g.comma:
			e.bytes, e.flaw = next, true
			return e, true
		}
		p++
	}
}

var newline = []byte{'\n'}

// line returns where the line that goes on at from ends, without its end of line, \n or \r\n, and where the next one
// begins. ok is false if the end is not in b.
func line(b []byte, from int, last bool) (end, next int, ok bool) {
	i := bytes.IndexByte(b[from:], '\n')
	switch {
	case i >= 0:
		end, next = from+i, from+i+1
	case last:
		end, next = len(b), len(b)
	default:
		return 0, 0, false
	}
	if end > from && b[end-1] == '\r' {
		end--
	}
	return end, next, true
}

// appendLines appends text with \n for every \r\n.
func appendLines(to, text []byte) []byte {
	for {
		i := bytes.Index(text, crlf)
		if i < 0 {
			return append(to, text...)
		}
		to = append(to, text[:i]...)
		text = text[i+1:]
	}
}

var crlf = []byte{'\r', '\n'}

// records returns the length of the whole records at the beginning of b; what follows is the beginning of one more.
// Lines without quotes, and lines with an even number of them, which cannot end within a quoted field, are passed
// over; only the others are read.
func (g *grammar) records(b []byte) int {
	for p := 0; ; {
		quote := bytes.IndexByte(b[p:], '"')
		if quote < 0 {
			return p + bytes.LastIndexByte(b[p:], '\n') + 1
		}
		start := p + bytes.LastIndexByte(b[p:p+quote], '\n') + 1
		length := bytes.IndexByte(b[p+quote:], '\n') + 1
		if length == 0 {
			return start
		}
		end := p + quote + length
		if bytes.Count(b[start:end], quotes)%2 == 1 {
			e, whole := g.record(b[start:], false)
			if !whole {
				return start
			}
			end = start + e.bytes
		}
		p = end
	}
}

var quotes = []byte{'"'}
