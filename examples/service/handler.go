package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"strconv"

	"github.com/servicekpi/servicekpi/kpi"
	"github.com/servicekpi/servicekpi/nps"
)

// largest body of a request, about half a million ratings.
const largest = 1 << 20

// ratings is the body of POST /ratings.
type ratings struct {
	Segment string `json:"segment"`
	Ratings []int  `json:"ratings"`
}

// scores is the answer of GET /scores.
type scores struct {
	All      kpi.Estimate            `json:"all"`
	Segments map[string]kpi.Estimate `json:"segments"`
}

func handler(s *store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ratings", func(w http.ResponseWriter, r *http.Request) {
		in, err := decode(http.MaxBytesReader(w, r.Body, largest))
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			reply(w, http.StatusRequestEntityTooLarge, problem(fmt.Errorf("more than %d bytes", largest)))
			return
		}
		if err != nil {
			reply(w, http.StatusBadRequest, problem(err))
			return
		}
		t, err := nps.Count(in.Ratings) // all or nothing: the sender need not ask which ones were taken
		if err != nil {
			reply(w, http.StatusBadRequest, problem(err))
			return
		}
		if err := s.add(in.Segment, t); err != nil {
			log.Print(err)
			reply(w, http.StatusInternalServerError, problem(errors.New("not saved and not counted")))
			return
		}
		reply(w, http.StatusOK, map[string]int{"counted": t.N()})
	})
	mux.HandleFunc("GET /scores", func(w http.ResponseWriter, r *http.Request) {
		level := 0.95
		if text := r.FormValue("level"); text != "" {
			x, err := strconv.ParseFloat(text, 64)
			if err != nil || !(0 < x && x < 1) {
				reply(w, http.StatusBadRequest, problem(fmt.Errorf("level %q is not between 0 and 1", text)))
				return
			}
			level = x
		}
		var all nps.Tally
		out := scores{Segments: map[string]kpi.Estimate{}}
		for segment, t := range s.snapshot() {
			all = all.Plus(t)
			out.Segments[segment] = nps.AnyTime.Score(t, level)
		}
		out.All = nps.AnyTime.Score(all, level)
		reply(w, http.StatusOK, out)
	})
	return mux
}

// decode reads one JSON object and nothing after it.
func decode(body io.Reader) (ratings, error) {
	var in ratings
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return in, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = errors.New("there is something after the JSON object")
		}
		return in, err
	}
	switch {
	case in.Segment == "":
		return in, errors.New("segment is missing")
	case len(in.Ratings) == 0:
		return in, errors.New("ratings are missing")
	}
	return in, nil
}

func problem(err error) map[string]string { return map[string]string{"error": err.Error()} }

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Print(err)
	}
}
