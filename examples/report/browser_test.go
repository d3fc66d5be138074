package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// measure.html holds the page in frames, and a script that writes down what a reader would see in each.
//
//go:embed testdata/measure.html
var measure string

// seen is what a reader sees of the page at one width in one theme.
type seen struct {
	Theme         string
	Width         float64
	Overflow      float64 // pixels to scroll sideways
	LeastText     float64 // size of the smallest letters of the page, in pixels
	LeastContrast float64
	Figures       []struct {
		ID               string
		Width, Height    float64
		Shapes, Texts    int
		Letters          float64 // size of the smallest letters, in pixels
		Outside, Overlap []string
	}
}

func TestInABrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium on this machine: ./prepare installs it")
	}
	file := filepath.Join(t.TempDir(), "measure.html")
	text := strings.ReplaceAll(measure, "PAGE", html.EscapeString(built(t)))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	browser := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--user-data-dir="+t.TempDir(), "--enable-logging=stderr", "--window-size=1400,900", "--dump-dom", "file://"+file)
	var stderr strings.Builder
	browser.Stderr = &stderr
	dom, err := browser.Output()
	require.NoError(t, err, stderr.String())
	for line := range strings.Lines(stderr.String()) {
		assert.NotContains(t, line, "CONSOLE", "the console is silent")
	}

	_, result, found := strings.Cut(string(dom), `<pre id="result">`)
	require.True(t, found, "the page was measured")
	result, _, _ = strings.Cut(result, "</pre>")
	var views []seen
	require.NoError(t, json.Unmarshal([]byte(html.UnescapeString(result)), &views))
	require.Len(t, views, 4)
	for _, v := range views {
		view := fmt.Sprintf("%s at %v pixels", v.Theme, v.Width)
		assert.Zero(t, v.Overflow, "%s: nobody has to scroll sideways", view)
		assert.GreaterOrEqual(t, v.LeastText, 12.0, view)
		assert.GreaterOrEqual(t, v.LeastContrast, 4.5, "%s: WCAG 2.2, 1.4.3", view)
		require.Len(t, v.Figures, 7, view)
		for _, f := range v.Figures {
			what := view + ", " + f.ID
			assert.Greater(t, f.Width, 300.0, what)
			assert.Greater(t, f.Height, 150.0, what)
			assert.Greater(t, f.Shapes, 15, what)
			assert.Greater(t, f.Texts, 8, what)
			assert.GreaterOrEqual(t, f.Letters, 10.0, what)
			assert.Empty(t, f.Outside, "%s: text outside of the picture", what)
			assert.Empty(t, f.Overlap, "%s: texts on each other", what)
		}
	}
}
