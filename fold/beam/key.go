package foldbeam

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/servicekpi/servicekpi/fold"
)

// FormatKey returns a key as it travels, as the key of a pair: the segment, a vertical bar and the period. It is
// an error if the period has a vertical bar, or if either is not UTF-8, which some engines would replace, and so
// could throw two segments together.
func FormatKey(k fold.Key) (string, error) {
	if strings.Contains(k.Period, "|") {
		return "", fmt.Errorf("foldbeam: period %q has a vertical bar", k.Period)
	}
	if !utf8.ValidString(k.Segment) || !utf8.ValidString(k.Period) {
		return "", fmt.Errorf("foldbeam: segment %q, period %q: not UTF-8", k.Segment, k.Period)
	}
	return k.Segment + "|" + k.Period, nil
}

// ParseKey is the reverse of [FormatKey].
func ParseKey(s string) (fold.Key, error) {
	i := strings.LastIndexByte(s, '|')
	if i < 0 {
		return fold.Key{}, fmt.Errorf("foldbeam: key %q has no vertical bar", s)
	}
	k := fold.Key{Segment: s[:i], Period: s[i+1:]}
	if _, err := FormatKey(k); err != nil {
		return fold.Key{}, err
	}
	return k, nil
}
