package read

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Encoding says how the text of a file was decoded. Each cell is tried as UTF-8 and, where it is not, read as
// Windows-1252, so that a file pasted together from both comes out right; the counts say when to look.
// Windows-1252 accepts nearly anything: text in another encoding, such as Mac Roman or the CP949 of a Korean
// spreadsheet, comes out with wrong letters, but is reported here. Save it as CSV UTF-8, or decode it first.
type Encoding struct {
	Mark        string `json:"mark,omitzero"`        // byte order mark at the beginning: UTF-8, UTF-16LE, UTF-16BE, or none
	UTF8        int    `json:"utf8,omitzero"`        // cells with letters beyond ASCII, in UTF-8
	Windows1252 int    `json:"windows1252,omitzero"` // cells that are not UTF-8 and were read as Windows-1252
	Undefined   int    `json:"undefined,omitzero"`   // of these, cells with one of the five bytes that it leaves undefined: kept as U+0081 and so on
	Row         int    `json:"row,omitzero"`         // of the first cell read as Windows-1252
	Cell        int    `json:"cell,omitzero"`        // from 1, in that row
}

// String names the encoding: ASCII, UTF-8, Windows-1252, or both with counts.
func (e Encoding) String() string {
	switch {
	case e.Windows1252 > 0 && e.UTF8 > 0:
		return fmt.Sprintf("UTF-8 in %d cells, Windows-1252 in %d, the first at row %d, cell %d", e.UTF8, e.Windows1252, e.Row, e.Cell)
	case e.Windows1252 > 0:
		return "Windows-1252"
	case strings.HasPrefix(e.Mark, "UTF-16"):
		return e.Mark
	case e.UTF8 > 0 || e.Mark != "":
		return "UTF-8"
	}
	return "ASCII"
}

// windows1252 holds what the bytes 0x80 to 0x9F mean; the bytes above are those of Unicode. The five that are
// not defined stand for the control characters of the same number, as browsers have it (WHATWG Encoding
// Standard, index windows-1252).
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}

// cells returns the cells of a record as text.
func (e *Encoding) cells(rec *record, row int) []string {
	cells := make([]string, len(rec.ends))
	if ascii(rec.text) {
		all, start := string(rec.text), 0
		for i, end := range rec.ends {
			cells[i] = all[start:end]
			start = end + rec.gap
		}
		return cells
	}
	start := 0
	for i, end := range rec.ends {
		cells[i] = e.cell(rec.text[start:end], row, i+1)
		start = end + rec.gap
	}
	return cells
}

func (e *Encoding) cell(b []byte, row, cell int) string {
	switch {
	case ascii(b):
		return string(b)
	case utf8.Valid(b):
		e.UTF8++
		return string(b)
	}
	if e.Windows1252++; e.Windows1252 == 1 {
		e.Row, e.Cell = row, cell
	}
	var s strings.Builder
	undefined := false
	for _, c := range b {
		r := rune(c)
		if 0x80 <= c && c < 0xA0 {
			r = windows1252[c-0x80]
			undefined = undefined || r == rune(c)
		}
		s.WriteRune(r)
	}
	if undefined {
		e.Undefined++
	}
	return s.String()
}

func ascii(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// wide turns UTF-16 into UTF-8. Half a pair of surrogates becomes U+FFFD.
type wide struct {
	src   io.Reader
	order binary.ByteOrder
	in    [4096]byte
	n     int    // bytes of in that are filled
	out   []byte // decoded, not yet given
	err   error
}

// Read reads UTF-8.
func (w *wide) Read(p []byte) (int, error) {
	for len(w.out) == 0 {
		if w.err != nil {
			return 0, w.err
		}
		n := 0
		n, w.err = io.ReadAtLeast(w.src, w.in[w.n:], min(4, len(w.in)-w.n))
		w.n += n
		if w.err == io.ErrUnexpectedEOF {
			w.err = io.EOF
		}
		w.decode()
	}
	n := copy(p, w.out)
	w.out = w.out[n:]
	return n, nil
}

func (w *wide) decode() {
	w.out = w.out[:0]
	at := 0
	for ; at+2 <= w.n; at += 2 {
		r := rune(w.order.Uint16(w.in[at:]))
		if utf16.IsSurrogate(r) {
			if at+4 > w.n && w.err == nil {
				break // its other half is still to come
			}
			second := rune(0)
			if at+4 <= w.n {
				second = rune(w.order.Uint16(w.in[at+2:]))
			}
			if r = utf16.DecodeRune(r, second); r != utf8.RuneError {
				at += 2
			}
		}
		w.out = utf8.AppendRune(w.out, r)
	}
	if at < w.n && w.err == io.EOF { // an odd byte, or half a pair
		w.out = utf8.AppendRune(w.out, utf8.RuneError)
		at = w.n
	}
	w.n = copy(w.in[:], w.in[at:w.n])
}
