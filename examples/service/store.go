package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync"

	"github.com/servicekpi/servicekpi/nps"
)

// store holds a tally for each segment, in memory and in a file that is always whole.
type store struct {
	path string

	mu       sync.Mutex
	segments map[string]nps.Tally
}

// openStore reads the tallies of an earlier run. A file that is not there is an empty store; one that cannot be read is
// an error, because starting from nothing would lose it.
func openStore(path string) (*store, error) {
	s := &store{path: path, segments: map[string]nps.Tally{}}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &s.segments); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// add counts the ratings of t in a segment, in the file first: what was not saved was not counted.
func (s *store) add(segment string, t nps.Tally) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := maps.Clone(s.segments)
	next[segment] = next[segment].Plus(t)
	if err := save(s.path, next); err != nil {
		return err
	}
	s.segments = next
	return nil
}

// snapshot returns the tallies as they are now.
func (s *store) snapshot() map[string]nps.Tally {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.segments)
}

// save writes the tallies to a new file beside path and then gives it that name, so that a crash at any moment leaves
// either the old file or the new one.
func save(path string, segments map[string]nps.Tally) (err error) {
	b, err := json.MarshalIndent(segments, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(b); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
