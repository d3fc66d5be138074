package wire_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// without is the exported structs with a float64 that have no JSON of their own, and why.
var without = map[string]string{
	"retention.Movement":              "an observation, which Add refuses unless it is finite",
	"retention.Revenue":               "a tally, whose sums are finite",
	"retention.Sums":                  "part of a tally",
	"retention/project.BGNBD":         "comes without an error only with finite parameters",
	"retention/project.BetaGeometric": "comes without an error only with finite parameters",
	"retention/project.BetaWeibull":   "comes without an error only with finite parameters",
	"retention/project.GammaGamma":    "comes without an error only with finite parameters",
	"retention/project.Geometric":     "comes without an error only with finite parameters",
	"retention/project.Buyer":         "an observation",
	"retention/project.Spend":         "an observation",
	"roi.Flow":                        "what is put in",
	"roi.Programme":                   "what is put in",
	"roi.Assumption":                  "what is put in",
	"survey/drivers.Numbers":          "part of a tally, whose sums are finite below 1e150",
	"survey/instrument.Band":          "part of a definition",
	"survey/instrument.Composite":     "part of a definition",
	"survey/instrument.Index":         "part of a definition",
	"survey/instrument.Missing":       "part of a definition",
	"survey/instrument.IndexTally":    "part of a tally, whose values are finite",
	"survey/plan.Mean":                "what is put in",
	"survey/plan.NPS":                 "what is put in",
	"survey/plan.Stratum":             "what is put in",
	"survey/plan.Design":              "what is put in; a Size has it only if it is finite",
	"survey/response.Cut":             "what is put in",
	"survey/weight.Logit":             "a method",
	"survey/weight.Truncated":         "a method",
	"survey/weight.Trim":              "a method",
	"survey/weight.Cell":              "part of a tally, whose sums are finite",
	"survey/weight.Target":            "what is put in",
	"survey/weight.ConvergenceError":  "an error",
	"survey/weight.Error":             "an error",
	"survey/weight.Fit":               "its numbers are in Check, its factors in no exported field",
	"survey/weight/design.Weighted":   "what is put in",
	"survey/weight/design.Row":        "what is put in",
	"trend/chart.DataError":           "an error",
}

// Every exported struct with a float64, or with what may promote a MarshalJSON, has a JSON of its own: encoding/json
// refuses NaN, and a response with it is lost as a whole.
func TestEveryResultHasJSON(t *testing.T) {
	root := os.DirFS("../..")
	found := 0
	for _, folder := range folders(t, root) {
		structs, methods := declared(t, filepath.Join("../..", folder))
		for name, s := range structs {
			if !plain(s) {
				continue
			}
			found++
			key := folder + "." + name
			reason, excepted := without[key]
			switch has := methods[name]["MarshalJSON"]; {
			case !has && !excepted:
				t.Errorf("%s has a float64 and no MarshalJSON: write one by wire.Marshal, or say here why not", key)
			case has && excepted:
				t.Errorf("%s has a MarshalJSON and is excepted: %s", key, reason)
			case has && !methods[name]["UnmarshalJSON"]:
				t.Errorf("%s is written and cannot be read", key)
			}
		}
	}
	assert.Greater(t, found, len(without)+10, "the search finds what there is, and what is excepted is there")
}

func folders(t *testing.T, root fs.FS) []string {
	t.Helper()
	var folders []string
	require.NoError(t, fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case path == "examples" || path == "kpitest" || d.Name() == "internal" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != ".":
			return fs.SkipDir
		}
		folders = append(folders, path)
		return nil
	}))
	return folders
}

// declared returns the exported structs of a package, and the methods of its types.
func declared(t *testing.T, folder string) (map[string]*ast.StructType, map[string]map[string]bool) {
	t.Helper()
	structs, methods := map[string]*ast.StructType{}, map[string]map[string]bool{}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if spec, ok := spec.(*ast.TypeSpec); ok && spec.Name.IsExported() {
						if s, ok := spec.Type.(*ast.StructType); ok {
							structs[spec.Name.Name] = s
						}
					}
				}
			case *ast.FuncDecl:
				if of := receiver(d); of != "" {
					if methods[of] == nil {
						methods[of] = map[string]bool{}
					}
					methods[of][d.Name.Name] = true
				}
			}
		}
	}
	return structs, methods
}

func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	of := d.Recv.List[0].Type
	for {
		switch x := of.(type) {
		case *ast.StarExpr:
			of = x.X
		case *ast.IndexExpr:
			of = x.X
		case *ast.IndexListExpr:
			of = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// plain reports whether an exported field of s is a float64, or many, or is embedded.
func plain(s *ast.StructType) bool {
	for _, f := range s.Fields.List {
		of := f.Type
		for {
			array, ok := of.(*ast.ArrayType)
			if !ok {
				break
			}
			of = array.Elt
		}
		if id, ok := of.(*ast.Ident); ok && id.Name == "float64" {
			for _, name := range f.Names {
				if name.IsExported() {
					return true
				}
			}
		}
		if _, ok := of.(*ast.SelectorExpr); ok && len(f.Names) == 0 {
			return true
		}
	}
	return false
}
