package served

import (
	"fmt"
	"slices"
	"strings"
)

const (
	leastPlaces = 300
	leastPrompt = 600 // tokens
)

// asking is a place with its answers by layout.
type asking struct {
	file, language string
	answers        map[string]Record
}

// qualityRows compare the layouts at the places where all were asked.
func qualityRows(records []Record) []Row {
	places, small := paired(records)
	what := fmt.Sprintf("exact match of the rest of the line, ≥%d places newer than the model", leastPlaces)
	if len(places) == 0 {
		return []Row{{What: what, Target: "see eval/README.md", Measured: "not measured", Met: unknown}}
	}
	enough := len(places) >= leastPlaces
	exact := func(r Record) float64 { return one(r.Answer == r.Truth && r.Fault == "") }
	similar := func(r Record) float64 { return similarity(r.Answer, r.Truth) }
	healed, unhealed := difference(places, plain, exact), difference(places, cut, exact)
	near, nearCut := difference(places, plain, similar), difference(places, cut, similar)
	return []Row{
		{what, "", describe(places, small), ""},
		{
			"its difference to the plain layout with healing, points", "estimate ≥-3, lower end ≥-7",
			points(healed) + levels(places, plain, exact), verdict(enough, healed.mean >= -.03 && healed.low >= -.07),
		},
		{
			"its difference to the plain layout cut at the cursor, points", "estimate ≥0",
			points(unhealed) + levels(places, cut, exact), verdict(enough, unhealed.mean >= 0),
		},
		{
			"similarity of the rest of the line, difference to both, points", "within 1.5, or better",
			points(near) + " and " + points(nearCut) + levels(places, plain, similar), verdict(enough, near.mean >= -.015 && nearCut.mean >= -.015),
		},
		{"exact match by language, points", "", byLanguage(places, exact), ""},
	}
}

// paired are the places at which all layouts were asked with prompts that are long
// enough, and how many had shorter ones.
func paired(records []Record) (places []asking, small int) {
	at := make(map[string]int)
	for _, r := range records {
		key := r.File + " " + r.Place
		i, ok := at[key]
		if !ok {
			i = len(places)
			at[key] = i
			places = append(places, asking{r.File, r.Language, make(map[string]Record)})
		}
		places[i].answers[r.Layout] = r
	}
	places = slices.DeleteFunc(places, func(a asking) bool { return len(a.answers) < len(styles) })
	all := len(places)
	places = slices.DeleteFunc(places, func(a asking) bool { return a.answers[anchored].TokensIn < leastPrompt })
	return places, all - len(places)
}

func describe(places []asking, small int) string {
	files := make(map[string]bool)
	var sizes []int
	for _, p := range places {
		files[p.file] = true
		sizes = append(sizes, p.answers[anchored].TokensIn)
	}
	text := fmt.Sprintf("%d places in %d files; prompts of %d to %d tokens, p50 %d", len(places), len(files), slices.Min(sizes), slices.Max(sizes), percentile(sizes, 50))
	if small > 0 {
		text += fmt.Sprintf("; %d places with prompts of less than %d are left out", small, leastPrompt)
	}
	return text
}

// difference is how much better the usual layout is than another, by a measure of
// an answer, at the same places.
func difference(places []asking, other string, measure func(Record) float64) interval {
	values := make(map[string][]float64)
	for _, p := range places {
		values[p.file] = append(values[p.file], measure(p.answers[anchored])-measure(p.answers[other]))
	}
	return bootstrap(values)
}

func points(i interval) string {
	return fmt.Sprintf("%+.1f (95 %%: %+.1f to %+.1f)", 100*i.mean, 100*i.low, 100*i.high)
}

// levels are what is compared, in percent.
func levels(places []asking, other string, measure func(Record) float64) string {
	return fmt.Sprintf(": %.1f against %.1f %%", 100*mean(places, anchored, measure), 100*mean(places, other, measure))
}

func mean(places []asking, layout string, measure func(Record) float64) float64 {
	var sum float64
	for _, p := range places {
		sum += measure(p.answers[layout])
	}
	return sum / float64(len(places))
}

func byLanguage(places []asking, measure func(Record) float64) string {
	var parts []string
	for _, language := range languages {
		of := slices.DeleteFunc(slices.Clone(places), func(a asking) bool { return a.language != language })
		if len(of) > 0 {
			parts = append(parts, fmt.Sprintf("%s (%d): %.0f, plain %.0f, cut %.0f", language, len(of),
				100*mean(of, anchored, measure), 100*mean(of, plain, measure), 100*mean(of, cut, measure)))
		}
	}
	return strings.Join(parts, "; ")
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
