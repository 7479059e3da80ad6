package workspace

import (
	"context"
	"slices"
	"strings"
	"time"
)

// poll reports changes by looking for them again and again.
func poll(ctx context.Context, roots []string, report func([]Event), ready func()) error {
	return pollWith(ctx, func() (map[string]Stamp, error) { return look(ctx, roots) }, report, ready)
}

func pollWith(ctx context.Context, look func() (map[string]Stamp, error), report func([]Event), ready func()) error {
	before, err := look()
	if err != nil && ctx.Err() == nil {
		return err
	}
	ready()
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		now, err := look()
		if err != nil {
			continue // what can't be looked at now is looked at next time
		}
		if events := differences(before, now); len(events) > 0 {
			report(events)
		}
		before = now
	}
}

func look(ctx context.Context, roots []string) (map[string]Stamp, error) {
	files, err := newLister().files(ctx, roots, nil)
	if err != nil && (len(files) == 0 || ctx.Err() != nil) {
		return nil, err
	}
	stamps := make(map[string]Stamp, len(files))
	for _, f := range files {
		stamps[f.Path] = f.Stamp
	}
	return stamps, nil
}

// differences says what happened between two looks, by path.
func differences(before, now map[string]Stamp) []Event {
	var events []Event
	for path, s := range now {
		if old, ok := before[path]; !ok || old != s {
			events = append(events, Event{Kind: Written, Path: path})
		}
	}
	for path := range before {
		if _, ok := now[path]; !ok {
			events = append(events, Event{Kind: Removed, Path: path})
		}
	}
	slices.SortFunc(events, func(a, b Event) int { return strings.Compare(a.Path, b.Path) })
	return events
}
