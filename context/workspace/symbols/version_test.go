//go:build cgo

package symbols

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/inkling-lsp/inkling/context/syntax"
	"github.com/inkling-lsp/inkling/context/workspace/index"
)

// versionSum is the sum of the records that TestKeptRecordsAreThoseLearnedNow finds.
const versionSum = "83381182d6962a2d6007f31ae906e71f5229eb716aa08a03a7fce6d5c839e3fb"

// sampler has something of each language whose outlines say anything.
var sampler = slices.Concat(two, []string{
	"c.ts", "import D, { e as f } from './g';\n/** Doc. */\nexport abstract class H<T> extends D {\n  private i = 1;\n  constructor(readonly s: T) {}\n  @j() k(): void {}\n}\nexport const l = () => f;\nenum M { N }\ntype O = string;\nnamespace P { export interface Q { r: number } }\n",
	"d.rs", "use a::{b, c as d};\n/// Doc.\n#[derive(Debug)]\npub struct E<'a> { f: &'a str }\nimpl<'a> E<'a> { pub fn g(&self) -> u8 { 1 } }\nmod h { const I: u8 = 1; }\nmacro_rules! j { () => {} }\ntrait K { fn l(); }\n",
	"E.java", "package a;\nimport static b.C.*;\n/** Doc. */\npublic class E<T> extends F {\n  int g, h;\n  public E() {}\n  @Override public void i() {}\n  enum J { K; }\n}\n",
	"f.c", "#include <g.h>\n#define H 1\ntypedef struct i { int j; } k;\n// Doc.\nstatic int *l(void) { return 0; }\n",
	"g.rb", "require 'h'\n# Doc.\nclass I\n  def j; end\nend\n",
	"h.sh", "#!/bin/sh\n# Doc.\nf() { :; }\n",
	"i.cpp", "#include <j>\nnamespace k {\n// Doc.\ntemplate <class T> class L : M { public: int n(); int o; };\nenum P { Q };\n}\n",
	"j.cs", "using A.B;\nnamespace C {\n/// Doc.\npublic class D : E { int f; public D() {} public int G { get; set; } void H() {} }\ninterface I { } enum J { K }\n}\n",
	"k.php", "<?php\nnamespace A;\nuse B\\C as D;\n/** Doc. */\nclass E extends F { const G = 1; private $h; function i() {} }\nfunction j() {}\n",
	"l.lua", "local a = require('b')\n-- Doc.\nfunction c.d(e) end\nlocal function f() end\n",
	"m.kt", "import a.b as c\n/** Doc. */\nclass D(val e: Int) : F() { fun g() {} var h = 1 }\nobject I\nenum class J { K }\n",
	"n.scala", "import a.{b, c}\n/** Doc. */\nclass D(val e: Int) extends F { def g: Int = 1; val h = 2 }\nobject I { type J = Int }\ntrait K\n",
	"o.swift", "import A\n/// Doc.\nclass B: C { var d = 1; init() {}; func e() {} }\nstruct F {}\nenum G { case h }\nprotocol I {}\n",
	"p.js", "import a, { b as c } from './d';\n/** Doc. */\nexport class E extends F { g = 1; #h() {} constructor() {} }\nconst i = () => 1;\nfunction j() {}\n",
	"q.tsx", "import a from 'b';\n/** Doc. */\nexport function C(p: D) { return <div>{p.e}</div>; }\ninterface D { e: string }\n",
	"script", "#!/usr/bin/env python3\ndef g(): pass\n",
})

// A record that was kept must be what would be learned now. When this fails, some
// text gives another record than before. Whoever has changed only a language's row
// puts the new sum above: the row is in the key. Otherwise raise what has changed
// too: lexical.Version, the walk in context/syntax, or Version.
func TestKeptRecordsAreThoseLearnedNow(t *testing.T) {
	h := sha256.New()
	for _, f := range texts(sampler...) {
		fmt.Fprintf(h, "%s %x\n", f.URI, New(nil, nil).learn(f).bytes)
	}
	if got := fmt.Sprintf("%x", h.Sum(nil)); got != versionSum {
		t.Errorf("the sum is %s, of version %d it was %s", got, Version, versionSum)
	}
}

func TestSamplerHasEveryLanguageWithSymbols(t *testing.T) {
	sampled := make(map[string]bool)
	for _, f := range texts(sampler...) {
		if l, ok := syntax.Detect("", fileName(f.URI), ""); ok && New(nil, nil).learn(f).count > 0 {
			sampled[l.Name] = true
		}
	}
	for _, l := range syntax.Languages() {
		if len(l.Symbols) > 0 && !sampled[l.Name] {
			t.Errorf("no sample has a symbol of %s: add one", l.Name)
		}
	}
}

func TestRecordsOfAnotherDigestAreNotRecalled(t *testing.T) {
	dir := t.TempDir()
	l := learned(t, in(dir), two...)
	if err := l.Keep(t.Context(), index.Ending); err != nil {
		t.Fatal(err)
	}
	for _, changed := range []string{"a.go", "notes", ""} {
		next := New(in(dir), nil)
		digest := next.digest
		next.digest = func(file string) string {
			if filepath.Base(file) == changed {
				return "another"
			}
			return digest(file)
		}
		var missing string
		for _, f := range next.Recall(t.Context(), files(texts(two...))) {
			missing += filepath.Base(string(f.URI))
		}
		if missing != changed {
			t.Errorf("with another digest for %q, %q is missing", changed, missing)
		}
	}
}

// What no name tells is kept as what all languages make of it: the text may begin
// with #!, or be a language's that the next version knows.
func TestTextWithoutALanguageIsKeptAsLongAsNoLanguageChanges(t *testing.T) {
	languages := syntax.Languages()
	now, fewer := digestOf(languages), digestOf(languages[1:])
	if now("script") == fewer("script") {
		t.Error("a language more or less makes no difference to a script")
	}
	if now("a.go") != fewer("a.go") || now("a.go") == now("a.py") || now("a.go") == now("script") {
		t.Error("a file whose name says the language does not have its digest")
	}
}
