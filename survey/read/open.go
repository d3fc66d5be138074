package read

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// open returns the text of src as UTF-8 or a superset of ASCII, unpacked, and the byte order mark that was
// before it.
func (r *Reader) open() (text io.Reader, mark string, err error) {
	head, src, err := peek(r.src)
	if err != nil {
		return nil, "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		text, err = r.unzip(src)
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		text, err = gzip.NewReader(src)
		text = &limited{src: text, left: r.maxUnpacked(), most: r.maxUnpacked()}
	default:
		text = src
	}
	if err != nil {
		return nil, "", err
	}
	head, text, err = peek(text)
	switch {
	case err != nil:
		return nil, "", err
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		return nil, "", errors.New("packed twice: unpack it and read what is inside")
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return nil, "", errWorkbook
	case bytes.HasPrefix(head, []byte("%PDF")), bytes.HasPrefix(head, []byte("$FL2")):
		return nil, "", errors.New("not a text file: export it as CSV")
	case markup(head):
		return nil, "", errors.New("a web page or other markup, not an export: is it the page to log in?")
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return skip(text, 3), "UTF-8", nil
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return &wide{src: skip(text, 2), order: binary.LittleEndian}, "UTF-16LE", nil
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return &wide{src: skip(text, 2), order: binary.BigEndian}, "UTF-16BE", nil
	}
	return text, "", nil
}

var errWorkbook = errors.New("a workbook, not text: save it as CSV (UTF-8) and read that")

func markup(head []byte) bool {
	s := strings.ToLower(strings.TrimSpace(string(head)))
	return strings.HasPrefix(s, "<!doctype") || strings.HasPrefix(s, "<html") || strings.HasPrefix(s, "<?xml")
}

// seeker is what a zip file is read from without holding it in memory; an *os.File is one.
type seeker interface {
	io.Reader
	io.ReaderAt
	io.Seeker
}

// peek returns the first bytes of src, and a reader that begins with them.
func peek(src io.Reader) ([]byte, io.Reader, error) {
	if file, ok := src.(seeker); ok {
		if at, err := file.Seek(0, io.SeekCurrent); err == nil {
			head := make([]byte, 64)
			n, err := file.ReadAt(head, at)
			if err != nil && err != io.EOF {
				return nil, nil, err
			}
			return head[:n], src, nil
		}
	}
	// Reads larger than its buffer pass through; and it notices a source that never gives anything.
	buffered := bufio.NewReaderSize(src, 64)
	head, err := buffered.Peek(64)
	if len(head) == 0 && err != io.EOF {
		return nil, nil, err
	}
	return head, buffered, nil // another error comes back after the rows before it
}

// skip drops the n bytes of a mark that peek has seen.
func skip(src io.Reader, n int64) io.Reader {
	_, _ = io.CopyN(io.Discard, src, n) // a failure comes back at the next read
	return src
}

// unzip returns the text of the one member that is meant.
func (r *Reader) unzip(src io.Reader) (io.Reader, error) {
	at, size, err := r.section(src)
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return nil, err
	}
	var member *zip.File
	var names []string
	for _, f := range z.File {
		switch {
		case f.Name == "[Content_Types].xml" || f.Name == "content.xml" || strings.HasPrefix(f.Name, "xl/"):
			return nil, errWorkbook
		case strings.HasSuffix(f.Name, "/") || strings.HasPrefix(f.Name, "__MACOSX/"):
		case r.Member == "" && isText(f.Name), r.Member != "" && f.Name == r.Member:
			member = f
			names = append(names, fmt.Sprintf("%q", f.Name))
		}
	}
	switch {
	case len(names) == 0 && r.Member != "":
		return nil, fmt.Errorf("the zip file has no member %q", r.Member)
	case len(names) == 0:
		return nil, errors.New("the zip file has no member that ends in .csv, .tsv or .txt")
	case len(names) > 1:
		return nil, fmt.Errorf("the zip file has %d members that could be meant: name one as Member: %s",
			len(names), brief(strings.Join(names, ", ")))
	case member.Flags&1 != 0:
		return nil, fmt.Errorf("member %s is encrypted", names[0])
	}
	f, err := member.Open()
	if err != nil {
		return nil, fmt.Errorf("member %s: %w", names[0], err)
	}
	return &limited{src: f, left: r.maxUnpacked(), most: r.maxUnpacked()}, nil
}

func isText(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv", ".txt":
		return true
	}
	return false
}

// section returns random access to a zip file: as src offers it, or in memory up to MaxPacked.
func (r *Reader) section(src io.Reader) (io.ReaderAt, int64, error) {
	if file, ok := src.(seeker); ok {
		from, err1 := file.Seek(0, io.SeekCurrent)
		to, err2 := file.Seek(0, io.SeekEnd)
		if err1 == nil && err2 == nil {
			return io.NewSectionReader(file, from, to-from), to - from, nil
		}
	}
	most := r.MaxPacked
	if most == 0 {
		most = 64 << 20
	}
	all, err := io.ReadAll(io.LimitReader(src, most))
	if err != nil {
		return nil, 0, err
	}
	if n, _ := src.Read(make([]byte, 1)); n > 0 {
		return nil, 0, fmt.Errorf("a zip file of more than %d bytes, which a stream has to hold in memory: "+
			"read it from a file, or raise MaxPacked", most)
	}
	return bytes.NewReader(all), int64(len(all)), nil
}

func (r *Reader) maxUnpacked() int64 {
	if r.MaxUnpacked == 0 {
		return 1 << 30
	}
	return r.MaxUnpacked
}

// limited fails once more than so many bytes came out of a packed file.
type limited struct {
	src        io.Reader
	left, most int64
}

// Read reads what is left.
func (l *limited) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left {
		p = p[:l.left+1] // one byte too many tells
	}
	n, err := l.src.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, fmt.Errorf("more than %d bytes unpacked: raise MaxUnpacked if that is right", l.most)
	}
	return n, err
}
