package foldbeam

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestGlob(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	for _, name := range []string{"b.csv", "a.csv", "c.txt"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	parts, err := Glob(ctx, filepath.Join(dir, "*.csv"))
	require.NoError(t, err)
	assert.Equal(t, []Part{{Path: filepath.Join(dir, "a.csv")}, {Path: filepath.Join(dir, "b.csv")}}, parts)

	t.Chdir(dir)
	relative, err := Glob(ctx, "*.csv")
	require.NoError(t, err)
	require.Len(t, relative, 2)
	assert.True(t, filepath.IsAbs(relative[0].Path), "a worker has another working directory")

	_, err = Glob(ctx, filepath.Join(dir, "*.tsv"))
	assert.ErrorContains(t, err, "no file matches")
	_, err = Glob(ctx, "s3://bucket/*.csv")
	assert.ErrorContains(t, err, `Consider adding the following import`)
}

// read returns what all parts of a file hold, without the repeated header, and how many lines each has.
func read(t testing.TB, parts []Part, header string) (text string, lines []int) {
	t.Helper()
	var b strings.Builder
	for i, p := range parts {
		r, err := p.open(context.Background())
		require.NoError(t, err)
		one, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		body := string(one)
		if i > 0 {
			require.True(t, strings.HasPrefix(body, header), "%v: %q", p, body)
			body = strings.TrimPrefix(body, header)
		}
		b.WriteString(body)
		lines = append(lines, strings.Count(body, "\n"))
	}
	return b.String(), lines
}

func TestRangesHoldEachLineOnce(t *testing.T) {
	texts := []struct{ reason, text string }{
		{"empty", ""},
		{"a header only", "a,b\n"},
		{"a header without an end", "a,b"},
		{"lines of one byte", "h\n1\n2\n3\n"},
		{"empty lines", "h\n\n\n1\n\n"},
		{"no end of line at the end", "head,er\n1,2\n3,4"},
		{"ends of Windows", "head,er\r\n1,2\r\n3,4\r\n"},
		{"a line longer than ranges", "h\n1\n" + strings.Repeat("x", 40) + "\n2\n"},
		{"a header longer than ranges", strings.Repeat("h", 40) + "\n1\n2\n"},
		{"letters of several bytes", "grün\nä\nö\nü\n"},
	}
	for _, tt := range texts {
		t.Run(tt.reason, func(t *testing.T) {
			path := write(t, "x.csv", tt.text)
			for _, header := range []bool{false, true} {
				first := ""
				if header {
					first = tt.text[:strings.IndexByte(tt.text+"\n", '\n')]
					if len(first) < len(tt.text) {
						first += "\n"
					}
				}
				for size := int64(1); size <= int64(len(tt.text))+2; size++ {
					parts, err := Split(context.Background(), []Part{{Path: path}}, size, header)
					require.NoError(t, err)
					require.Len(t, parts, max(1, (len(tt.text)+int(size)-1)/int(size)))
					got, _ := read(t, parts, first)
					require.Equal(t, tt.text, got, "ranges of %d bytes, header %t", size, header)
				}
			}
		})
	}
}

// A file that cannot seek, and one that reads byte by byte, has the same ranges.
func TestRangesOfAStream(t *testing.T) {
	const text = "head,er\n1,2\n3,4\n55,66\n7,8\n"
	path := write(t, "x.csv", text)
	var parts []Part
	for size := int64(1); size <= int64(len(text)); size++ {
		some, err := Split(context.Background(), []Part{{Path: path}}, size, true)
		require.NoError(t, err)
		parts = append(parts, some...)
	}
	for _, p := range parts {
		if p.whole() {
			continue
		}
		r, err := p.open(context.Background())
		require.NoError(t, err)
		want, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		for _, stream := range []io.Reader{
			struct{ io.Reader }{strings.NewReader(text)},
			iotest.OneByteReader(strings.NewReader(text)),
			iotest.DataErrReader(strings.NewReader(text)),
		} {
			r, err := p.lines(stream)
			require.NoError(t, err)
			got, err := io.ReadAll(r)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(got), p)
		}
	}
	_, err := Part{Path: "x", From: 100}.lines(iotest.HalfReader(strings.NewReader(text)))
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF, "shorter than when it was split")
}

func TestRangesOfQuotedFieldsAreRefused(t *testing.T) {
	const text = "name,score\n\"two\nlines\",9\nplain,10\nplain,10\nplain,10\n"
	path := write(t, "x.csv", text)
	for size := int64(2); size < int64(len(text)); size++ {
		parts, err := Split(context.Background(), []Part{{Path: path}}, size, true)
		require.NoError(t, err)
		failed := false
		for _, p := range parts {
			r, err := p.open(context.Background())
			require.NoError(t, err)
			_, err = io.ReadAll(r)
			if err != nil {
				assert.ErrorContains(t, err, "quotation mark")
				failed = true
			}
			require.NoError(t, r.Close())
		}
		assert.True(t, failed, "ranges of %d bytes", size)
	}
	r, err := Part{Path: path}.open(context.Background())
	require.NoError(t, err)
	whole, err := io.ReadAll(r)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	assert.Equal(t, text, string(whole))
}

func TestSplitRefuses(t *testing.T) {
	ctx := context.Background()
	path := write(t, "x.csv", "1\n")
	tests := []struct {
		reason string
		parts  []Part
		size   int64
		want   string
	}{
		{"no size", []Part{{Path: path}}, 0, "ranges of 0 bytes"},
		{"a negative size", []Part{{Path: path}}, -1, "ranges of -1 bytes"},
		{"a range of a range", []Part{{Path: path, To: 1}}, 1, "is a range already"},
		{"no lines before it is unpacked", []Part{{Path: "x.csv.gz"}}, 1, "has no lines to cut at"},
		{"no such file", []Part{{Path: path + "x"}}, 1, "no such file"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			_, err := Split(ctx, tt.parts, tt.size, false)
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

func TestPartsOverlap(t *testing.T) {
	tests := []struct {
		reason string
		parts  []Part
		want   string
	}{
		{"none", nil, "nothing to fold"},
		{"a file twice", []Part{{Path: "a"}, {Path: "b"}, {Path: "a"}}, "a and a have lines in common"},
		{"a range and its file", []Part{{Path: "a", From: 5}, {Path: "a"}}, "a and a[5:] have lines in common"},
		{"two ranges", []Part{{Path: "a", From: 5, To: 9}, {Path: "a", To: 6}}, "a[0:6] and a[5:9] have lines in common"},
		{"backwards", []Part{{Path: "a", From: 5, To: 4}}, "a[5:4] is not a range"},
		{"before the beginning", []Part{{Path: "a", From: -1}}, "is not a range"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) { assert.ErrorContains(t, apart(tt.parts), tt.want) })
	}
	assert.NoError(t, apart([]Part{{Path: "a", From: 5}, {Path: "a", To: 5}, {Path: "b"}}))
}

func FuzzRanges(f *testing.F) {
	f.Add("head\n1\n22\n\n333\n", int64(3), true)
	f.Add("\n\n\n", int64(1), false)
	f.Fuzz(func(t *testing.T, text string, size int64, header bool) {
		if size <= 0 || int64(len(text))/size > 100 || strings.Contains(text, `"`) {
			t.Skip()
		}
		first := ""
		if header {
			first = text[:min(len(text), strings.IndexByte(text+"\n", '\n')+1)]
		}
		parts, err := Split(context.Background(), []Part{{Path: write(t, "x.csv", text)}}, size, header)
		require.NoError(t, err)
		got, _ := read(t, parts, first)
		assert.Equal(t, text, got, fmt.Sprint(parts))
	})
}
