package symbols

import (
	"context"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/context/syntax"
	"github.com/inkling-lsp/inkling/context/text"
)

func contextEnded(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx, cancel
}

func anyRange(t *rapid.T) text.Range {
	start := rapid.IntRange(0, syntax.MaxFile).Draw(t, "start")
	return text.Range{Start: start, End: rapid.IntRange(start, syntax.MaxFile).Draw(t, "end")}
}

func anyOutline(t *rapid.T) (o syntax.Outline) {
	word := rapid.SampledFrom([]string{"", "a", "Open", "été", "func Open(name string) error", "\x00\xff"})
	for range rapid.IntRange(0, 5).Draw(t, "symbols") {
		o.Symbols = append(o.Symbols, syntax.Symbol{
			Name: word.Draw(t, "name"), Owner: word.Draw(t, "owner"), Signature: word.Draw(t, "signature"), Doc: word.Draw(t, "doc"),
			Kind: syntax.Kind(rapid.IntRange(1, int(syntax.Namespace)).Draw(t, "kind")), Range: anyRange(t), NameRange: anyRange(t),
		})
	}
	for range rapid.IntRange(0, 3).Draw(t, "imports") {
		i := syntax.Import{Path: word.Draw(t, "path"), Alias: word.Draw(t, "alias"), Range: anyRange(t)}
		for range rapid.IntRange(0, 3).Draw(t, "names") {
			i.Names = append(i.Names, syntax.ImportedName{Name: word.Draw(t, "imported"), Alias: word.Draw(t, "as")})
		}
		o.Imports = append(o.Imports, i)
	}
	return o
}

func TestRecordIsTheOutlineItWasMadeOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := anyOutline(t)
		r, err := openRecord(newRecord(outlined, o).bytes)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.outline(); !reflect.DeepEqual(got, o) || r.count != len(o.Symbols) {
			t.Fatalf("read\n%v, written\n%v", got, o)
		}
		for _, s := range o.Symbols {
			if !r.has(hashOf([]byte(s.Name))) || len(r.named(s.Name)) == 0 {
				t.Fatalf("%q is not found", s.Name)
			}
		}
	})
}

// What is on disk may be anything. What is taken for a record can be read.
func FuzzOpenRecord(f *testing.F) {
	f.Add(newRecord(outlined, syntax.Outline{
		Symbols: []syntax.Symbol{{Name: "a", Kind: syntax.Function, Range: text.Range{Start: 3, End: 9}, NameRange: text.Range{Start: 4, End: 5}}},
		Imports: []syntax.Import{{Path: "b", Names: []syntax.ImportedName{{Name: "c", Alias: "d"}}}},
	}).bytes)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := openRecord(b)
		if err != nil {
			return
		}
		o := r.outline()
		if len(o.Symbols) != r.count {
			t.Errorf("%d symbols of %d", len(o.Symbols), r.count)
		}
		for _, s := range o.Symbols {
			_ = s.Kind.String()
			if s.Range.Start < 0 || s.Range.Len() < 0 || s.NameRange.Len() < 0 || s.Range.End > syntax.MaxFile {
				t.Errorf("%v", s)
			}
		}
	})
}

func FuzzOpenPack(f *testing.F) {
	f.Add([]byte{1, 0, 2, 0, 0}, 2)
	f.Fuzz(func(t *testing.T, b []byte, keys int) {
		if p, err := openPack(b, keys); err == nil {
			for i := range p.records {
				_, _ = p.record(i)
			}
		}
	})
}
