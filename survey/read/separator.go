package read

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

var separators = []byte{',', ';', '\t'}

// settle decides what separates the cells and ends the records, from the first records of the file.
func (r *Reader) settle(s *scanner) error {
	head := s.look()
	if rest, ok := bytes.CutPrefix(head, []byte("sep=")); ok && len(rest) > 1 && (rest[1] == '\n' || rest[1] == '\r') {
		// Excel's own line before the header.
		if r.Comma == 0 && bytes.IndexByte(separators, rest[0]) < 0 {
			return fmt.Errorf("the file says its separator is %q: comma, semicolon and tab are read", rest[0])
		}
		s.comma = rest[0]
		s.pos += len("sep=") + 2
		if rest[1] == '\r' && len(rest) > 2 && rest[2] == '\n' {
			s.pos++
		}
		s.line++
		r.report.Empty++
		if r.Comma == 0 {
			return nil
		}
		head = s.buf[s.pos:s.end]
	}
	s.carriage = bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0
	if r.Comma != 0 {
		s.comma = r.Comma
		return nil
	}
	var err error
	s.comma, err = separator(head, len(head) < len(s.buf), s.carriage, s.maxColumns)
	return err
}

// separator returns which separator splits the most of the first records into as many cells as the header;
// between equals, the one with more cells. A header of one cell tells nothing: then it is the comma. The last
// record of a head that is not all of the file may be half of one and does not count.
func separator(head []byte, all, carriage bool, maxColumns int) (byte, error) {
	const records = 20
	best, bestShare, bestCells, tie := byte(','), 0.0, 1, byte(0)
	for _, comma := range separators {
		s := scanner{buf: head, end: len(head), err: io.EOF, comma: comma, carriage: carriage, maxRecord: len(head), maxColumns: maxColumns, line: 1}
		header, same, n := 0, 0, 0
		for n < records {
			if s.next() == io.EOF || n > 0 && s.rec.cut && !all {
				break
			}
			if s.rec.empty() {
				continue
			}
			if n == 0 {
				header = s.rec.cells
			}
			if n++; s.rec.cells == header {
				same++
			}
		}
		if header < 2 {
			continue
		}
		share := float64(same) / float64(n)
		switch {
		case share > bestShare, share == bestShare && header > bestCells:
			best, bestShare, bestCells, tie = comma, share, header, 0
		case share == bestShare && header == bestCells:
			tie = comma
		}
	}
	if tie != 0 {
		return 0, fmt.Errorf("%q and %q split the header alike: declare the Comma", best, tie)
	}
	return best, nil
}

// empty reports whether a record is a line with nothing on it.
func (r *record) empty() bool {
	return len(r.ends) == 1 && len(r.text) == 0 && !r.quoted && r.fault == 0
}

// oneCell returns an error if the only header there is looks like many, split at something else.
func oneCell(header string, comma byte) error {
	for _, other := range separators {
		if other != comma && strings.Count(header, string(other)) > 1 {
			return fmt.Errorf("the header is one cell when split at %q, but has many %q: declare the Comma", comma, other)
		}
	}
	if strings.TrimSpace(header) == "" {
		return errors.New("the header is blank")
	}
	return nil
}
