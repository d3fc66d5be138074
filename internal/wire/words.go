package wire

import (
	"encoding/json"
	"fmt"
)

// Words returns the names of the bits that are set in flags, from the lowest, never nil.
func Words(flags uint8, names []string) []string {
	words := []string{}
	for i, name := range names {
		if flags&(1<<i) != 0 {
			words = append(words, name)
		}
	}
	return words
}

// ReadWords reads flags from an array of their names. It is an error that begins with what if one is unknown.
func ReadWords(what string, b []byte, names []string) (uint8, error) {
	var words []string
	if err := json.Unmarshal(b, &words); err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	if words == nil {
		return 0, fmt.Errorf("%s: %w", what, errNull)
	}
	var flags uint8
words:
	for _, word := range words {
		for i, name := range names {
			if name == word {
				flags |= 1 << i
				continue words
			}
		}
		return 0, fmt.Errorf("%s: %q is none of %q", what, word, names)
	}
	return flags, nil
}
