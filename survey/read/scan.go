package read

import (
	"bytes"
	"fmt"
	"io"
)

// scanner splits text into records of cells (RFC 4180), in memory that its limits bound. After a fault it
// goes on with the next record, so that one bad row costs one row. Unlike encoding/csv it keeps the bytes of
// a cell as they stand, also a CR LF within quotes.
type scanner struct {
	src      io.Reader
	buf      []byte
	pos, end int
	err      error // why src gave no more: io.EOF, or a failure

	comma      byte
	carriage   bool // records end with a lone CR
	maxRecord  int
	maxColumns int

	line int // line of the next byte, from 1
	rec  record
}

// record is what scanner.next read. The bytes hold until the next call.
type record struct {
	text        []byte // all cells, unquoted, one after the other
	ends        []int  // where in text each cell ends
	gap         int    // bytes of text between two cells
	line, last  int
	quoted      bool   // some cell was quoted
	carriage    bool   // a CR that ends no record stands outside quotes
	cells       int    // cells seen, also those beyond the limit
	cut         bool   // the input ended before the record did, or without a line end
	dropped     bool   // a limit was passed: nothing more is kept, only its end is looked for
	fault       Reason // the first one
	faultCell   int
	faultDetail string
}

const window = 64 << 10 // bytes read at once; the header that shows the separator must begin within it

func newScanner(src io.Reader, maxRecord, maxColumns int) *scanner {
	return &scanner{src: src, buf: make([]byte, window), comma: ',', maxRecord: maxRecord, maxColumns: maxColumns, line: 1}
}

// fill makes at least one byte available; false at the end of src.
func (s *scanner) fill() bool {
	if s.pos < s.end {
		return true
	}
	s.pos, s.end = 0, 0
	s.read()
	return s.end > 0
}

// look makes a full window available, or all there is, and returns it without consuming it.
func (s *scanner) look() []byte {
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	for s.end < len(s.buf) && s.err == nil {
		s.read()
	}
	return s.buf[:s.end]
}

// read appends to the buffer one byte or more, unless there are none.
func (s *scanner) read() {
	for tries := 0; s.err == nil; tries++ {
		n := 0
		n, s.err = s.src.Read(s.buf[s.end:])
		s.end += n
		if n > 0 {
			return
		}
		if tries == 100 {
			s.err = io.ErrNoProgress
		}
	}
}

// next reads a record. Its error is io.EOF or that of src; what is wrong with the record is its fault.
func (s *scanner) next() error {
	r := &s.rec
	*r = record{text: r.text[:0], ends: r.ends[:0], line: s.line, last: s.line}
	if !s.fill() {
		return s.err
	}
	for done := s.bareLine(); !done; {
		var more bool
		if s.fill() && s.buf[s.pos] == '"' {
			s.pos++
			r.quoted = true
			more = s.quotedCell()
		} else {
			more = s.bareCell()
		}
		s.endCell()
		done = !more
	}
	if r.cut && s.err != io.EOF {
		return s.err // half a record, which the reader of the file never gave in full
	}
	if i := bytes.IndexByte(r.text, 0); i >= 0 && r.fault == 0 {
		cell := 0
		for r.ends[cell] <= i {
			cell++
		}
		r.fault, r.faultCell = NUL, cell+1
	}
	return nil
}

// bareLine reads a whole record, if it is a line without quotes that lies in the buffer, as most do; else it
// reads nothing.
func (s *scanner) bareLine() bool {
	n := bytes.IndexByte(s.buf[s.pos:s.end], '\n')
	r := &s.rec
	if n < 0 || n > s.maxRecord || s.carriage {
		return false
	}
	line := s.buf[s.pos : s.pos+n]
	if n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if bytes.IndexByte(line, '"') >= 0 || bytes.IndexByte(line, '\r') >= 0 {
		return false
	}
	for i, c := range line {
		if c == s.comma {
			r.ends = append(r.ends, i)
		}
	}
	r.ends = append(r.ends, len(line))
	if len(r.ends) > s.maxColumns {
		r.ends = r.ends[:0]
		return false
	}
	r.text, r.gap, r.cells = append(r.text, line...), 1, len(r.ends)
	s.pos += n + 1
	s.newline()
	return true
}

// bareCell reads up to the end of a cell without quotes; more says that another cell follows in the record.
func (s *scanner) bareCell() (more bool) {
	start := len(s.rec.text)
	for s.fill() {
		chunk, comma := s.buf[s.pos:s.end], s.comma
		i := 0
		for i < len(chunk) {
			if c := chunk[i]; c == comma || c == '\n' || c == '\r' || c == '"' {
				break
			}
			i++
		}
		s.put(chunk[:i])
		s.pos += i
		if i == len(chunk) {
			continue
		}
		s.pos++
		switch chunk[i] {
		case comma:
			return true
		case '\n':
			s.newline()
			return false
		case '\r':
			if s.ends() {
				return false
			}
			s.put([]byte{'\r'})
			s.rec.carriage = true
		case '"':
			if len(s.rec.text) == start {
				s.fail(Quote, "text after a closing quote")
			} else {
				s.fail(Quote, "a quote in a cell that does not begin with one")
			}
		}
	}
	s.rec.last, s.rec.cut = s.line, true
	return false
}

// ends reports whether the CR just consumed ends the record, and consumes the LF after it.
func (s *scanner) ends() bool {
	if s.fill() && s.buf[s.pos] == '\n' {
		s.pos++
		s.newline()
		return true
	}
	if s.carriage {
		s.newline()
	}
	return s.carriage
}

func (s *scanner) newline() {
	s.rec.last = s.line
	s.line++
}

// quotedCell reads the rest of a cell that began with a quote.
func (s *scanner) quotedCell() (more bool) {
	opened := s.line
	for s.fill() {
		chunk := s.buf[s.pos:s.end]
		i := bytes.IndexByte(chunk, '"')
		if i < 0 {
			i = len(chunk)
		}
		s.put(chunk[:i])
		s.line += bytes.Count(chunk[:i], []byte{'\n'})
		if s.carriage {
			s.line += bytes.Count(chunk[:i], []byte{'\r'})
		}
		s.pos += i
		if i == len(chunk) {
			continue
		}
		s.pos++
		if !s.fill() {
			s.rec.last, s.rec.cut = s.line, true
			return false
		}
		switch c := s.buf[s.pos]; {
		case c == '"':
			s.put([]byte{'"'})
			s.pos++
		case c == s.comma:
			s.pos++
			return true
		case c == '\n':
			s.pos++
			s.newline()
			return false
		default:
			if c == '\r' {
				s.pos++
				if s.ends() {
					return false
				}
			}
			s.fail(Quote, "text after a closing quote")
			return s.bareCell()
		}
	}
	s.rec.last, s.rec.cut = s.line, true
	s.fail(Unclosed, fmt.Sprintf("opened on line %d", opened))
	return false
}

func (s *scanner) put(b []byte) {
	r := &s.rec
	if !r.dropped && len(r.text)+len(b) > s.maxRecord {
		s.fail(Long, fmt.Sprintf("more than %d bytes", s.maxRecord))
		r.drop()
	}
	if !r.dropped {
		r.text = append(r.text, b...)
	}
}

func (s *scanner) endCell() {
	r := &s.rec
	if !r.dropped && r.cells == s.maxColumns {
		s.fail(Wide, fmt.Sprintf("more than %d", s.maxColumns))
		r.drop()
	}
	r.cells++
	if !r.dropped {
		r.ends = append(r.ends, len(r.text))
	}
}

func (r *record) drop() { r.dropped, r.text, r.ends = true, r.text[:0], r.ends[:0] }

// fail notes the first fault of a record, and where it is.
func (s *scanner) fail(why Reason, detail string) {
	if r := &s.rec; r.fault == 0 {
		r.fault, r.faultCell, r.faultDetail = why, r.cells+1, detail
	}
}
