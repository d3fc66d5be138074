package kpitest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A vector that nobody runs proves nothing, and neither does a runner that only ever met the plain implementations of
// this folder: each runner is called, and each file read, by a test of the packages, here or in their own folders.
func TestEveryVectorAndRunnerIsUsed(t *testing.T) {
	runners := runnersByFile(t)
	called, read := usedByPackages(t)
	all := files(t)
	for file, names := range runners {
		assert.Contains(t, all, file, "%v of vectors that are not there", names)
		for _, name := range names {
			assert.Contains(t, called, name, "no package's test calls kpitest.%s", name)
		}
	}
	for _, file := range all {
		asked := slices.Contains(read, file) ||
			slices.ContainsFunc(runners[file], func(name string) bool { return slices.Contains(called, name) })
		assert.True(t, asked, "no package's test runs the vectors of %s.json", file)
	}
}

// runnersByFile returns the exported functions of this package that take a TestingT, by the file whose name they hold.
func runnersByFile(t *testing.T) map[string][]string {
	t.Helper()
	runners := map[string][]string{}
	sources, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		for _, decl := range parse(t, source).Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() {
				continue
			}
			if first := f.Type.Params.List; len(first) == 0 || !isNamed(first[0].Type, "TestingT") {
				continue
			}
			found := 0
			ast.Inspect(f.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) < 2 || !isNamed(call.Args[0], "t") {
					return true
				}
				if file, ok := literal(call.Args[1]); ok {
					runners[file] = append(runners[file], f.Name.Name)
					found++
				}
				return true
			})
			if f.Name.Name != "Laws" {
				assert.Equal(t, 1, found, "%s: the file that it runs is not to be seen", f.Name.Name)
			}
		}
	}
	return runners
}

// usedByPackages returns the names of this package that tests of the module call, and the files that they read by Cases.
// The plain implementations of this folder and the tests of the runners themselves are not those of a package.
func usedByPackages(t *testing.T) (called, read []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		here := filepath.Dir(name) == filepath.Join("..", "kpitest")
		if !strings.HasSuffix(name, "_test.go") || here && !strings.HasPrefix(d.Name(), "packages_") {
			return nil
		}
		ast.Inspect(parse(t, name), func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fun := call.Fun
			switch generic := fun.(type) { // Cases[In, Out]
			case *ast.IndexListExpr:
				fun = generic.X
			case *ast.IndexExpr:
				fun = generic.X
			}
			if s, ok := fun.(*ast.SelectorExpr); ok && isNamed(s.X, "kpitest") {
				called = append(called, s.Sel.Name)
				if s.Sel.Name == "Cases" && len(call.Args) == 1 {
					if file, ok := literal(call.Args[0]); ok {
						read = append(read, file)
					}
				}
			}
			return true
		})
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, called)
	return called, read
}

func parse(t *testing.T, name string) *ast.File {
	t.Helper()
	source, err := os.ReadFile(name)
	require.NoError(t, err)
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
	require.NoError(t, err)
	return file
}

func isNamed(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
