package cells

import (
	"strconv"
	"strings"
)

// Whole reads a score or a count: a whole number, also one that is written with zeros behind a point: 9, -1, 9.0, 9.000.
func Whole(text string) (n int, ok bool) {
	digits, zeros, point := strings.Cut(text, ".")
	if point && (zeros == "" || strings.Trim(zeros, "0") != "") {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil
}
