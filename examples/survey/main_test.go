package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/examples/data"
	"github.com/servicekpi/servicekpi/survey/instrument"
	"github.com/servicekpi/servicekpi/survey/read"
)

// The published figures: of those who know Jar Jar Binks 242 like and 306 do not, and of those who know Han Solo 761 and 9. To
// the last digits they are those that pandas counts in the same file.
func TestPublishedFigures(t *testing.T) {
	in, err := instrument.Parse(definition)
	require.NoError(t, err)
	f, err := data.Files().Open("starwars_surveymonkey.csv.gz")
	require.NoError(t, err)
	defer f.Close()
	tally, err := tallied(in, read.NewReader(f))
	require.NoError(t, err)
	assert.Equal(t, 1186, tally.N())
	nets, shares := tally.Profile(in, "net", level), tally.Profile(in, "favourable", level)
	for _, want := range []struct {
		id         string
		n          int
		share, net float64
	}{{"jar-jar-binks", 712, 0.33988764, -8.988764}, {"han-solo", 814, 0.93488943, 92.383292}} {
		for i, part := range nets {
			if part.ID == want.id {
				assert.Equal(t, want.n, part.Estimate.N, want.id)
				assert.InDelta(t, want.net, part.Estimate.Value, 5e-7, want.id)
				assert.InDelta(t, want.share, shares[i].Estimate.Value, 5e-9, want.id)
			}
		}
	}
	for _, item := range tally.Items {
		assert.Equal(t, 1186, item.Answers.N()+item.NotApplicable+item.Blank, "%s: every row is somewhere", item.ID)
	}
}

func TestRun(t *testing.T) {
	var b strings.Builder
	require.NoError(t, run(&b, "en"))
	for _, want := range []string{
		"1186 rows, none refused, Windows-1252",
		"Han Solo                     92.4 [90.0, 94.2]             93.5% [91.6%, 95.0%] n=814   15\n",
		"Jar Jar Binks                -9.0 [-15.3, -2.5]            34.0% [30.6%, 37.5%] n=712   109\n",
		"366 of 1186 respondents rated fewer than half",
	} {
		assert.Contains(t, b.String(), want)
	}
	b.Reset()
	require.NoError(t, run(&b, "ko"))
	assert.Contains(t, b.String(), "순호감도")
	assert.Error(t, run(&b, "fr"))
}
