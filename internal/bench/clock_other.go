//go:build !unix

package main

import "time"

var started = time.Now()

// processorTime returns the wall clock where there is no other.
func processorTime() time.Duration { return time.Since(started) }
