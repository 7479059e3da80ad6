// Command demosvg turns a recording of `inkling demo --record` into a picture for
// a web page: an SVG that plays in a browser, and shows a telling moment where
// nothing is played:
//
//	inkling demo --no-animation --record demo.cast
//	go run ./cmd/inkling/internal/demo/demosvg -for 24s <demo.cast >demo.svg
//
// `make picture` draws the README's.
//
// It never needs a font or a script, never depends on the page's colours, and
// never changes what was recorded.
package main
