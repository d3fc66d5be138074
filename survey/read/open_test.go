package read_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/read"
)

// archive returns a zip file of these members, given as name, text, name, text.
func archive(t testing.TB, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		require.NoError(t, err)
		_, err = io.WriteString(w, members[i+1])
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

// locked marks the member of a zip file as encrypted.
func locked(b []byte) []byte {
	b[bytes.Index(b, []byte("PK\x03\x04"))+6] |= 1
	b[bytes.Index(b, []byte("PK\x01\x02"))+8] |= 1
	return b
}

func gzipped(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

// wide returns text in UTF-16.
func wide(text string, order binary.AppendByteOrder) []byte {
	b := order.AppendUint16(nil, 0xFEFF)
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func TestOpen(t *testing.T) {
	const file = "a,b\n1,2\n"
	plain := []byte(file)
	for _, c := range []struct {
		reason string
		in     []byte
		set    func(r *read.Reader)
		want   string // the error; "" is none
	}{
		{"plain", plain, nil, ""},
		{"a byte order mark", append([]byte("\xEF\xBB\xBF"), plain...), nil, ""},
		{"gzip", gzipped(t, plain), nil, ""},
		{"gzip of a byte order mark", gzipped(t, append([]byte("\xEF\xBB\xBF"), plain...)), nil, ""},
		{"two gzip files one after the other are one", append(gzipped(t, []byte("a,b\n")), gzipped(t, []byte("1,2\n"))...), nil, ""},
		{"UTF-16", wide(file, binary.LittleEndian), nil, ""},
		{"UTF-16, the other end first", wide(file, binary.BigEndian), nil, ""},
		{"zip", archive(t, "survey.csv", file), nil, ""},
		{"zip as a Mac makes it", archive(t, "x/", "", "x/survey.CSV", file, "__MACOSX/x/._survey.csv", "junk"), nil, ""},
		{"zip of two", archive(t, "a.csv", file, "b.csv", "x\n1\n"), nil, `2 members that could be meant: name one as Member: "a.csv", "b.csv"`},
		{"zip of two, one named", archive(t, "a.csv", "x\n1\n", "b.csv", file), func(r *read.Reader) { r.Member = "b.csv" }, ""},
		{"named, and not there", archive(t, "a.csv", file), func(r *read.Reader) { r.Member = "b.csv" }, `no member "b.csv"`},
		{"encrypted", locked(archive(t, "a.csv", file)), nil, `member "a.csv" is encrypted`},
		{"zip without text", archive(t, "a.sav", file), nil, "no member that ends in .csv, .tsv or .txt"},
		{"an empty zip", archive(t), nil, "no member"},
		{"a workbook", archive(t, "[Content_Types].xml", "<x/>", "xl/workbook.xml", "<x/>"), nil, "a workbook, not text: save it as CSV (UTF-8) and read that"},
		{"an open workbook", archive(t, "mimetype", "application/x", "content.xml", "<x/>"), nil, "a workbook"},
		{"a workbook in gzip", gzipped(t, archive(t, "xl/workbook.xml", "<x/>")), nil, "packed twice"},
		{"an old workbook", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), nil, "a workbook, not text: save it as CSV"},
		{"gzip of gzip", gzipped(t, gzipped(t, plain)), nil, "packed twice"},
		{"the page to log in", []byte("\n <!DOCTYPE html><html>"), nil, "a web page or other markup"},
		{"an SPSS file", []byte("$FL2@(#) SPSS DATA FILE"), nil, "not a text file"},
		{"half a gzip header", []byte{0x1F, 0x8B, 8}, nil, "read: "},
		{"half a zip", archive(t, "a.csv", file)[:40], nil, "read: zip: not a valid zip file"},
		{"a zip in a stream that is too large to hold", archive(t, "a.csv", file), func(r *read.Reader) { r.MaxPacked = 20 }, "raise MaxPacked"},
	} {
		for i, src := range []io.Reader{bytes.NewReader(c.in), iotest.OneByteReader(bytes.NewReader(c.in))} {
			if strings.Contains(c.want, "MaxPacked") && i == 0 {
				continue // in place nothing is held
			}
			r := read.NewReader(src)
			if c.set != nil {
				c.set(r)
			}
			_, err := r.Form()
			if c.want != "" {
				assert.ErrorContains(t, err, c.want, c.reason)
				continue
			}
			if assert.NoError(t, err, c.reason) {
				got, refused := table(r)
				assert.Equal(t, [][]string{{"1", "2"}}, got, c.reason)
				assert.Empty(t, refused)
			}
		}
	}

	path := filepath.Join(t.TempDir(), "survey.zip")
	require.NoError(t, os.WriteFile(path, archive(t, "survey.csv", file), 0o600))
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	got, _ := table(read.NewReader(f))
	assert.Equal(t, [][]string{{"1", "2"}}, got)
}

// A few kilobytes that unpack to a gigabyte stop at the limit, in memory that does not grow.
func TestBombs(t *testing.T) {
	bomb := "a,b\n" + strings.Repeat("1,2\n", 1<<19)
	for name, packed := range map[string][]byte{"gzip": gzipped(t, []byte(bomb)), "zip": archive(t, "a.csv", bomb)} {
		r := read.NewReader(bytes.NewReader(packed))
		r.MaxUnpacked = 1 << 20
		n, last := 0, error(nil)
		for _, err := range r.Rows() {
			if last = err; err == nil {
				n++
			}
		}
		assert.ErrorContains(t, last, "more than 1048576 bytes unpacked", name)
		assert.InDelta(t, 1<<18, n, 64<<10, name)
		assert.False(t, r.Report().Done, name)

		r = read.NewReader(bytes.NewReader(packed))
		r.MaxUnpacked = int64(len(bomb))
		got, refused := table(r)
		assert.Len(t, got, 1<<19, "exactly as much as is allowed")
		assert.Empty(t, refused)
	}
}

func TestEncoding(t *testing.T) {
	for _, c := range []struct {
		reason, in string
		want       read.Encoding
		text       string
		cells      []string
	}{
		{"ASCII", "a,b\nx,y\n", read.Encoding{}, "ASCII", []string{"x", "y"}},
		{"UTF-8", "a,b\nä,€\n", read.Encoding{UTF8: 2}, "UTF-8", []string{"ä", "€"}},
		{"a mark", "\xEF\xBB\xBFa,b\nx,y\n", read.Encoding{Mark: "UTF-8"}, "UTF-8", []string{"x", "y"}},
		{"Windows-1252", "a,b\n\x80\x93\x94,\xE4\n", read.Encoding{Windows1252: 2, Row: 2, Cell: 1}, "Windows-1252", []string{"€“”", "ä"}},
		{"both in one row", "a,b\nä,\xE4\n", read.Encoding{UTF8: 1, Windows1252: 1, Row: 2, Cell: 2},
			"UTF-8 in 1 cells, Windows-1252 in 1, the first at row 2, cell 2", []string{"ä", "ä"}},
		{"the five that are not defined", "a,b\n\x81\x8D\x8F,\x90\x9D\n", read.Encoding{Windows1252: 2, Undefined: 2, Row: 2, Cell: 1}, "Windows-1252",
			[]string{"\u0081\u008d\u008f", "\u0090\u009d"}},
		{"half a letter at the end of a cell", "a,b\n\xC3,\xC3\xA4\n", read.Encoding{UTF8: 1, Windows1252: 1, Row: 2, Cell: 1},
			"UTF-8 in 1 cells, Windows-1252 in 1, the first at row 2, cell 1", []string{"Ã", "ä"}},
		{"UTF-16", string(wide("a,b\nä,😀\n", binary.LittleEndian)), read.Encoding{Mark: "UTF-16LE", UTF8: 2}, "UTF-16LE", []string{"ä", "😀"}},
		{"half a pair in UTF-16", string(wide("a,b\n", binary.BigEndian)) + "\xD8\x00\x00,\x00x", read.Encoding{Mark: "UTF-16BE", UTF8: 1}, "UTF-16BE", []string{"\uFFFD", "x"}},
		{"half a pair at the end", string(wide("a,b\ny,", binary.BigEndian)) + "\xD8\x00", read.Encoding{Mark: "UTF-16BE", UTF8: 1}, "UTF-16BE", []string{"y", "\uFFFD"}},
		{"an odd byte at the end", string(wide("a,b\ny,", binary.BigEndian)) + "\x00", read.Encoding{Mark: "UTF-16BE", UTF8: 1}, "UTF-16BE", []string{"y", "\uFFFD"}},
	} {
		for _, src := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in))} {
			r := read.NewReader(src)
			got, refused := table(r)
			assert.Empty(t, refused, c.reason)
			assert.Equal(t, [][]string{c.cells}, got, c.reason)
			assert.Equal(t, c.want, r.Report().Encoding, c.reason)
			assert.Equal(t, c.text, r.Report().Encoding.String(), c.reason)
		}
	}
}

// All 128 upper bytes, against the table that Python's cp1252 gave (testdata/cp1252.py).
func TestWindows1252(t *testing.T) {
	want, err := os.ReadFile("testdata/cp1252.txt")
	require.NoError(t, err)
	var in bytes.Buffer
	in.WriteString("a,b\n")
	for b := 0x80; b <= 0xFF; b++ {
		in.Write([]byte{byte(b), '\xFF', ',', '\n'})
	}
	got, _ := table(read.NewReader(&in))
	var s strings.Builder
	for _, row := range got {
		s.WriteString(strings.TrimSuffix(row[0], "ÿ"))
	}
	assert.Equal(t, string(want), s.String())
}
