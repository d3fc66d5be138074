package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ownFile writes a file of 3,000 answers of 14 months, none in the fifth, and of 25 segments, of which one is far better.
func ownFile(t *testing.T) string {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 1))
	var b strings.Builder
	b.WriteString("when,team,answer\n")
	for range 3000 {
		month, team := r.IntN(14), r.IntN(25)
		if month == 4 {
			continue
		}
		answer := r.IntN(11)
		if team == 3 {
			answer = 8 + r.IntN(3)
		}
		fmt.Fprintf(&b, "2024-%02d-15T12:00:00Z,a team with the number %d,%d\n", 1+month%12, team, answer)
	}
	b.WriteString("2024-01-15T12:00:00Z,nobody,11\n")
	path := filepath.Join(t.TempDir(), "answers.csv")
	require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o600))
	return path
}

func TestPageOfAFileOfOnesOwn(t *testing.T) {
	path := ownFile(t)
	var stdout, stderr bytes.Buffer
	require.Zero(t, run([]string{"-csv", path, "-score", "answer", "-segment", "team", "-time", "when"}, &stdout, &stderr), stderr.String())
	html := strings.Join(strings.Fields(stdout.String()), " ")
	for _, want := range []string{
		"answers.csv: ", "1 bad (1 scale)", "Only a team with the number 3, with a ring, differs", "The picture has the 20 with the most answers of 25",
		`<th scope="row">2024-05</th><td>no answers</td>`, "NPS by team", "NPS by month",
	} {
		assert.Contains(t, html, want)
	}
	assert.NotContains(t, html, "San Francisco")
	assert.NotContains(t, html, "NaN")
	assert.Equal(t, 3, strings.Count(html, "<svg"))

	stdout.Reset()
	require.Zero(t, run([]string{"-csv", path, "-score", "answer"}, &stdout, &stderr), stderr.String())
	assert.Equal(t, 1, strings.Count(stdout.String(), "<svg"), "neither segments nor periods")

	stdout.Reset()
	require.Zero(t, run([]string{"-csv", path, "-score", "answer", "-time", "when", "-period", "day"}, &stdout, &stderr), stderr.String())
	names := regexp.MustCompile(`2024-\d\d-\d\d</text>`).FindAllString(stdout.String(), -1)
	assert.Len(t, names, 4, "no more than fit side by side on a phone")

	for _, row := range []struct {
		reason string
		text   string
		want   string
	}{
		{"no such column", "when,answer\n2024-01-01T00:00:00Z,9\n", `"score"`},
		{"nobody answered", "score\n", "no answer"},
		{"nobody answered within the scale", "score\n11\n", "no answer"},
	} {
		path := filepath.Join(t.TempDir(), "answers.csv")
		require.NoError(t, os.WriteFile(path, []byte(row.text), 0o600))
		stderr.Reset()
		assert.Equal(t, 1, run([]string{"-csv", path}, &stdout, &stderr), row.reason)
		assert.Contains(t, stderr.String(), row.want, row.reason)
	}
	assert.Equal(t, 1, run([]string{"-csv", path + ".gone"}, &stdout, &stderr), "no such file")
}

func TestBar(t *testing.T) {
	var out strings.Builder
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	b := &bar{w: &out, now: func() time.Time { return now }}
	progress := b.of(1000)
	step := func(after time.Duration, bytes int64, rows int) string {
		out.Reset()
		now = now.Add(after)
		require.NoError(t, progress(bytes, rows))
		return out.String()
	}
	assert.Empty(t, step(100*time.Millisecond, 100, 10), "a short read needs no bar")
	assert.Contains(t, step(400*time.Millisecond, 250, 25), "[#######.......................]  25%, 25 rows, 2s left")
	assert.Empty(t, step(50*time.Millisecond, 300, 30), "not more than ten times a second")
	assert.Contains(t, step(time.Second, 1500, 90), "[##############################] 100%, 90 rows, 0s left", "a file that grows")
	out.Reset()
	b.clear()
	assert.Equal(t, "\r\x1b[K", out.String())

	assert.Nil(t, (*bar)(nil).of(1000), "no terminal")
	(*bar)(nil).clear()
	assert.Nil(t, b.of(0), "a pipe, which has no size")
	assert.Nil(t, terminal(&out))
}
