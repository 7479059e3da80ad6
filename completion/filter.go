package completion

import (
	"fmt"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

// A step passes an insertion on, perhaps shortened, or keeps it back for its reason.
type step struct {
	reason Reason
	pass   func(c cursor, insertion string) (string, bool)
}

// steps are what a candidate must pass, in this order: what the editor would
// refuse anyway comes first, then what cannot stand at the cursor, then what is
// not worth reading.
var steps = [...]step{
	{NotExtendingSelected, func(c cursor, s string) (string, bool) { return s, extendsSelected(c, s) }},
	{TextAfterCursor, joinAfter},
	{Empty, func(_ cursor, s string) (string, bool) { return s, strings.TrimSpace(s) != "" }},
	{OnlyClosers, func(_ cursor, s string) (string, bool) { return s, !onlyClosers(s) || quotes(s) }},
	{Unbalanced, func(c cursor, s string) (string, bool) { return s, balanced(c.before, s) }},
	{RepeatsLineBelow, func(c cursor, s string) (string, bool) { return s, !repeatsBelow(c, s) }},
}

// choose returns the candidates that may be shown, as suggestions without an ID.
func choose(c cursor, candidates []local.Candidate, threshold float64) (fit []Suggestion, dropped []Drop) {
	for _, candidate := range candidates {
		insertion, reason := filter(c, indent(c, candidate.Text))
		detail := ""
		same := func(s Suggestion) bool { return s.Text == insertion }
		switch {
		case reason != "":
		case slices.ContainsFunc(fit, same):
			reason = Duplicate
		case candidate.Probability < threshold:
			reason = BelowThreshold
			detail = fmt.Sprintf("%.3f < %.3f", candidate.Probability, threshold)
		}
		if reason != "" {
			dropped = append(dropped, Drop{reason, insertion, detail})
			continue
		}
		fit = append(fit, Suggestion{
			Text:        insertion,
			Range:       text.Range{Start: c.Offset, End: c.Offset},
			Probability: candidate.Probability,
			Source:      Source{Source: candidate.Source},
		})
	}
	return fit, dropped
}

// filter takes an insertion through the steps. The reason is empty if it passes.
func filter(c cursor, insertion string) (string, Reason) {
	for _, s := range steps {
		kept, ok := s.pass(c, insertion)
		if !ok {
			return insertion, s.reason
		}
		insertion = kept
	}
	return insertion, ""
}

// quotes reports whether s has a string in it, such as "" or ':', which is worth
// reading.
func quotes(s string) bool {
	for _, q := range []string{`"`, "'", "`"} {
		if strings.Count(s, q) > 1 {
			return true
		}
	}
	return false
}

// extendsSelected reports whether the line with insertion is what the completion
// menu would insert, and more. Editors show nothing else while the menu is open.
func extendsSelected(c cursor, insertion string) bool {
	if c.Selected == nil {
		return true
	}
	start := c.Offset - len(c.before)
	if c.Selected.Range.Start < start || c.Selected.Range.End != c.Offset {
		return false
	}
	return strings.HasPrefix(c.before[c.Selected.Range.Start-start:]+insertion, c.Selected.Text)
}

// repeatsBelow reports whether insertion makes the cursor's line the same as the
// next one that is not blank.
func repeatsBelow(c cursor, insertion string) bool {
	made := strings.TrimSpace(c.before + insertion + c.after)
	for n := c.line + 1; n < c.Snapshot.Lines(); n++ {
		r := c.Snapshot.Line(n)
		if r.Len() > maxLine {
			return false
		}
		if below := strings.TrimSpace(c.Snapshot.Slice(r)); below != "" {
			return below == made
		}
	}
	return false
}
