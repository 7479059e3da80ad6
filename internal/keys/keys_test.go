package keys

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"
	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/model"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func there() bool { return true }

// finder has a keyring in memory, an environment of its own, and a folder for notes.
func finder(t *testing.T, environ map[string]string) *Finder {
	t.Helper()
	keyring.MockInit()
	return &Finder{
		ring:  ring{turn: make(chan struct{}, 1), there: there},
		noted: notes{filepath.Join(t.TempDir(), "keys")}, environ: func(name string) string { return environ[name] }, patience: time.Minute,
	}
}

func TestKeyIsTakenFromWhereItIsNearest(t *testing.T) {
	usual := map[string]string{"OPENAI_API_KEY": "usual", "MINE": "named", "EMPTY": ""}
	elsewhere := "https://models.example:8443/v1"
	tests := map[string]struct {
		options    model.Options
		kept       string // the host that the keyring has a key for
		key        model.Secret
		origin, no string
	}{
		"the settings' own":       {model.Options{Name: "openai", Key: "given", KeyEnv: "MINE"}, "api.openai.com", "given", "", ""},
		"the variable named":      {model.Options{Name: "openai", KeyEnv: "MINE"}, "api.openai.com", "named", "env MINE", ""},
		"one that is not set":     {model.Options{Name: "openai", KeyEnv: "NOT_MINE"}, "api.openai.com", "", "", "the variable NOT_MINE, which key_env names, is not set"},
		"one that is empty":       {model.Options{Name: "openai", KeyEnv: "EMPTY"}, "", "", "", "the variable EMPTY"},
		"the service's usual one": {model.Options{Name: "openai"}, "api.openai.com", "usual", "env OPENAI_API_KEY", ""},
		"of another service":      {model.Options{Name: "mistral"}, "", "", "", ""},
		"at another host":         {model.Options{Name: "openai", URL: elsewhere}, "", "", "", ""},
		"the keyring's":           {model.Options{Name: "openai", URL: elsewhere}, "models.example:8443", "kept", "keyring", ""},
		"of another port":         {model.Options{Name: "openai", URL: "https://models.example/v1"}, "models.example:8443", "", "", ""},
		"none":                    {model.Options{Name: "llamacpp"}, "", "", "", ""},
		"no backend":              {model.Options{}, "", "", "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := finder(t, usual)
			if test.kept != "" {
				if err := f.Set(t.Context(), test.kept, "kept"); err != nil {
					t.Fatal(err)
				}
			}
			found := f.Find(t.Context(), test.options)
			if found.Key != test.key || found.Origin != test.origin || (found.Problem == nil) != (test.no == "") {
				t.Errorf("found %q from %q, problem %v", string(found.Key), found.Origin, found.Problem)
			}
			if test.no != "" && !strings.Contains(found.Problem.Error(), test.no) {
				t.Errorf("the problem is %v", found.Problem)
			}
		})
	}
}

func TestForgottenKeysAreGone(t *testing.T) {
	f := finder(t, nil)
	o := model.Options{Name: "openai"}
	if err := f.Set(t.Context(), "api.openai.com", "one"); err != nil {
		t.Fatal(err)
	}
	if err := f.Set(t.Context(), "api.openai.com", "two"); err != nil {
		t.Fatal(err)
	}
	if found := f.Find(t.Context(), o); found.Key != "two" {
		t.Errorf("found %q, %v", string(found.Key), found.Problem)
	}
	for _, want := range []bool{true, false} {
		if was, err := f.Forget(t.Context(), "api.openai.com"); was != want || err != nil {
			t.Errorf("Forget = %v, %v; want %v", was, err, want)
		}
		if found := f.Find(t.Context(), o); found.Key != "" || found.Problem != nil {
			t.Errorf("found %q, %v", string(found.Key), found.Problem)
		}
	}
}

func TestNoFileHoldsAKey(t *testing.T) {
	f := finder(t, nil)
	if err := f.Set(t.Context(), "models.example", "sesame"); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(f.noted.dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("the notes are %v, %v", files, err)
	}
	content, err := os.ReadFile(filepath.Join(f.noted.dir, files[0].Name()))
	if len(content) > 0 || err != nil {
		t.Errorf("a note says %q, %v", content, err)
	}
}

func TestAKeyThatIsGoneFromTheKeyringIsMissed(t *testing.T) {
	f := finder(t, nil)
	if err := f.noted.add("api.openai.com"); err != nil {
		t.Fatal(err)
	}
	if found := f.Find(t.Context(), model.Options{Name: "openai"}); found.Key != "" || found.Problem == nil || !strings.Contains(found.Problem.Error(), "inkling model key set") {
		t.Errorf("found %q, problem %v", string(found.Key), found.Problem)
	}
}

func TestKeyringIsAskedOnlyAboutHostsThatHaveAKeyInIt(t *testing.T) {
	f := finder(t, nil)
	f.ring.there = func() bool { t.Error("the keyring was asked"); return false }
	for _, o := range []model.Options{{}, {Name: "llamacpp"}, {Name: "openai"}, {Name: "openai", URL: "here"}} {
		if found := f.Find(t.Context(), o); found != (Found{}) {
			t.Errorf("%+v: %+v", o, found)
		}
	}
}

func TestABrokenKeyringIsAProblemAndNoMore(t *testing.T) {
	f := finder(t, nil)
	if err := f.Set(t.Context(), "api.openai.com", "kept"); err != nil {
		t.Fatal(err)
	}
	keyring.MockInitWithError(errors.New("the collection is locked"))
	if found := f.Find(t.Context(), model.Options{Name: "openai"}); found.Key != "" || found.Problem == nil || !strings.Contains(found.Problem.Error(), "api.openai.com can't be had from the keyring: the collection is locked") {
		t.Errorf("found %q, problem %v", string(found.Key), found.Problem)
	}
	if err := f.Set(t.Context(), "models.example", "x"); err == nil {
		t.Error("a key was kept")
	}
	if noted, _ := f.noted.has("models.example"); noted {
		t.Error("what was not kept is noted")
	}
	if _, err := f.Forget(t.Context(), "api.openai.com"); err == nil {
		t.Error("a key was forgotten")
	}
	f.ring.there = func() bool { return false }
	if found := f.Find(t.Context(), model.Options{Name: "openai"}); !errors.Is(found.Problem, errNone) {
		t.Errorf("the problem is %v", found.Problem)
	}
}

func TestKeyringThatAsksItsUserHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := ring{turn: make(chan struct{}, 1), there: there}
		asked, unlocked := 0, make(chan struct{})
		ask := func() (string, error) {
			asked++
			<-unlocked
			return "key", nil
		}
		begin := time.Now()
		_, err := r.call(t.Context(), time.Second, ask)
		if !errors.Is(err, errSilent) || time.Since(begin) != time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		if _, err := r.call(t.Context(), time.Second, ask); !errors.Is(err, errBusy) {
			t.Errorf("while it asks: %v", err)
		}
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := r.call(cancelled, time.Second, ask); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		close(unlocked)
		synctest.Wait()
		key, err := r.call(t.Context(), time.Second, ask)
		if key != "key" || err != nil || asked != 2 {
			t.Errorf("once unlocked: %q, %v; asked %d times", key, err, asked)
		}
	})
}

func TestWithoutASessionBusNoneIsStarted(t *testing.T) {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		if !sessionHasKeyring() {
			t.Error("the system's own keyring is not seen")
		}
		return
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	if !sessionHasKeyring() {
		t.Error("a session bus is not seen")
	}
}

func TestWithoutAFolderNothingIsKeptUnseen(t *testing.T) {
	f := finder(t, nil)
	f.noted.dir = ""
	if err := f.Set(t.Context(), "models.example", "x"); err == nil {
		t.Error("a key was put where it would not be found")
	}
	if found := f.Find(t.Context(), model.Options{Name: "openai"}); found != (Found{}) {
		t.Errorf("found %+v", found)
	}
}
