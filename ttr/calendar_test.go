package ttr_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/ttr"
)

func newCalendar(t testing.TB, s ttr.Schedule) *ttr.Calendar {
	t.Helper()
	c, err := ttr.NewCalendar(s)
	require.NoError(t, err)
	return c
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}
