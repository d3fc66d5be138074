//go:build !unix

package main

import (
	"runtime"
	"time"
)

var started = time.Now()

// processorTime returns the wall clock where there is no other.
func processorTime() time.Duration { return time.Since(started) }

// peakMemory returns what the runtime has asked for, where nothing better is known.
func peakMemory() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}
