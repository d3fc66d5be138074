package servicekpi_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// document is what a README has in any language.
type document struct {
	headings []int        // levels
	code     []string     // blocks
	tables   [][][]string // tables[i][j] is what must not change with the language in row j of table i
	prose    []string     // code and the targets of links outside tables, but for links to the other language
	items    int          // of lists
}

// unchanging finds what a row of a table keeps in translation: code, the targets of links, and numbers. named is
// without the numbers, which prose may spell out.
var (
	unchanging = regexp.MustCompile("`[^`]+`|\\]\\([^)]+\\)|[0-9][0-9.,]*%?")
	named      = regexp.MustCompile("`[^`]+`|\\]\\([^)]+\\)")
)

func readDocument(t *testing.T, name string) document {
	t.Helper()
	b, err := os.ReadFile(name)
	require.NoError(t, err)
	var d document
	inTable := false
	for i, part := range strings.Split(string(b), "```") {
		if i%2 == 1 {
			d.code = append(d.code, part)
			continue
		}
		for line := range strings.Lines(part) {
			switch {
			case strings.HasPrefix(line, "|"):
				if !inTable {
					d.tables = append(d.tables, nil)
				}
				last := &d.tables[len(d.tables)-1]
				kept := append([]string{strings.Repeat("|", strings.Count(line, "|"))}, unchanging.FindAllString(line, -1)...)
				*last = append(*last, kept)
			case strings.HasPrefix(line, "#"):
				d.headings = append(d.headings, len(line)-len(strings.TrimLeft(line, "#")))
			case strings.HasPrefix(line, "- "):
				d.items++
			}
			if inTable = strings.HasPrefix(line, "|"); inTable {
				continue
			}
			for _, name := range named.FindAllString(line, -1) {
				if !strings.HasPrefix(name, "](README.") {
					d.prose = append(d.prose, name)
				}
			}
		}
	}
	return d
}

func TestTranslationKeepsStep(t *testing.T) {
	english, korean := readDocument(t, "README.md"), readDocument(t, "README.ko.md")
	require.NotEmpty(t, english.code)
	require.Len(t, english.tables, 2)
	assert.Equal(t, english.headings, korean.headings)
	assert.Equal(t, english.code, korean.code)
	assert.Equal(t, english.items, korean.items)
	assert.ElementsMatch(t, english.prose, korean.prose)
	require.Len(t, korean.tables, len(english.tables))
	for i, rows := range english.tables {
		require.Len(t, korean.tables[i], len(rows), "table %d", i+1)
		for j, row := range rows {
			assert.ElementsMatch(t, row, korean.tables[i][j], "table %d, row %d", i+1, j+1)
		}
	}
}

func TestReadmeLinksLeadSomewhere(t *testing.T) {
	for _, name := range []string{"README.md", "README.ko.md"} {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, found := range regexp.MustCompile(`\]\(([^):#]+)\)`).FindAllStringSubmatch(string(b), -1) {
			_, err := os.Stat(found[1])
			assert.NoError(t, err, "%s leads to %s", name, found[1])
		}
	}
}
