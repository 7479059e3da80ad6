package main

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/demo"
)

// The picture, in pixels. Glyphs are stretched to their cells, so that any
// monospaced font will do.
const (
	cellWidth  = 8.4
	cellHeight = 19.0
	margin     = 16.0
	width      = demo.Width*cellWidth + 2*margin
	height     = demo.Height*cellHeight + 2*margin
)

// lastHold is how long the last frame stays before the picture begins again.
const lastHold = 3 * time.Second

// A picture has its own background, so that it is legible on light and dark pages.
const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-label="A terminal in which Inkling completes code as it is typed">
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d7dae0;white-space:pre}
.dim{fill:#767c89}.ghost{fill:#9aa3b8;font-style:italic}.strong{fill:#fff;font-weight:bold}.good{fill:#7ee787}.on{fill:#16181d}
@media (prefers-reduced-motion:reduce){.row{visibility:hidden!important}.still{visibility:visible!important}}
</style>
<rect width="100%%" height="100%%" rx="10" fill="#16181d"/>
<rect x=".5" y=".5" width="%.0f" height="%.0f" rx="9.5" fill="none" stroke="#3a3f4b"/>
`

// classes are the styles of the demo's SGR parameters.
var classes = map[string]string{"1": "strong", "2": "dim", "2;3": "ghost", "32": "good", "7": "on", "2;7": "on"}

// backgrounds are the cells of its cursors.
var backgrounds = map[string]string{"7": "#d7dae0", "2;7": "#9aa3b8"}

// writeSVG plays each row of the screen by itself: most rows stay for many frames.
func writeSVG(w io.Writer, frames []demo.Frame) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, head, width, height, width, height, width-1, height-1)
	total := frames[len(frames)-1].At + lastHold
	still := telling(frames)
	for n := range demo.Height {
		for i := 0; i < len(frames); {
			row := rowOf(frames[i], n)
			j := i + 1
			for j < len(frames) && reflect.DeepEqual(rowOf(frames[j], n), row) {
				j++
			}
			end := total
			if j < len(frames) {
				end = frames[j].At
			}
			writeRow(out, n, row, frames[i].At, end, total, i <= still && still < j)
			i = j
		}
	}
	fmt.Fprintln(out, "</svg>")
	return out.Flush()
}

// telling is the frame to see where nothing is played: the longest suggestion
// that is right, if there is one.
func telling(frames []demo.Frame) int {
	best, most := 0, 0
	for i, f := range frames {
		offered := 0
		for _, row := range f.Lines {
			for _, s := range row {
				switch {
				case s.SGR == "2;3":
					offered += len(s.Text)
				case strings.HasPrefix(s.Text, demo.Offer):
					offered += demo.Width
				}
			}
		}
		if offered > most {
			best, most = i, offered
		}
	}
	return best
}

func rowOf(f demo.Frame, n int) []demo.Span {
	if n < len(f.Lines) {
		return f.Lines[n]
	}
	return nil
}

// writeRow writes what row n shows from begin to end.
func writeRow(out io.Writer, n int, row []demo.Span, begin, end, total time.Duration, still bool) {
	if len(row) == 0 {
		return
	}
	class, visibility := "row", "hidden"
	if still {
		class, visibility = "row still", "visible"
	}
	fmt.Fprintf(out, `<g class="%s" visibility="%s" transform="translate(%g %g)">`, class, visibility, margin, margin+float64(n)*cellHeight)
	if begin > 0 || end < total {
		values, times := "hidden;visible", fmt.Sprintf("0;%.4f", share(begin, total))
		if begin == 0 {
			values, times = "visible", "0"
		}
		if end < total {
			values, times = values+";hidden", times+fmt.Sprintf(";%.4f", share(end, total))
		}
		fmt.Fprintf(out, `<animate attributeName="visibility" calcMode="discrete" dur="%.2fs" repeatCount="indefinite" values="%s" keyTimes="%s"/>`,
			total.Seconds(), values, times)
	}
	x := 0
	for _, s := range row {
		writeSpan(out, x, s)
		x += utf8.RuneCountInString(s.Text)
	}
	fmt.Fprintln(out, "</g>")
}

func writeSpan(out io.Writer, x int, s demo.Span) {
	cells := utf8.RuneCountInString(s.Text)
	if fill, ok := backgrounds[s.SGR]; ok {
		fmt.Fprintf(out, `<rect x="%.1f" width="%.1f" height="%g" fill="%s"/>`, float64(x)*cellWidth, float64(cells)*cellWidth, cellHeight, fill)
	}
	// Blanks at the ends would be lost, and need no ink.
	trimmed := strings.TrimLeft(s.Text, " ")
	x += cells - utf8.RuneCountInString(trimmed)
	trimmed = strings.TrimRight(trimmed, " ")
	cells = utf8.RuneCountInString(trimmed)
	if cells == 0 {
		return
	}
	class := ""
	if c := classes[s.SGR]; c != "" {
		class = fmt.Sprintf(` class="%s"`, c)
	}
	fmt.Fprintf(out, `<text x="%.1f" y="14" textLength="%.1f"%s>%s</text>`, float64(x)*cellWidth, float64(cells)*cellWidth, class, html.EscapeString(trimmed))
}

func share(part, whole time.Duration) float64 { return float64(part) / float64(whole) }
