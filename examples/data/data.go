// Package data embeds the real data of the examples, so that they run from any folder. README.md has the sources and
// licences.
package data

import (
	"embed"
	"io/fs"
)

//go:embed *.csv README.md
var files embed.FS

// Files returns the data files, read only.
func Files() fs.FS { return files }
