package tabulate

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestInt(t *testing.T) {
	assert.Equal(t, -128, Int(int8(-128)))
	assert.Equal(t, 255, Int(uint8(255)))
	assert.Equal(t, math.MaxInt, Int(uint64(math.MaxUint64)), "the closest")
	assert.Equal(t, math.MinInt, Int(math.MinInt))
	assert.Equal(t, int64(max(math.MinInt64, math.MinInt)), int64(Int(int64(math.MinInt64))))
}

func TestDot(t *testing.T) {
	assert.Zero(t, Dot(nil, nil))
	assert.Equal(t, uint64(3*7), Dot([]uint8{3}, []uint64{7, 100}))
	assert.Equal(t, uint64(1*10+2*20+3*30), Dot([]uint8{1, 2, 3}, []uint64{10, 20, 30}))
	side := func(a, b uint64) uint64 { return a | b<<32 }
	assert.Equal(t, side(2*1+5*4, 2*3+5*6), Dot([]uint8{2, 5}, []uint64{side(1, 3), side(4, 6)}))
}
