package local

import (
	"crypto/sha256"
	"fmt"
	"testing"
)

// versionSum is the sum that TestSegmentVersionFollowsTheLexers finds of
// SegmentVersion.
const versionSum = "70e97d4d675560d6bc7a73dac0dd111faa8fdc992697ed3f2aa5c09ed8958529"

// sampler has a little of everything that lexers know.
var sampler = []File{
	{URI: "file:///a.go", Content: openFile + "\n/* a\nb */ var x, y = 0x1p-2, `raw\nstring` + \"s\\\"\" // end\nfunc (t *T[K]) m(c chan<- int) { c <- 'r'; t.x.y() }\n"},
	{URI: "file:///b.py", Content: "@wraps(f)\ndef g(self, *a, **k) -> str:\n    '''doc\n    string'''\n    # comment\n    return f\"{self.x!r:>{k['w']}}\" + r'\\d' + b'x' * 1_000 // 2.5e-3\n"},
	{URI: "file:///c.tsx", Content: "const a = <T,>(b?: T) => `x${b?.c ?? /re[/]g/i}y`;\nexport class D<E> extends F { #g = 1n; async *h() { await this.#g } } // i\n"},
	{URI: "file:///d.rs", Content: "impl<'a> T<'a> for U { fn f(&self) -> Result<(), E> { let c = 'c'; let s = r#\"a\"b\"#; /* a /* b */ c */ x::y!(1u8..=2)?; Ok(()) } }\n"},
	{URI: "file:///E.java", Content: "@Override public <T> void f(List<? extends T> l) throws X { String s = \"\"\"\n  a \"b\"\n  \"\"\"; int i = 0b1_0 >>> 2; l::g; }\n"},
	{URI: "file:///f.sh", Content: "#!/bin/sh\n# comment\nfor f in \"$@\"; do echo ${f%.*} 'a b'#c; done\n"},
	{URI: "file:///g.c", Content: "#include <a.h>\nstatic const char *p = \"a\\n\"; /* b */ int f(void) { return p->q[0] & 0xFF; } // c\n"},
	{URI: "file:///h.md", Content: "# Title\n\nText with `code` and <!-- a\ncomment --> more, été.\n"},
	{URI: "file:///i.lua", Content: "-- comment\n--[[ long\n]] local t = { a = 1, ['b'] = \"c\" }\n"},
	{URI: "file:///j.yaml", Content: "a: [b, 'c']\n# d\ne:\n  - f: \"g\"\n"},
}

// A segment that was kept must be what would be learned now. When this fails, the
// same texts make another segment than before: raise SegmentVersion, and put the
// new sum above.
func TestSegmentVersionFollowsTheLexers(t *testing.T) {
	s := learned(t, sampler...).Segments()[0]
	h := sha256.New()
	fmt.Fprintf(h, "%d %d %d %d %d %v", SegmentVersion, s.ids, s.traits, s.lines, s.orders, s.words)
	for i, src := range s.sources {
		fmt.Fprint(h, sampler[i].URI, src.key, src.language.Name, src.start, src.end, src.firstLine)
	}
	if got := fmt.Sprintf("%x", h.Sum(nil)); got != versionSum {
		t.Errorf("the sum is %s, of version %d it was %s", got, SegmentVersion, versionSum)
	}
}
