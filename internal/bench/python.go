package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unsafe"
)

// python is a line to peers.py, which answers the same questions about the same data.
type python struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	folder  string
}

// startPython runs peers.py. Variables that choose an OpenBLAS kernel are for other purposes, and left out.
func startPython(interpreter string) (*python, error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	p := &python{command: exec.Command(interpreter, "peers.py"), folder: folder}
	p.command.Stderr = os.Stderr
	p.command.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "OPENBLAS_") })
	if p.in, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewScanner(out)
	return p, p.command.Start()
}

func (p *python) stop() error {
	return joined(p.in.Close(), p.command.Wait(), os.RemoveAll(p.folder))
}

func joined(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// load hands over the columns by files, which are gone afterwards, and takes back those of the contest before.
func (p *python) load(columns map[string]any) error {
	if _, err := p.ask("clear"); err != nil {
		return err
	}
	for name, column := range columns {
		kind, content := raw(column)
		path := filepath.Join(p.folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
		if _, err := p.ask("load", name, kind, path); err != nil {
			return err
		}
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return nil
}

// run has a function of peers.py run repeatedly, and returns its answer and the seconds of processor time for once.
func (p *python) run(function string, repeat int) ([]float64, float64, error) {
	r, err := p.ask("run", function, fmt.Sprint(repeat))
	return r.Answer, r.Seconds, err
}

type reply struct {
	Answer  []float64
	Seconds float64
}

func (p *python) ask(words ...string) (r reply, err error) {
	if _, err := fmt.Fprintln(p.in, strings.Join(words, "\t")); err != nil {
		return r, err
	}
	if !p.out.Scan() {
		return r, fmt.Errorf("peers.py gave no answer to %v: %w", words, joined(p.out.Err(), io.ErrUnexpectedEOF))
	}
	return r, json.Unmarshal(p.out.Bytes(), &r)
}

// raw returns a column's type, as numpy names it, and its bytes.
func raw(column any) (string, []byte) {
	switch c := column.(type) {
	case []uint8:
		return "uint8", c
	case []int:
		return "int64", bytesOf(c)
	case []time.Duration:
		return "int64", bytesOf(c)
	case []float64:
		return "float64", bytesOf(c)
	case []string: // all of one length
		return fmt.Sprintf("S%d", len(c[0])), []byte(strings.Join(c, ""))
	}
	panic(fmt.Sprintf("no columns of %T", column))
}

func bytesOf[T any](c []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(c))), len(c)*int(unsafe.Sizeof(*new(T))))
}
