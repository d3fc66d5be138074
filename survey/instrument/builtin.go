package instrument

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// SchemaID is the $id of the JSON Schema of definitions.
const SchemaID = "https://github.com/servicekpi/servicekpi/blob/main/survey/instrument/schema.json"

//go:embed schema.json builtin/*.json
var embedded embed.FS

// Schema returns the JSON Schema (draft 2020-12) of definitions, for editors and for other languages. It describes
// the form; that references lead somewhere and weights add up, [Parse] checks.
func Schema() []byte { return read("schema.json") }

// Builtins returns the ids of the built-in instruments in order.
func Builtins() []string {
	files, err := embedded.ReadDir("builtin")
	if err != nil {
		panic("instrument: " + err.Error()) // the folder is embedded
	}
	ids := make([]string, len(files))
	for i, f := range files {
		ids[i] = strings.TrimSuffix(f.Name(), ".json")
	}
	slices.Sort(ids)
	return ids
}

// Builtin returns a built-in instrument. An id that none has is an error.
func Builtin(id string) (*Instrument, error) {
	if !slices.Contains(Builtins(), id) {
		return nil, fmt.Errorf("instrument: there is no built-in %q, expected one of %s", id, strings.Join(Builtins(), ", "))
	}
	return Parse(read("builtin/" + id + ".json"))
}

func read(name string) []byte {
	b, err := embedded.ReadFile(name)
	if err != nil {
		panic("instrument: " + err.Error()) // the file is embedded
	}
	return b
}
