package foldbeam

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local" // paths without a scheme
)

// Part is what one call of Fold reads: a file, or a range of its lines.
type Part struct {
	Path string `json:"path"` // a local file, or gs://bucket/object and the like

	// The lines that begin at byte From or later and before byte To; To 0 stands for the end of the file.
	From int64 `json:"from,omitempty"`
	To   int64 `json:"to,omitempty"`

	// Header says that the first line of the file names its columns, and is read before those of the range.
	Header bool `json:"header,omitempty"`
}

// String returns the path, and the range if it is one.
func (p Part) String() string {
	if p.whole() {
		return p.Path
	}
	if p.To == 0 {
		return fmt.Sprintf("%s[%d:]", p.Path, p.From)
	}
	return fmt.Sprintf("%s[%d:%d]", p.Path, p.From, p.To)
}

func (p Part) whole() bool { return p.From == 0 && p.To == 0 }

// Glob returns the files that match a pattern, such as answers/*.csv or gs://bucket/answers/*.csv, as whole
// files and in order. It is an error if there is none, and if the program does not import the file system of
// the pattern's scheme. Local paths come back absolute, since workers have another working directory.
func Glob(ctx context.Context, pattern string) ([]Part, error) {
	if !strings.Contains(pattern, "://") {
		local, err := filepath.Abs(pattern)
		if err != nil {
			return nil, fmt.Errorf("foldbeam: %w", err)
		}
		pattern = local
	}
	fs, err := filesystem.New(ctx, pattern)
	if err != nil {
		return nil, fmt.Errorf("foldbeam: %w", err)
	}
	defer fs.Close()
	paths, err := fs.List(ctx, pattern)
	if err != nil {
		return nil, fmt.Errorf("foldbeam: %s: %w", pattern, err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("foldbeam: no file matches %s", pattern)
	}
	slices.Sort(paths)
	parts := make([]Part, len(paths))
	for i, path := range paths {
		parts[i].Path = path
	}
	return parts, nil
}

// compressed are the endings of files that have no lines until they are unpacked.
var compressed = []string{".gz", ".zst", ".bz2", ".xz", ".zip", ".parquet", ".avro", ".orc"}

// Split cuts each file into ranges of about size bytes, so that a few large files are folded by many workers.
// Header says whether the first line of each names the columns; each range then begins with that line.
//
// Ranges are cut at the ends of lines, and a quoted field may hold one. Therefore the run fails, naming the
// file, where a range or the header holds a quotation mark: fold that file whole. Where a file system cannot
// seek, as gs:// here, a range also reads and drops all that lies before it: few and large ranges, or none.
//
// It is an error if size is not positive, if a part is a range already, and if its name is that of a compressed
// file.
func Split(ctx context.Context, files []Part, size int64, header bool) ([]Part, error) {
	if size <= 0 {
		return nil, fmt.Errorf("foldbeam: ranges of %d bytes", size)
	}
	var parts []Part
	for _, file := range files {
		if !file.whole() {
			return nil, fmt.Errorf("foldbeam: %v is a range already", file)
		}
		if slices.Contains(compressed, filepath.Ext(file.Path)) {
			return nil, fmt.Errorf("foldbeam: %v has no lines to cut at", file)
		}
		total, err := fileSize(ctx, file.Path)
		if err != nil {
			return nil, err
		}
		for from := int64(0); from == 0 || from < total; from += size {
			part := Part{Path: file.Path, From: from, To: from + size, Header: header}
			if part.To >= total {
				part.To = 0
			}
			parts = append(parts, part)
		}
	}
	return parts, nil
}

func fileSize(ctx context.Context, path string) (int64, error) {
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return 0, fmt.Errorf("foldbeam: %w", err)
	}
	defer fs.Close()
	n, err := fs.Size(ctx, path)
	if err != nil {
		return 0, fmt.Errorf("foldbeam: size of %s: %w", path, err)
	}
	return n, nil
}

// open returns what a part holds, header included.
func (p Part) open(ctx context.Context) (io.ReadCloser, error) {
	fs, err := filesystem.New(ctx, p.Path)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	f, err := fs.OpenRead(ctx, p.Path)
	if err != nil {
		return nil, err
	}
	if p.whole() {
		return f, nil
	}
	r, err := p.lines(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{r, f}, nil
}

// lines returns the header, if the part has one, and the lines of its range.
func (p Part) lines(f io.Reader) (io.Reader, error) {
	r := bufio.NewReaderSize(f, 256<<10)
	if p.From == 0 {
		return &rangeReader{part: p, r: r}, nil
	}
	var header []byte
	at := int64(0)
	if p.Header {
		line, err := r.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return nil, err
		}
		if bytes.IndexByte(line, '"') >= 0 {
			return nil, quoteError(p)
		}
		header, at = line, int64(len(line))
	}
	if at >= p.From {
		return p.from(at, header, r), nil // the range begins within the header
	}
	// The line that byte From-1 belongs to is the previous range's, even if that byte ends it.
	if err := skip(f, r, at, p.From-1); err != nil {
		return nil, err
	}
	at = p.From - 1
	for {
		b, err := r.ReadSlice('\n')
		at += int64(len(b))
		if err == nil {
			break
		}
		if err == io.EOF {
			return bytes.NewReader(header), nil
		}
		if err != bufio.ErrBufferFull {
			return nil, err
		}
	}
	return p.from(at, header, r), nil
}

// from returns the header and the lines of the range, the first of which r begins with, at byte at.
func (p Part) from(at int64, header []byte, r *bufio.Reader) io.Reader {
	if p.To > 0 && at >= p.To {
		return bytes.NewReader(header) // a line longer than a range
	}
	return &rangeReader{part: p, head: header, r: r, at: at}
}

// skip moves r, which reads f and stands at byte at, to byte to: by seeking where f can.
func skip(f io.Reader, r *bufio.Reader, at, to int64) error {
	if s, ok := f.(io.Seeker); ok {
		if _, err := s.Seek(to, io.SeekStart); err != nil {
			return err
		}
		r.Reset(f)
		return nil
	}
	_, err := io.CopyN(io.Discard, r, to-at)
	if err == io.EOF {
		return io.ErrUnexpectedEOF // shorter than when it was split
	}
	return err
}

func quoteError(p Part) error {
	return fmt.Errorf("a quotation mark in %v: a quoted field may hold the end of a line, so fold this file whole", p)
}

// rangeReader reads the header and then the lines that begin before byte part.To, from byte at on.
type rangeReader struct {
	part Part
	head []byte
	r    *bufio.Reader
	at   int64
	done bool
}

// Read reads as io.Reader does. A quotation mark is an error.
func (r *rangeReader) Read(p []byte) (int, error) {
	if len(r.head) > 0 {
		n := copy(p, r.head)
		r.head = r.head[n:]
		return n, nil
	}
	if r.done {
		return 0, io.EOF
	}
	n, err := r.r.Read(p)
	b := p[:n]
	if last := r.part.To - 1 - r.at; r.part.To > 0 && int64(n) > last {
		// Byte To-1 is among them: its line is the last of the range.
		last = max(last, 0)
		if end := bytes.IndexByte(b[last:], '\n'); end >= 0 {
			b = b[:int(last)+end+1]
			r.done = true
		}
	}
	if bytes.IndexByte(b, '"') >= 0 {
		return 0, quoteError(r.part)
	}
	r.at += int64(len(b))
	if r.done {
		err = nil
	}
	return len(b), err
}
