package foldbeam

import (
	"encoding/binary"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/servicekpi/servicekpi/fold"
	"github.com/servicekpi/servicekpi/nps"
)

// uncounted is a tally without an N.
type uncounted struct{ Sum float64 }

func (a uncounted) Plus(b uncounted) uncounted { return uncounted{a.Sum + b.Sum} }

// theirs has a coder of its own, registered after ours.
type theirs struct{ A int }

func (a theirs) Plus(b theirs) theirs { return theirs{a.A + b.A} }
func encodeTheirs(theirs) []byte      { return nil }
func decodeTheirs([]byte) theirs      { return theirs{} }

func init() {
	RegisterTally(nps.Tally{Detractors: 1, Passives: 2, Promoters: 3})
	RegisterTally(uncounted{Sum: 1})
	RegisterTally(theirs{A: 1})
	beam.RegisterCoder(reflect.TypeFor[theirs](), encodeTheirs, decodeTheirs)
}

func TestTheCoderOfAnother(t *testing.T) {
	assert.ErrorContains(t, known(reflect.TypeFor[theirs]()), "has another coder")
}

func TestCoder(t *testing.T) {
	typ := reflect.TypeFor[nps.Tally]()
	sent := nps.Tally{Detractors: 1, Passives: 2, Promoters: 3}
	b, err := encode(typ, sent)
	require.NoError(t, err)
	got, err := decode(typ, b)
	require.NoError(t, err)
	assert.Equal(t, sent, got)

	zero, err := encode(typ, nps.Tally{})
	require.NoError(t, err)
	got, err = decode(typ, zero)
	require.NoError(t, err)
	assert.Equal(t, nps.Tally{}, got)

	b, err = encode(reflect.TypeFor[uncounted](), uncounted{Sum: 0.1})
	require.NoError(t, err)
	got, err = decode(reflect.TypeFor[uncounted](), b)
	require.NoError(t, err)
	assert.Equal(t, uncounted{Sum: 0.1}, got)

	_, err = encode(reflect.TypeFor[uncounted](), uncounted{Sum: math.NaN()})
	assert.ErrorContains(t, err, "cannot be sent")

	tests := []struct {
		reason string
		typ    reflect.Type
		b      []byte
		want   string
	}{
		{"nothing", typ, nil, "arrived without its count"},
		{"a count only", typ, binary.AppendVarint(nil, 6), "cannot be received"},
		{"less than was sent", typ, append(binary.AppendVarint(nil, 7), `{"detractors":1,"passives":2,"promoters":3}`...),
			"was sent with N 7 and arrived with 6"},
		{"nothing of what was sent", typ, append(binary.AppendVarint(nil, 6), `{"detractors":0,"passives":0,"promoters":0}`...),
			"was sent with N 6 and arrived with 0"},
		{"a type that is not registered", reflect.TypeFor[hidden](), []byte("\x01{}"), "is not registered"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			_, err := decode(tt.typ, tt.b)
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

func TestWorkersThatDoNotKnowATypeFailAtSetup(t *testing.T) {
	assert.ErrorContains(t, (&mergeFn[hidden]{}).Setup(), "foldbeam.hidden is not registered")
	assert.ErrorContains(t, (&foldFn[strange, nps.Tally]{}).Setup(), "foldbeam.strange is not registered in this worker")
	assert.NoError(t, (&mergeFn[nps.Tally]{}).Setup())
}

type strange struct{}

func (strange) Fold(Part, io.Reader) (fold.Table[nps.Tally], fold.Report, error) {
	return nil, fold.Report{}, nil
}

const (
	north = `{"segment":"north","period":"2026-03","n":3,"tally":{"detractors":1,"passives":1,"promoters":1}}` + "\n"
	south = `{"segment":"south","period":"2026-03","n":1,"tally":{"detractors":0,"passives":0,"promoters":1}}` + "\n"
	one   = `{"part":{"path":"a"},"report":{"Rows":4,"Folded":4},"n":4}` + "\n"
	last  = `{"tallies":2,"parts":1}` + "\n"
)

func TestRead(t *testing.T) {
	got, err := Read[nps.Tally](strings.NewReader(north + south + one + last))
	require.NoError(t, err)
	assert.Equal(t, fold.Table[nps.Tally]{
		{Segment: "north", Period: "2026-03"}: {Detractors: 1, Passives: 1, Promoters: 1},
		{Segment: "south", Period: "2026-03"}: {Promoters: 1},
	}, got.Table)
	assert.Equal(t, 4, got.Report().Rows)

	tests := []struct{ reason, text, want string }{
		{"nothing", "", "after 0 tallies and 0 parts: unexpected EOF"},
		{"cut at a line", north + south + one, "after 2 tallies and 1 parts: unexpected EOF"},
		{"cut within a line", north + south[:40], "unexpected end of JSON input"},
		{"a line lost", north + one + last, "there are 1 tallies and 1 parts"},
		{"a part lost", north + south + last, "there are 2 tallies and 0 parts"},
		{"a key twice", north + north + one + last, "its key is there twice"},
		{"a part twice", north + south + one + one + last, "its part is there twice"},
		{"two results in one file", north + south + one + last + north, "a line after the last"},
		{"other counts", strings.Replace(north, `"n":3`, `"n":4`, 1) + last, "its tally counts 3"},
		{"no count", strings.Replace(north, `"n":3,`, ``, 1) + last, "its tally counts 3"},
		{"another tally", `{"segment":"a","period":"b","n":3,"tally":{"satisfied":3}}` + "\n", "nps: "},
		{"another line", `{"a":1}` + "\n", "neither a tally nor a part"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			_, err := Read[nps.Tally](strings.NewReader(tt.text))
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

func TestSettled(t *testing.T) {
	tests := []struct {
		reason         string
		tallies, parts []string
		want           int
		err            string
	}{
		{"as they were sent", []string{north, south}, []string{one}, 1, ""},
		{"no tally and nothing counted", nil, []string{`{"part":{"path":"a"},"n":0}`}, 1, ""},
		{"tallies that do not count", []string{`{"tally":{}}`}, []string{`{"part":{"path":"a"}}`}, 1, ""},
		{"from elsewhere, without parts", []string{north}, nil, 0, ""},
		{"a tally lost", []string{north}, []string{one}, 1, "the parts counted 4, and all tallies together 3"},
		{"a tally twice", []string{north, north, south}, []string{one}, 1, "the parts counted 4, and all tallies together 7"},
		{"all tallies lost", nil, []string{one}, 1, "the parts counted 4, and all tallies together 0"},
		{"a part lost", []string{north, south}, []string{one}, 2, "1 accounts of 2 parts"},
		{"a part twice", []string{north, south}, []string{one, one}, 1, "2 accounts of 1 parts"},
		{"a part twice instead of another", []string{north, south}, []string{one, one}, 2, "2 accounts of 2 parts"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			err := settled(tt.tallies, tt.parts, tt.want)
			if tt.err == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, tt.err)
			}
		})
	}
}
