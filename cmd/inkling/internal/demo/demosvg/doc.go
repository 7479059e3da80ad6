// Command demosvg turns a recording of `inkling demo --record` into a picture for
// a web page: an SVG that plays in a browser, and shows a telling moment where
// nothing is played:
//
//	inkling demo --no-animation --seed 2 --record demo.cast
//	go run ./cmd/inkling/internal/demo/demosvg -for 32s <demo.cast >docs/demo.svg
//
// It never needs a font or a script, never depends on the page's colours, and
// never changes what was recorded.
package main
