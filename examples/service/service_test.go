package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/nps"
)

func post(t *testing.T, h http.Handler, body string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/ratings", strings.NewReader(body)))
	return w.Code, w.Body.String()
}

func get(t *testing.T, h http.Handler, path string) (int, scores) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	var s scores
	if w.Code == http.StatusOK {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &s))
	}
	return w.Code, s
}

func TestAcceptsAndScores(t *testing.T) {
	s, err := openStore(filepath.Join(t.TempDir(), "tallies.json"))
	require.NoError(t, err)
	h := handler(s)
	code, body := post(t, h, `{"segment":"north","ratings":[9,10,3,7]}`)
	assert.Equal(t, 200, code)
	assert.JSONEq(t, `{"counted":4}`, body)
	_, body = post(t, h, `{"segment":"south","ratings":[10]}`)
	assert.JSONEq(t, `{"counted":1}`, body)

	code, got := get(t, h, "/scores")
	assert.Equal(t, 200, code)
	assert.Equal(t, nps.AnyTime.Score(nps.Tally{Detractors: 1, Passives: 1, Promoters: 2}, 0.95), got.Segments["north"])
	assert.Equal(t, nps.AnyTime.Score(nps.Tally{Detractors: 1, Passives: 1, Promoters: 3}, 0.95), got.All)
	_, narrow := get(t, h, "/scores?level=0.5")
	assert.Greater(t, narrow.All.Lo, got.All.Lo)
}

func TestNothingYetIsUnknown(t *testing.T) {
	s, err := openStore(filepath.Join(t.TempDir(), "tallies.json"))
	require.NoError(t, err)
	w := httptest.NewRecorder()
	handler(s).ServeHTTP(w, httptest.NewRequest("GET", "/scores", nil))
	assert.JSONEq(t, `{"all":{"value":null,"lo":-100,"hi":100,"level":0.95,"n":0,"unit":"points"},"segments":{}}`, w.Body.String())
}

func TestRefuses(t *testing.T) {
	s, err := openStore(filepath.Join(t.TempDir(), "tallies.json"))
	require.NoError(t, err)
	h := handler(s)
	for _, row := range []struct{ reason, body, want string }{
		{"a rating off the scale", `{"segment":"a","ratings":[9,11]}`, "rating 11 at index 1 is not from 0 to 10"},
		{"half a rating", `{"segment":"a","ratings":[9,6.5]}`, "cannot unmarshal number 6.5"},
		{"a rating as text", `{"segment":"a","ratings":["9"]}`, "cannot unmarshal string"},
		{"no ratings", `{"segment":"a","ratings":[]}`, "ratings are missing"},
		{"no segment", `{"ratings":[9]}`, "segment is missing"},
		{"a misspelt member", `{"segment":"a","rating":[9]}`, `unknown field "rating"`},
		{"no JSON", `ratings=9`, "invalid character"},
		{"nothing", ``, "EOF"},
		{"two objects", `{"segment":"a","ratings":[9]}{"segment":"a","ratings":[9]}`, "after the JSON object"},
	} {
		code, body := post(t, h, row.body)
		assert.Equal(t, 400, code, row.reason)
		assert.Contains(t, body, strings.ReplaceAll(row.want, `"`, `\"`), row.reason)
	}
	code, _ := post(t, h, `{"segment":"a","ratings":[`+strings.Repeat("9,", largest)+`9]}`)
	assert.Equal(t, 413, code, "a body without end")
	code, _ = get(t, h, "/scores?level=95")
	assert.Equal(t, 400, code, "a level in percent")
	assert.Empty(t, s.snapshot(), "what is refused counts nothing")
}

func TestTalliesSurviveARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tallies.json")
	s, err := openStore(path)
	require.NoError(t, err)
	post(t, handler(s), `{"segment":"north","ratings":[9,10,3]}`)
	again, err := openStore(path)
	require.NoError(t, err)
	assert.Equal(t, s.snapshot(), again.snapshot())
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, files, 1, "no temporary file stays")

	require.NoError(t, os.WriteFile(path, []byte(`{"north":{"detractors":-1,"passives":0,"promoters":2}}`), 0o600))
	_, err = openStore(path)
	assert.Error(t, err, "a damaged file stops the service instead of losing the tallies")
	_, err = openStore(filepath.Dir(path))
	assert.Error(t, err, "a folder is no file")
}

func TestWhatIsNotSavedIsNotCounted(t *testing.T) {
	folder := t.TempDir()
	s, err := openStore(filepath.Join(folder, "gone", "tallies.json"))
	require.NoError(t, err)
	code, body := post(t, handler(s), `{"segment":"north","ratings":[9]}`)
	assert.Equal(t, 500, code)
	assert.Contains(t, body, "not saved and not counted")
	assert.Empty(t, s.snapshot())
}

func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tallies.json")
	s, err := openStore(path)
	require.NoError(t, err)
	h := handler(s)
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() { post(t, h, `{"segment":"north","ratings":[9,10,3,7,7]}`) })
	}
	all.Wait()
	assert.Equal(t, nps.Tally{Detractors: 40, Passives: 80, Promoters: 80}, s.snapshot()["north"])
	again, err := openStore(path)
	require.NoError(t, err)
	assert.Equal(t, s.snapshot(), again.snapshot())
}

func TestServesAndShutsDown(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	path := filepath.Join(t.TempDir(), "tallies.json")
	go func() { done <- serve(ctx, listener, path) }()
	url := "http://" + listener.Addr().String()
	res, err := http.Post(url+"/ratings", "application/json", strings.NewReader(`{"segment":"north","ratings":[9]}`))
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	res.Body.Close()
	assert.JSONEq(t, `{"counted":1}`, string(body))
	stop()
	select {
	case err := <-done:
		assert.NoError(t, err)
	case <-time.After(15 * time.Second):
		t.Fatal("still running")
	}
	_, err = http.Get(url + "/scores")
	assert.Error(t, err, "nobody listens any more")
	s, err := openStore(path)
	require.NoError(t, err)
	assert.Equal(t, 1, s.snapshot()["north"].Promoters)
}
