package fold

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/nps"
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

// shards counts ratings of fifty segments by several goroutines, each into a table of its own, and puts them together.
func shards(segments []string, ratings []uint8, goroutines int) Table[nps.Tally] {
	tables := make([]Table[nps.Tally], goroutines)
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			table := Table[nps.Tally]{}
			for i := g * len(ratings) / goroutines; i < (g+1)*len(ratings)/goroutines; i++ {
				k := Key{Segment: segments[i]}
				t := table[k]
				if err := t.Add(int(ratings[i])); err != nil {
					panic(err)
				}
				table[k] = t
			}
			tables[g] = table
		})
	}
	all.Wait()
	sum := Table[nps.Tally]{}
	for _, table := range tables {
		sum = sum.Plus(table)
	}
	return sum
}

// locked is shards with one table for all goroutines, and a lock around it.
func locked(segments []string, ratings []uint8, goroutines int) Table[nps.Tally] {
	table := Table[nps.Tally]{}
	var lock sync.Mutex
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			for i := g * len(ratings) / goroutines; i < (g+1)*len(ratings)/goroutines; i++ {
				k := Key{Segment: segments[i]}
				lock.Lock()
				t := table[k]
				if err := t.Add(int(ratings[i])); err != nil {
					panic(err)
				}
				table[k] = t
				lock.Unlock()
			}
		})
	}
	all.Wait()
	return table
}

func ratings(n int) (segments []string, ratings []uint8) {
	random := rand.New(rand.NewPCG(5, 6))
	for range n {
		segments, ratings = append(segments, "s"+strconv.Itoa(random.IntN(50))), append(ratings, uint8(random.IntN(11)))
	}
	return segments, ratings
}

func TestShards(t *testing.T) {
	segments, ratings := ratings(10000)
	want := shards(segments, ratings, 1)
	require.Equal(t, 10000, want.Total().N())
	for _, goroutines := range []int{2, 4, 7} {
		require.Equal(t, want, shards(segments, ratings, goroutines))
		require.Equal(t, want, locked(segments, ratings, goroutines))
	}
}

// BenchmarkShards compares tables of their own with a lock around one, for 1, 2 and 4 goroutines.
func BenchmarkShards(b *testing.B) {
	segments, ratings := ratings(1e6)
	for _, way := range []struct {
		name string
		fold func([]string, []uint8, int) Table[nps.Tally]
	}{{"own", shards}, {"locked", locked}} {
		for _, goroutines := range []int{1, 2, 4} {
			b.Run(fmt.Sprintf("%s/%d", way.name, goroutines), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					require.Len(b, way.fold(segments, ratings, goroutines), 50)
				}
			})
		}
	}
}
