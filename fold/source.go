package fold

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/servicekpi/servicekpi/fold/internal/cells"
)

// source hands out the text of a file in pieces of whole records, and takes back what was found in them. Several pieces are
// read at once, and several are worked on. In between, one after the other is cut at the end of its last record, which
// depends on how the one before ended, and afterwards one after the other is added to the report.
type source struct {
	file   *File
	at     io.ReaderAt  // pieces are read from here, each at its own place, or
	from   int64        // (where the first one begins)
	r      io.Reader    // from here, one after the other
	taken  func() int64 // bytes read from below r
	end    error        // of r
	max    int          // bytes of a record
	small  bool         // all of it is in rest
	origin int64        // where in at the file begins

	tickets atomic.Int64 // pieces that somebody reads or has read

	mu      sync.Mutex
	moved   sync.Cond // cut, ended, committed or stopped have changed
	grammar grammar
	rest    []byte // what the last piece left: the beginning of a record
	quoted  bool   // there is a quote in it
	cut     int    // pieces that have been cut
	ended   bool   // nothing comes after them
	broken  error  // why not, if it is not the end of the file

	waiting      map[int]outcome // found in pieces that earlier ones have to come before
	committed    int             // pieces that are in the report
	stopped      error           // why no more are wanted
	line         int             // lines before the piece that is next to be committed
	report       Report
	passed, told int64 // bytes of the file so far, and at the last call of Progress
	panicked     any
}

// worker folds pieces; each goroutine has one of its own.
type worker interface{ fold(p piece) outcome }

// outcome is what was found in a piece, counted from its beginning.
type outcome struct {
	bytes, passed int64
	lines         int
	rows          int
	blank         int
	bad           map[Reason]int
	first         []RowError
	failed        error // ends the reading at what follows
	panicked      any
}

// reject counts the last row, which began after so many lines, as bad.
func (o *outcome) reject(e RowError, lines int) {
	e.Row, e.Line = o.rows, lines+1
	r := Report{Bad: o.bad, First: o.first}
	r.keep(e)
	r.count(e.Reason, 1)
	o.bad, o.first = r.Bad, r.First
}

// open recognises what kind of file r is and reads its header.
func (f *File) open(r io.Reader) (*source, []string, error) {
	s := &source{file: f, max: f.maxRecord(), waiting: map[int]outcome{}}
	s.moved.L = &s.mu
	s.grammar.comma = f.comma()
	if err := s.recognise(r); err != nil {
		return nil, nil, err
	}
	header := f.Header
	if err := s.begin(&header); err != nil {
		return nil, nil, err
	}
	return s, header, nil
}

// recognise finds out whether r can be read in several places, and whether it has to be unpacked.
func (s *source) recognise(r io.Reader) error {
	magic := make([]byte, 2)
	if at, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		if from, err := at.Seek(0, io.SeekCurrent); err == nil {
			// A terminal can be neither, whatever its type promises.
			_, err := at.ReadAt(magic, from)
			if (err == nil || err == io.EOF) && !gzipped(magic) {
				s.at, s.from, s.origin = at, from, from
				return nil
			}
		}
	}
	counted := &counter{r: r}
	s.taken = counted.n.Load
	buffered := bufio.NewReaderSize(counted, 64<<10)
	magic, err := buffered.Peek(2)
	if err != nil && err != io.EOF {
		return fmt.Errorf("fold: %w", err)
	}
	s.r = buffered
	if gzipped(magic) {
		unpacked, err := gzip.NewReader(buffered)
		if err != nil {
			return fmt.Errorf("fold: %w", err)
		}
		s.r = unpacked
	}
	return nil
}

// gzipped reports whether a file that begins so is packed: no text does (RFC 1952, section 2.3.1).
func gzipped(magic []byte) bool { return bytes.Equal(magic, []byte{0x1f, 0x8b}) }

// counter counts what is read.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// begin reads the first part of the text, and the header from it unless that is known. What follows it becomes the
// rest that the first piece continues.
func (s *source) begin(header *[]string) error {
	var b []byte
	for start := 0; ; {
		n := len(b)
		b = slices.Grow(b, s.file.chunkSize())[:n+s.file.chunkSize()]
		got, err := s.read(b[n:], s.from+int64(n))
		b = b[:n+got]
		last := err != nil
		if last && err != io.EOF {
			return fmt.Errorf("fold: %w", err)
		}
		if !last && len(b) < 3 {
			continue
		}
		if start == 0 {
			if bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
				return errors.New("fold: the file is UTF-16: write it as UTF-8")
			}
			if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
				start = 3
			}
		}
		s.report.Bytes = int64(start)
		if *header != nil {
			s.start(b, start, last)
			return nil
		}
		for start < len(b) {
			e, whole := s.grammar.record(b[start:], last)
			if !whole && len(b)-start <= s.max {
				break
			}
			if e.bytes > s.max || !whole {
				return fmt.Errorf("fold: the header has more than %d bytes", s.max)
			}
			if e.flaw {
				return fmt.Errorf("fold: the header has a quote within a field: %q", cells.Clip(b[start:start+e.bytes]))
			}
			start += e.bytes
			s.line += e.lines
			s.report.Bytes = int64(start)
			if e.empty {
				continue
			}
			for _, name := range s.grammar.fields {
				*header = append(*header, string(name))
			}
			s.start(b, start, last)
			return nil
		}
		if last {
			return errors.New("fold: the file is empty: not even a header says what its columns are")
		}
	}
}

// start leaves b from start on to the first piece.
func (s *source) start(b []byte, start int, last bool) {
	s.rest, s.quoted, s.small = b[start:], bytes.IndexByte(b[start:], '"') >= 0, last
	s.from += int64(len(b))
}

// read reads into b what is at that place or, from a reader that has no places, what comes next. b is full unless there
// is an error.
func (s *source) read(b []byte, place int64) (n int, err error) {
	if s.at != nil {
		return s.at.ReadAt(b, place)
	}
	for idle := 0; n < len(b) && s.end == nil; {
		var got int
		got, s.end = s.r.Read(b[n:])
		n += got
		if idle++; got > 0 {
			idle = 0
		}
		if idle > 100 {
			s.end = io.ErrNoProgress
		}
	}
	if n < len(b) {
		return n, s.end
	}
	return n, nil
}

// workers returns how many goroutines should read.
func (s *source) workers() int {
	switch {
	case s.small:
		return 1
	case s.file.Workers > 0:
		return s.file.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// run folds the whole file and returns when all workers are done.
func (s *source) run(workers []worker) (Report, error) {
	if len(workers) == 1 {
		s.work(workers[0], 1, worker.fold)
	} else {
		var all sync.WaitGroup
		for _, w := range workers {
			all.Go(func() {
				done := false
				defer func() {
					if !done {
						s.abandon(recover())
					}
				}()
				s.work(w, len(workers), guarded)
				done = true
			})
		}
		all.Wait()
	}
	switch {
	case s.panicked != nil:
		panic(s.panicked)
	case s.stopped == nil && s.broken != nil:
		s.stopped = s.here(s.broken)
	case s.stopped == nil && s.file.Progress != nil:
		if err := s.file.Progress(s.passed, s.report.Rows); err != nil {
			s.stopped = fmt.Errorf("fold: %w", err)
		}
	}
	return s.report, s.stopped
}

// abandon ends the reading because a goroutine has ended in the middle of it. It panicked, in the reader or in Progress,
// which goes on where the file is read from; or it called runtime.Goexit in a function of the caller's, as a test does
// that has failed, and the others must not wait for it.
func (s *source) abandon(panicked any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.panicked == nil {
		s.panicked = panicked
	}
	s.stopped = errors.New("fold: a goroutine that read the file has ended early")
	s.moved.Broadcast()
}

// guarded is worker.fold that hands over a panic, so that it goes on where the file is read from.
func guarded(w worker, p piece) (o outcome) {
	defer func() {
		if r := recover(); r != nil {
			o.panicked = r
		}
	}()
	return w.fold(p)
}

// piece is whole records of the file.
type piece struct {
	text   []byte
	quoted bool // there are quotes in it
	last   bool // nothing comes after it
	passed int64
}

// buffer is where a goroutine reads pieces to, with room before them for what the piece before has left.
type buffer struct {
	b    []byte
	room int
}

func (s *source) work(w worker, workers int, fold func(worker, piece) outcome) {
	size := s.file.chunkSize()
	buf := buffer{make([]byte, 4096+size), 4096}
	for {
		i := int(s.tickets.Add(1) - 1)
		n, err, quoted := 0, error(nil), false
		if s.at != nil {
			n, err = s.read(buf.b[buf.room:], s.from+int64(i)*int64(size))
			quoted = bytes.IndexByte(buf.b[buf.room:][:n], '"') >= 0
		}
		p, ok := s.next(i, workers, &buf, n, err, quoted)
		if !ok {
			return
		}
		var o outcome
		if len(p.text) > 0 {
			o = fold(w, p)
		}
		o.bytes, o.passed = int64(len(p.text)), p.passed
		s.commit(i, o)
	}
}

// next waits until the pieces before i are cut and cuts that one, of which n bytes have been read into buf.
func (s *source) next(i, workers int, buf *buffer, n int, err error, quoted bool) (p piece, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// Nobody gets far ahead of the slowest, so that few pieces wait to be committed.
	for s.stopped == nil && !s.ended && (s.cut != i || i >= s.committed+4*workers) {
		s.moved.Wait()
	}
	if s.stopped != nil || s.ended {
		return piece{}, false
	}
	size := len(buf.b) - buf.room
	if s.at == nil {
		n, err = s.read(buf.b[buf.room:], 0)
		quoted = bytes.IndexByte(buf.b[buf.room:][:n], '"') >= 0
		p.passed = s.taken()
	} else {
		p.passed = s.from + int64(i)*int64(size) + int64(n) - s.origin
	}
	if rest := len(s.rest); rest > buf.room {
		more := buffer{make([]byte, 2*rest+size), 2 * rest}
		copy(more.b[more.room:], buf.b[buf.room:][:n])
		*buf = more
	}
	copy(buf.b[buf.room-len(s.rest):], s.rest)
	p.text = buf.b[buf.room-len(s.rest) : buf.room+n]
	p.quoted = quoted || s.quoted
	p.last = err == io.EOF
	whole := len(p.text)
	switch {
	case p.last:
	case p.quoted:
		whole = s.grammar.records(p.text)
	default:
		whole = bytes.LastIndexByte(p.text, '\n') + 1
	}
	rest := p.text[whole:]
	p.text = p.text[:whole]
	s.rest, s.quoted = append(s.rest[:0], rest...), p.quoted && bytes.IndexByte(rest, '"') >= 0
	switch {
	case err != nil:
		s.ended = true
		if !p.last {
			s.broken = err
		}
	case len(rest) > s.max:
		s.ended, s.broken = true, s.tooLong()
	}
	s.cut++
	s.moved.Broadcast()
	return p, true
}

func (s *source) tooLong() error { return errTooLong(s.max) }

// errTooLong says that a record has more bytes than it may.
func errTooLong(most int) error {
	return fmt.Errorf("the record has more than %d bytes: is a quote not closed?", most)
}

// commit adds what was found in piece i to the report, once everything before it is there.
func (s *source) commit(i int, o outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting[i] = o
	for s.stopped == nil && s.panicked == nil {
		o, ok := s.waiting[s.committed]
		if !ok {
			break
		}
		delete(s.waiting, s.committed)
		s.committed++
		s.add(o)
	}
	s.moved.Broadcast()
}

func (s *source) add(o outcome) {
	for _, e := range o.first {
		e.Row += s.report.Rows
		e.Line += s.line
		s.report.keep(e)
	}
	for reason, n := range o.bad {
		s.report.count(reason, n)
	}
	s.report.Bytes += o.bytes
	s.report.Rows += o.rows
	s.report.Blank += o.blank
	s.report.Folded = s.report.Rows - s.report.Blank - s.report.BadRows()
	s.line += o.lines
	s.passed = o.passed
	switch {
	case o.panicked != nil:
		s.panicked, s.stopped = o.panicked, errors.New("fold: panic")
	case o.failed != nil:
		s.stopped = s.here(o.failed)
	case s.file.Progress != nil && s.passed-s.told >= 8<<20:
		s.told = s.passed
		if err := s.file.Progress(s.passed, s.report.Rows); err != nil {
			s.stopped = fmt.Errorf("fold: %w", err)
		}
	}
}

// here returns the error with the place up to which the file is in the report.
func (s *source) here(err error) error {
	return fmt.Errorf("fold: row %d, line %d: %w", s.report.Rows+1, s.line+1, err)
}
