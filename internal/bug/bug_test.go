package bug

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestReportPanicsInTests(t *testing.T) {
	defer func() {
		if got, _ := recover().(string); !strings.Contains(got, "internal error: panic in the test: 3 is not 4") || !strings.Contains(got, "TestReportPanicsInTests") {
			t.Errorf("Recovered panicked with %q, want what is broken and where", got)
		}
	}()
	_ = Recovered(slog.New(slog.DiscardHandler), "the test", "3 is not 4")
}

func TestExpectedReportIsLoggedAndReturned(t *testing.T) {
	Expect(t)
	var out bytes.Buffer
	err := Recovered(slog.New(slog.NewTextHandler(&out, nil)), "the test", "3 is not 4")
	var e *Error
	if !errors.As(err, &e) || e.Error() != "internal error: panic in the test: 3 is not 4" {
		t.Errorf("Recovered returned %v", err)
	}
	for _, want := range []string{"3 is not 4", "TestExpectedReportIsLoggedAndReturned"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log lacks %q: %s", want, &out)
		}
	}
}

func TestRecoveredShowsThePlaceOfThePanic(t *testing.T) {
	Expect(t)
	var err error
	func() {
		defer func() { err = Recovered(slog.New(slog.DiscardHandler), "the test", recover()) }()
		explode()
	}()
	var e *Error
	if !errors.As(err, &e) || !strings.Contains(e.Stack, "explode") || !strings.Contains(e.What, "panic in the test: bang") {
		t.Errorf("Recovered returned %+v", err)
	}
}

func TestExpectEndsWithItsTest(t *testing.T) {
	t.Run("inner", func(t *testing.T) { Expect(t) })
	if expected.Load() != 0 {
		t.Error("reports are still expected after the test that expected them")
	}
}

func explode() { panic("bang") }
