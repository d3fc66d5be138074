package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/survey/instrument"
)

func Example() {
	main()
	// Output:
	// As staff see themselves, 1 to 5
	//   Autonomous problem solving, today
	//     evenings 2.93 [2.49, 3.40] n=13, needed 3.94 [3.27, 4.18] n=13
	//     mornings 3.60 [3.10, 3.91] n=16, needed 3.91 [3.34, 4.12] n=16
	//     too few to be shown, or needed to hide those: nights, weekends
	//   Ownership of the customer relationship, today
	//     evenings 3.41 [2.86, 3.77] n=13, needed 3.83 [3.18, 4.09] n=13
	//     mornings 3.91 [3.34, 4.12] n=16, needed 3.86 [3.31, 4.08] n=16
	//     too few to be shown, or needed to hide those: nights, weekends
	//   Technical ability, today
	//     evenings 3.04 [2.57, 3.49] n=13, needed 4.00 [3.32, 4.23] n=13
	//     mornings 3.35 [2.89, 3.67] n=16, needed 3.95 [3.38, 4.16] n=16
	//     too few to be shown, or needed to hide those: nights, weekends
	// As observers see them, 1 to 5
	//   Autonomous problem solving, today
	//     evenings 2.75 [2.35, 3.26] n=13, needed 4.00 [3.32, 4.23] n=13
	//     mornings 3.45 [2.98, 3.76] n=16, needed 3.88 [3.32, 4.09] n=16
	//     too few to be shown, or needed to hide those: nights, weekends
	//   Ownership of the customer relationship, today
	//     evenings 3.10 [2.62, 3.53] n=13, needed 3.92 [3.26, 4.17] n=13
	//     mornings 3.68 [3.16, 4.06] n=16, needed 4.00 [3.42, 4.20] n=16
	//     too few to be shown, or needed to hide those: nights, weekends
	//   Technical ability, today
	//     evenings 2.67 [2.29, 3.20] n=13, needed 3.92 [3.26, 4.17] n=13
	//     mornings 3.20 [2.77, 3.55] n=16, needed 3.95 [3.38, 4.16] n=16
	//     too few to be shown, or needed to hide those: nights, weekends
	// Needed less today by area, all teams
	//   Autonomous problem solving                 self 0.68 [0.25, 0.99] n=38, observers 0.80 [0.36, 1.10] n=38
	//   Ownership of the customer relationship     self 0.21 [-0.18, 0.56] n=38, observers 0.52 [0.10, 0.84] n=38
	//   Technical ability                          self 0.79 [0.35, 1.08] n=38, observers 0.99 [0.53, 1.26] n=38
	//   All areas                                  self 0.56 [0.14, 0.88] n=38, observers 0.77 [0.33, 1.07] n=38
	// Needed less today by skill, all teams
	//   Creative problem solving                   self 1.24 [0.75, 1.56] n=37, observers 1.62 [1.09, 1.95] n=37
	//   Judgement                                  self 0.92 [0.46, 1.31] n=37, observers 1.03 [0.56, 1.36] n=38
	//   Decision making                            self 0.35 [-0.0579, 0.69] n=37, observers 0.45 [0.0391, 0.80] n=38
	//   Adaptability                               self 0.19 [-0.21, 0.57] n=36, observers 0.16 [-0.22, 0.51] n=38
	//   Relationship building                      self 0.19 [-0.21, 0.56] n=36, observers 0.44 [0.0159, 0.79] n=36
	//   Altruism                                   self -0.19 [-0.55, 0.20] n=37, observers 0.39 [-0.0343, 0.74] n=36
	//   Customer advocacy                          self 0.51 [0.0678, 0.91] n=35, observers 0.39 [-0.0343, 0.76] n=36
	//   Planning                                   self 0.36 [-0.0594, 0.73] n=36, observers 0.95 [0.48, 1.29] n=37
	//   Data literacy                              self 1.54 [1.02, 1.86] n=37, observers 1.80 [1.23, 2.16] n=35
	//   Live-chat communication                    self 0.84 [0.38, 1.16] n=37, observers 1.14 [0.65, 1.47] n=37
	//   CRM knowledge                              self -0.0278 [-0.41, 0.36] n=36, observers 0.11 [-0.29, 0.51] n=36
	//   Service-software skill                     self 0.71 [0.25, 1.05] n=35, observers 0.89 [0.43, 1.18] n=37
	// Train first, by staff themselves
	//   1. Data literacy: a level or more short 83.8% [68.9%, 92.3%] n=37
	//   2. Creative problem solving: a level or more short 75.7% [59.9%, 86.6%] n=37
	//   3. Judgement: a level or more short 59.5% [43.5%, 73.7%] n=37
}

func TestNoSmallTeamIsPrinted(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, run(&b))
	for line := range strings.Lines(b.String()) {
		if strings.Contains(line, "nights") || strings.Contains(line, "weekends") {
			assert.Equal(t, "    too few to be shown, or needed to hide those: nights, weekends\n", line)
		}
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	in, err := instrument.Builtin("competency-self")
	require.NoError(t, err)
	for _, row := range []struct{ reason, table, want string }{
		{"nothing", "", "EOF"},
		{"other columns", "team,form,judgement.now\n", `the columns are ["team" "form" "judgement.now"]`},
		{"an unknown form", "form,team,judgement.now\nboss,a,3\n", `line 2: there is no form "boss"`},
		{"a text", "form,team,judgement.now\nself,a,3\nself,a,three\n", "line 3, judgement.now: strconv.Atoi"},
		{"off the scale", "# made up\nform,team,judgement.now\nself,a,6\n", "line 3: instrument: competency-self 1.0, item judgement.now: rating 6 is not from 1 to 5"},
		{"an unknown skill", "form,team,juggling.now\nself,a,3\n", `item "juggling.now": there is no such item`},
		{"a short row", "form,team,judgement.now\nself,a\n", "wrong number of fields"},
	} {
		f := map[string]form{"self": {in, map[string]instrument.Tally{}}}
		assert.ErrorContains(t, read(f, []byte(row.table)), row.want, row.reason)
	}
	f := map[string]form{"self": {in, map[string]instrument.Tally{}}}
	require.NoError(t, read(f, []byte("form,team,judgement.now\nself,a,\nself,a,3\n")))
	answers := f["self"].all().Item(in, "judgement.now")
	assert.Equal(t, 1, answers.N(), "a blank is no answer")
}
