package fold

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/trend"
)

// answers writes a file of n answers of two years in fifty segments.
func answers(n int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	var b bytes.Buffer
	b.WriteString("time,segment,score\n")
	for range n {
		t := start.Add(time.Duration(random.IntN(731*86400)) * time.Second)
		fmt.Fprintf(&b, "%s,s%d,%d\n", t.Format(time.RFC3339), random.IntN(50), random.IntN(11))
	}
	return b.Bytes()
}

func BenchmarkNPS(b *testing.B) {
	text := answers(1e6)
	f := File{Time: "time", Segment: []string{"segment"}, Score: "score", Period: trend.Month(time.UTC)}
	for _, workers := range []int{1, 2, 4} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			f.Workers = workers
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				_, report, err := NPS(bytes.NewReader(text), f)
				require.NoError(b, err)
				require.Equal(b, 1000000, report.Folded)
			}
		})
	}
}
