package cells

import "unicode/utf8"

// Clip returns the beginning of a value, short enough to be kept and shown, and not cut within a letter.
func Clip[S string | []byte](value S) string {
	const enough = 64
	if len(value) <= enough {
		return string(value)
	}
	end := enough
	for end > enough-utf8.UTFMax && !utf8.RuneStart(value[end]) {
		end--
	}
	return string(value[:end]) + "…"
}
