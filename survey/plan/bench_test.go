package plan_test

import (
	"testing"

	"github.com/servicekpi/servicekpi/survey/plan"
)

func BenchmarkSizeNPS(b *testing.B) {
	for b.Loop() {
		if _, err := (plan.Design{}).Size(plan.NPS{Promoters: 0.5, Detractors: 0.2}, 5, 0.95); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDetectMeans(b *testing.B) {
	for b.Loop() {
		if _, err := (plan.Design{}).Detect(plan.Mean{SD: 9}, plan.Mean{Value: 1, SD: 9}, 0.8, 0.95); err != nil {
			b.Fatal(err)
		}
	}
}
