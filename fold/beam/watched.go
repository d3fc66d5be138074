package foldbeam

import (
	"errors"
	"io"
	"sync/atomic"
)

// watched is what a Folder reads, and knows whether it was read to its end: a Folder that stops early would make
// for a KPI of half a file.
type watched struct {
	io.ReadCloser
	ended atomic.Bool
}

// Read reads as io.Reader does.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	w.saw(err)
	return n, err
}

func (w *watched) saw(err error) {
	if err == io.EOF {
		w.ended.Store(true)
	}
}

// finished returns an error unless the end has been seen, or is next.
func (w *watched) finished() error {
	if w.ended.Load() {
		return nil
	}
	n, err := w.Read(make([]byte, 1))
	if n > 0 || err == nil {
		return errors.New("the Folder returned before the end")
	}
	if err != io.EOF {
		return err
	}
	return nil
}

// placed is a file that can be read in several places at once, as package fold does.
type placed interface {
	io.ReaderAt
	io.Seeker
}

// watchedFile is watched, of a file that can be read in several places at once.
type watchedFile struct {
	*watched
	placed
}

// ReadAt reads as io.ReaderAt does.
func (w watchedFile) ReadAt(p []byte, at int64) (int, error) {
	n, err := w.placed.ReadAt(p, at)
	w.saw(err)
	return n, err
}
