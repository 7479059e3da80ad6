//go:build cgo

package syntax

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// pieces are declarations and what stands between them; a container has a % for
// members, each on lines of their own.
type pieces struct{ top, containers, members []string }

var between = []string{"", "", "\n", "\n\n"}

var piecesOf = map[string]pieces{
	"go": {
		top: []string{
			"// Doc of what follows.\n", "/* A block. */\n", "//go:noinline\n", "import \"a/b\"\n", "import (\n\t_ \"c\" // why\n\td \"e\"\n)\n",
			"const A = 1 << iota\n", "const (\n\t// B is one.\n\tB, C = `}\n`, '\"' // behind\n\t_\n\tD\n)\n", "var E, F = map[string]struct{}{\"}\": {}}, /* x */ 2\n",
			"var G = func() int {\n\treturn 1 /\n\t\t2\n}()\n", "type H = func(a struct{}) interface{}\n", "type (\n\tI [4]int\n\tJ[K any, L ~[]int] struct{ m K }\n)\n",
			"func N[P any](a, b P) (c struct{ d int }, err error) { return '{', nil }\n", "func (r *J[K, _]) O() map[string]interface{} {\n\tvar hidden = 1\n}\n",
			"func Q() interface{} // in assembly\n", "type R [1 << 3]byte; type S struct{}\n", "func _() {}\n", "var _ = 1\n", "var (\n)\n",
		},
		containers: []string{"type T struct {\n%}\n", "// Doc.\ntype U[V any] struct {\n%}\n", "type (\n\tW = struct {\n%\t}\n)\n"},
		members: []string{
			"\t// Doc.\n", "\ta, b int // behind\n", "\tc []func() struct{ d int } `tag`\n", "\t*e.F\n", "\tG[int]\n", "\th, // one\n\ti int\n", "\t_ [0]func()\n",
			"\tj <-chan int; k string\n", "\tl struct {\n\t\tm int\n\t}\n",
		},
	},
	"python": {
		top: []string{
			"# Doc.\n", "import a, b.c as d\n", "from .e import (f, # why\n  g as h)\n", "from i import *\n", "A = B = 1; C: int = 2 # behind\n", "a.b = {'c': 1}\n",
			"D = '''\n} def no(): pass\n'''\n", "if A:\n    E = 1\n    # inside\nelif B: F = 2\nelse:\n    pass\n# behind\n", "for x in y:\n    G = 1\nelse:\n    H = 1\n",
			"try:\n    import j\nexcept K:\n    # no\n    j = None\n", "def l(a: int = (1), *b) -> 'c': return 1 # x\n", "async def m():\n    '''Doc string.'''\n    n = lambda: 1\n    # end\n  # not\n",
			"@o\n# Doc of p.\n@p(1,\n  2)\ndef q(): # why\n    if r:\n        s = 1\n", "match t:\n    case 1:\n        u = 1\n", "print('v', \\\n  1)\n", "w = 1 + \\\n  2\nfrom x import y, \\\n  z\n", "class V: w = 1\n", "with X() as y:\n    Z = 1\n", "t: list = [\n  1\n]\n",
		},
		containers: []string{"class T(U, v=w):\n%    pass\n", "@x\nclass Y:\n    # why\n    \"\"\"Doc of Y.\n\n    More.\n    \"\"\"\n%    z = 1\n", "if A:\n%    pass\n"},
		members:    []string{"    # Doc.\n", "    a = 1\n", "    b: int\n", "    def c(self):\n        d = 1\n\n        # end\n", "    @e\n    def f(self): 'Doc.'\n", "    class G:\n        h = 1\n", "\n", "    async def i(self): # j\n        r'''k'''\n"},
	},
	"rust": {
		top: []string{
			"/// Doc.\n", "//! Inner.\n", "/* a /* nested */ } */\n", "#[derive(A, B = \"]\")]\n", "use a::{b, c::{self, d as e}, f::*};\n", "pub(crate) use g as _;\n", "extern crate h as i;\n",
			"pub const A: [u8; 2] = [b'{', b'\\''];\n", "static mut B: &str = r#\"}\"#;\n", "pub(in a::b) type C<'a, T> = Fn(T) -> &'a T;\n", "macro_rules! d {\n    ($a:tt) => { { $a } };\n}\n", "lazy! { static ref E: u8 = 1; }\nf!(a, b);\n",
			"pub async unsafe fn g<'a, T: Fn(u8) -> u8>(a: &'a T) -> [u8; 1] where T: Clone { let c = '}'; }\n", "struct H;\nstruct I<T>(pub T, Vec<u8>) where T: J;\n", "extern \"C\" {\n    // Doc.\n    fn k(x: i32);\n}\n", "const _: () = { fn l() {} };\n", "mod m;\n", "union N { a: u8, b: f32 }\n",
		},
		containers: []string{"pub mod t {\n%}\n", "impl<'a, T: U> V<T> for w::X<'a, T> where T: Y {\n%}\n", "unsafe trait Z<A>: B {\n%}\n", "impl C for [u8] {\n%}\n"},
		members:    []string{"    /// Doc.\n", "    #[test]\n", "    pub fn a(&self) -> u8 { 1 }\n", "    const B: u8 = 1;\n", "    type C = D<u8>;\n", "    fn r#e() {}\n", "    // plain\n\n", "    f! { g }\n"},
	},
	"typescript": {
		top: []string{
			"/** Doc. */\n", "// plain\n", "import a, { b as c, type D } from 'e';\n", "import * as f from \"g\" // why\n", "import h = require('i')\n", "export { a } from './b'\n", "export default { a: '}' }\n",
			"export const A: Map<string, T> = new Map<string, T>()\n", "const b = (c: T, d = '}'): T | U => { return /[/}]/g }\n", "let e = async <T,>(f: T) => f + `}${{ g: `}` }}`, { h } = i\n", "var j = function* () {}, k = class L { m = 1 }\n", "const n = a\n  .b(() => {})\n  ?? c // why\n",
			"export async function o<T extends { p: U }>(q: T): Promise<{ r: T }> { const s = '{' } // behind\n", "function t(u: string): void;\n", "export default function* v() {}\n", "declare function w(): x is y // why\n", "declare const z: unique symbol\n",
			"type A1<T = B> = { c: T; d?(): void; [key: string]: any }\n", "export type E1 =\n  | { f: 1 }\n  | 'g' // why\n", "export const enum F1 { /** Doc. */ G = 1 << 2, 'h' = 2, I }\n", "if (a) { const hidden = 1 }\nelse b / c\n", "foo(function () {\n  let hidden\n})\n", "i++\n", "for (const a of b)\n  c()\n",
			"@A({ b: 1 })\nexport class C1 { @D() e = 1; @F g() {} }\n", "\n\ndeclare global {\n  interface H1 { i: 1 }\n}\n", "type = 1\n", "export abstract class J1<T> extends K<T>(L) implements M, N { abstract o: T; abstract p(): void }\n", "x = y as const\n",
		},
		containers: []string{"/** Doc. */\nexport class T1<U> extends V {\n%}\n", "@W class X1 {\n%}\n", "namespace Y1.Z1 { export class A2 {\n%} }\n"},
		members: []string{
			"  // Doc.\n", "  /** Doc. */\n", "  private static readonly a: Map<string, T[]> = new Map()\n", "  b?: string; c!: T\n", "  #d = (e: T): void => { f }\n", "  constructor(a: T, @B private readonly c?: D, // why\n    /** Doc. */\n    public e = { f: 1 }) { super() }\n",
			"  async *g<T>(h: T): AsyncGenerator<T> {} // behind\n", "  get i(): T { return j / k / l }\n", "  @M()\n  @N\n  o() {}\n", "  @P() q = 1\n", "  r(s: string): void\n", "  [t.u]() {}\n", "  static { v() }\n", "  'w-x': T; 1 = 2\n", "  readonly y = async function () {}\n", "  get = 1\n", "  [z: string]: any\n", "  override a2 = b < c ? /}/ : d\n",
		},
	},
	"java": {
		top: []string{
			"/** Doc. */\n", "// plain\n", "import a.b.C;\n", "import static d.E.*;\n", "package f;\n", "@G(h = \"}\", i = {1})\n", "interface J { int K = 1, L = 2; void m(); default <T> T n() { return null; } }\n",
			"public @interface O { int p() default 1; String[] q() default {}; }\n", "enum R { /** Doc. */ S, T(1) { void u() {} }, @V W; int x; R() {} }\n", "record Y<T>(int a, T b) implements Z { Y { } }\n", "enum A { B, C }\n", ";\n",
		},
		containers: []string{"/** Doc. */\npublic final class T<U extends V<?>> extends W implements X {\n%}\n", "@A\nclass B {\n%}\n", "class C { sealed interface D {\n%} }\n"},
		members: []string{
			"    // Doc.\n", "    /**\n     * Doc.\n     */\n", "    private static final Map<String, List<int[]>> a = new HashMap<String, List<int[]>>();\n", "    int b, c[] = {1, 2}, d = e < f ? 1 : 2;\n", "    @Override\n    public <T extends U> T[] g(final int h, U... i) throws J, K { return '}'; }\n",
			"    abstract void l();\n", "    @M(\"n\") String o = \"\"\"\n      } \"quoted\" \\\"\"\"\n      \"\"\";\n", "    static { p(); }\n", "    { q(); }\n", "    enum R { S }\n", "    record T(int u) {}\n", "    int record = 1;\n",
		},
	},
}

// TestTokensHaveTheOutlineOfTheTree puts declarations together in any order.
func TestTokensHaveTheOutlineOfTheTree(t *testing.T) {
	for id, p := range piecesOf {
		l := language(t, id)
		rapid.Check(t, func(t *rapid.T) {
			source := rapid.SliceOfN(rapid.Custom(p.draw), 1, 8).Draw(t, "source")
			content := strings.Join(source, "")
			if rapid.Bool().Draw(t, "carriage returns") {
				content = strings.ReplaceAll(content, "\n", "\r\n")
			}
			got, ok := l.Lexical(content)
			tree, err := parse(l, nil, content)
			if err != nil {
				t.Fatal(err)
			}
			defer tree.close()
			if tree.broken() {
				return
			}
			if !ok {
				t.Fatalf("tokens were not enough for\n%s", content)
			}
			if problem := difference(got, tree.outline()); problem != "" {
				t.Fatalf("%s, in\n%s", problem, content)
			}
		})
	}
}

func (p pieces) draw(t *rapid.T) string {
	piece := rapid.SampledFrom(slices.Concat(p.containers, p.top)).Draw(t, "piece")
	if before, after, ok := strings.Cut(piece, "%"); ok {
		members := rapid.SliceOfN(rapid.SampledFrom(p.members), 0, 5).Draw(t, "members")
		piece = before + strings.Join(members, "") + after
	}
	return piece + rapid.SampledFrom(between).Draw(t, "between")
}
