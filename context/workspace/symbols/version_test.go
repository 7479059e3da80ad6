//go:build cgo

package symbols

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"
)

// versionSum is the sum that TestVersionFollowsTheOutlines finds of Version.
const versionSum = "ce3558871bdd28ad6cbbb2be449aba88dec69f066d0015b2ed81d273fe29ab42"

// sampler has a little of everything that outlines have.
var sampler = slices.Concat(two, []string{
	"c.ts", "import D, { e as f } from './g';\n/** Doc. */\nexport abstract class H<T> extends D {\n  private i = 1;\n  constructor(readonly s: T) {}\n  @j() k(): void {}\n}\nexport const l = () => f;\nenum M { N }\ntype O = string;\nnamespace P { export interface Q { r: number } }\n",
	"d.rs", "use a::{b, c as d};\n/// Doc.\n#[derive(Debug)]\npub struct E<'a> { f: &'a str }\nimpl<'a> E<'a> { pub fn g(&self) -> u8 { 1 } }\nmod h { const I: u8 = 1; }\nmacro_rules! j { () => {} }\ntrait K { fn l(); }\n",
	"E.java", "package a;\nimport static b.C.*;\n/** Doc. */\npublic class E<T> extends F {\n  int g, h;\n  public E() {}\n  @Override public void i() {}\n  enum J { K; }\n}\n",
	"f.c", "#include <g.h>\n#define H 1\ntypedef struct i { int j; } k;\n// Doc.\nstatic int *l(void) { return 0; }\n",
	"g.rb", "require 'h'\n# Doc.\nclass I\n  def j; end\nend\n",
	"h.sh", "#!/bin/sh\n# Doc.\nf() { :; }\n",
	"script", "#!/usr/bin/env python3\ndef g(): pass\n",
})

// A record that was kept must be what would be learned now. When this fails, the
// same texts give other records than before: raise Version, and put the new sum
// above. A new language needs none of it: it is in the key.
func TestVersionFollowsTheOutlines(t *testing.T) {
	h := sha256.New()
	fmt.Fprintln(h, Version)
	for _, f := range texts(sampler...) {
		fmt.Fprintf(h, "%s %x %x\n", f.URI, keyOf(f.File), New(nil, nil).learn(f).bytes)
	}
	if got := fmt.Sprintf("%x", h.Sum(nil)); got != versionSum {
		t.Errorf("the sum is %s, of version %d it was %s", got, Version, versionSum)
	}
}
