package completion

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/completion/fill"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

// TestTraces plays the typing traces of testdata; testdata/README.md says how
// they are written.
func TestTraces(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d traces: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			playArchive(t, txtar.Parse(data))
		})
	}
}

// trace is a user, an editor and a model around one engine.
type trace struct {
	engine  *Engine
	model   *scripted
	server  *scriptedServer
	uri     text.URI
	version int32
	content string
	offset  int
	menu    string // the entry that the open completion menu would insert
	answer  Answer
}

// scripted is a Predictor that answers what a trace says.
type scripted struct {
	next  local.Prediction
	asked int
}

func (s *scripted) Predict(context.Context, local.Query) (local.Prediction, error) {
	s.asked++
	return s.next, nil
}

// scriptedServer is a Server that writes what a trace says, or is silent.
type scriptedServer struct {
	text    string
	silence error
	asked   int
}

func (s *scriptedServer) Ask(context.Context, fill.Query) (fill.Answer, error) {
	s.asked++
	if s.silence != nil {
		return fill.Answer{}, s.silence
	}
	return fill.Answer{Text: s.text, Backend: "scripted", Model: "m"}, nil
}

func playArchive(t *testing.T, archive *txtar.Archive) {
	if len(archive.Files) != 2 || archive.Files[1].Name != "trace" {
		t.Fatal("a trace has two files: the document, and one named trace")
	}
	document := archive.Files[0]
	before, after, ok := strings.Cut(strings.TrimSuffix(string(document.Data), "\n"), "‸")
	if !ok {
		t.Fatalf("%s has no ‸ where the cursor stands", document.Name)
	}
	model, server := &scripted{}, &scriptedServer{silence: fill.NoServer}
	tr := &trace{
		engine:  New(DefaultOptions(), Deps{Predictor: model, Server: server}),
		model:   model,
		server:  server,
		uri:     text.URI("file:///" + document.Name),
		content: before + after,
		offset:  len(before),
	}
	inReply := false
	for i, line := range strings.Split(string(archive.Files[1].Data), "\n") {
		line, _, _ = strings.Cut(line, " # ")
		words := strings.SplitN(strings.TrimSpace(line), " ", 2)
		if words[0] == "" || strings.HasPrefix(words[0], "#") {
			continue
		}
		if words[0] == "model" && !inReply {
			model.next = local.Prediction{}
		}
		inReply = words[0] == "model"
		if err := tr.play(words[0], strings.TrimSpace(strings.Join(words[1:], ""))); err != nil {
			t.Fatalf("trace line %d, %s: %v", i+1, strings.TrimSpace(line), err)
		}
	}
}

func (tr *trace) play(verb, argument string) error {
	switch verb {
	case "model":
		return tr.reply(argument)
	case "server":
		return tr.write(argument)
	case "ask":
		return tr.ask(Automatic)
	case "invoke":
		return tr.ask(Invoked)
	case "type":
		keys, err := strconv.Unquote(argument)
		for _, key := range keys {
			tr.replace(0, string(key), 0)
			if err := tr.ask(Automatic); err != nil {
				return err
			}
		}
		return err
	case "editor":
		closed, err := strconv.Unquote(argument)
		tr.content = tr.content[:tr.offset] + closed + tr.content[tr.offset:]
		return err
	case "reject":
		tr.engine.Rejected(tr.answer.Suggestions[0].ID)
		return nil
	case "repeat":
		n, repeated, _ := strings.Cut(argument, " ")
		count, err := strconv.Atoi(n)
		if err != nil {
			return err
		}
		typed, err := strconv.Unquote(strings.TrimSpace(repeated))
		tr.replace(0, strings.Repeat(typed, count), 0)
		return err
	case "menu":
		var err error
		tr.menu, err = strconv.Unquote(argument)
		return err
	case "backspace", "move", "take":
		n, err := strconv.Atoi(argument)
		if err != nil {
			return err
		}
		return tr.number(verb, n)
	}
	return tr.expect(verb, argument)
}

func (tr *trace) number(verb string, n int) error {
	switch verb {
	case "backspace":
		tr.replace(n, "", 0)
	case "move":
		tr.offset += n
	case "take":
		s := tr.answer.Suggestions[0]
		tr.engine.Accepted(s.ID, n)
		tr.replace(tr.offset-s.Range.Start, s.Text[:n], s.Range.End-tr.offset)
	}
	return tr.ask(Automatic)
}

func (tr *trace) expect(verb, argument string) error {
	switch verb {
	case "shown":
		want, err := strconv.Unquote(argument)
		if err != nil {
			return err
		}
		if len(tr.answer.Suggestions) == 0 || tr.answer.Suggestions[0].Text != want {
			return fmt.Errorf("the answer is %+v", tr.answer)
		}
	case "nothing":
		if len(tr.answer.Suggestions) > 0 {
			return fmt.Errorf("the answer is %+v", tr.answer)
		}
	case "dropped":
		reason, dropped, _ := strings.Cut(argument, " ")
		want := ""
		if dropped != "" {
			var err error
			if want, err = strconv.Unquote(strings.TrimSpace(dropped)); err != nil {
				return err
			}
		}
		if !slices.ContainsFunc(tr.answer.Dropped, func(d Drop) bool {
			return string(d.Reason) == reason && (dropped == "" || d.Text == want)
		}) {
			return fmt.Errorf("the answer is %+v", tr.answer)
		}
	case "asked":
		if want, err := strconv.Atoi(argument); err != nil || tr.model.asked != want {
			return fmt.Errorf("the model was asked %d times", tr.model.asked)
		}
	case "served":
		if want, err := strconv.Atoi(argument); err != nil || tr.server.asked != want {
			return fmt.Errorf("the server was asked %d times", tr.server.asked)
		}
	default:
		return fmt.Errorf("no such verb")
	}
	return nil
}

func (tr *trace) reply(argument string) error {
	if silence, ok := strings.CutPrefix(argument, "silent "); ok {
		tr.model.next = local.Prediction{Silence: local.Silence(silence)}
		return nil
	}
	probability, candidate, _ := strings.Cut(argument, " ")
	p, err := strconv.ParseFloat(probability, 64)
	if err != nil {
		return err
	}
	c, err := strconv.Unquote(strings.TrimSpace(candidate))
	tr.model.next.Candidates = append(tr.model.next.Candidates, local.Candidate{Text: c, Probability: p})
	return err
}

func (tr *trace) write(argument string) (err error) {
	if silence, ok := strings.CutPrefix(argument, "silent "); ok {
		tr.server.silence = fill.Silence(silence)
		return nil
	}
	tr.server.silence = nil
	tr.server.text, err = strconv.Unquote(argument)
	return err
}

func (tr *trace) replace(back int, insert string, forward int) {
	tr.content = tr.content[:tr.offset-back] + insert + tr.content[tr.offset+forward:]
	tr.offset += len(insert) - back
}

func (tr *trace) ask(trigger Trigger) error {
	tr.version++
	r := Request{
		Snapshot: text.NewSnapshot(tr.uri, "", tr.version, tr.content),
		Offset:   tr.offset,
		Trigger:  trigger,
	}
	if tr.menu != "" {
		word := strings.LastIndexFunc(tr.content[:tr.offset], func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", r)
		}) + 1
		r.Selected = &Selected{Range: text.Range{Start: word, End: tr.offset}, Text: tr.menu}
		tr.menu = ""
	}
	var err error
	tr.answer, err = tr.engine.Suggest(context.Background(), r)
	return err
}
