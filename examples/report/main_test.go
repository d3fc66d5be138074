package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// built returns the page.
func built(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, writeBuiltIn(&b))
	return b.String()
}

// The numbers are those of examples/scorecard, whose tests hold them against references.
func TestPageSaysWhatTheDataSay(t *testing.T) {
	html := strings.Join(strings.Fields(built(t)), " ")
	for _, want := range []struct{ reason, text string }{
		{"the NPS with weights and clusters", `<span>NPS</span><strong>40.4</strong><span>37.3 to 43.4</span>`},
		{"a target that is met", `<span class="verdict met">✓ met: at least 80.0%</span>`},
		{"a target that is missed", `<span class="verdict missed">✗ missed: at least 85.0%</span>`},
		{"a time to the minute", `<strong>15h54m</strong>`},
		{"an area that differs", `Only G, with a ring, differs from the others`},
		{"the area's NPS", `<th scope="row">G</th><td>33.0</td>`},
		{"the slope with its process noise", `Change per year 0.6pp [0.2pp, 1.1pp]`},
		{"the change point", `The level jumps in 2012`},
		{"what speaks against the limits of the control chart", `Without answers there is a gap. Mind: neighbours depend on each other.`},
		{"a day without interviews", `<th scope="row">11</th><td>no answers</td>`},
		{"the contracts' curves", `<th scope="row">Month-to-month</th><td>12</td>`},
		{"a published cohort after a year", `<th scope="row">1</th><td style="--share: 0.24">63.1%</td>`},
	} {
		assert.Contains(t, html, want.text, want.reason)
	}
	assert.NotContains(t, html, "ZgotmplZ", "the template lets all values through")
	assert.NotContains(t, html, "NaN")
}

// What is drawn later hides what was drawn before.
func TestNoCrossHidesADot(t *testing.T) {
	_, figure, found := strings.Cut(built(t), `<figure id="priorities">`)
	require.True(t, found)
	figure, _, _ = strings.Cut(figure, "</figure>")
	crosses, dots := strings.LastIndex(figure, "stroke:var(--faint)"), strings.Index(figure, "fill:var(--blue)")
	assert.True(t, 0 < crosses && crosses < dots, "crosses end at %d, dots begin at %d", crosses, dots)
	assert.Less(t, crosses, strings.Index(figure, "fill:var(--alarm)"))
}

func TestPageStandsAlone(t *testing.T) {
	html := built(t)
	assert.Equal(t, html, built(t), "the same data make the same page")
	assert.NotRegexp(t, `<script|<link|<img|@import|url\(|src=|href=`, html, "nothing is fetched")
	ids := map[string]bool{}
	for _, found := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		assert.False(t, ids[found[1]], "%s is there twice", found[1])
		ids[found[1]] = true
	}
	svgs := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(html, -1)
	assert.Len(t, svgs, 7)
	for _, svg := range svgs {
		assert.Regexp(t, `<title id="[a-z]+-t">.+</title><desc id="[a-z]+-d">.+</desc>`, svg)
		assert.NotRegexp(t, `#[0-9A-Fa-f]{6}`, svg, "every colour follows the theme")
		for d := xml.NewDecoder(strings.NewReader(svg)); ; {
			if _, err := d.Token(); err != nil {
				assert.ErrorIs(t, err, io.EOF)
				break
			}
		}
	}
	assert.Equal(t, 8, strings.Count(html, "<table"), "every figure has its numbers")
}

func TestRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.html")
	var stdout, stderr bytes.Buffer
	require.Zero(t, run([]string{path}, &stdout, &stderr), stderr.String())
	assert.Empty(t, stdout.String())
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Zero(t, run(nil, &stdout, &stderr), stderr.String())
	assert.Equal(t, string(b), stdout.String(), "a file or standard output")

	assert.Equal(t, 2, run([]string{"a", "b"}, &stdout, &stderr), "two files")
	assert.Equal(t, 2, run([]string{"-wrong"}, &stdout, &stderr), "a flag that is not")
	assert.Equal(t, 2, run([]string{"-period", "fortnight"}, &stdout, &stderr))
	assert.Equal(t, 2, run([]string{"-zone", "Atlantis"}, &stdout, &stderr))
	assert.Zero(t, run([]string{"-help"}, &stdout, &stderr))
	assert.Equal(t, 1, run([]string{filepath.Join(path, "below-a-file")}, &stdout, &stderr), "a file that cannot be")
	assert.Equal(t, 1, run(nil, gone{}, &stderr), "a reader that has gone")
}

type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, errors.New("gone") }
