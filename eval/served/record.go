package served

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// Record is one request and its answer: a line of the file.
type Record struct {
	Section  string `json:"section"`
	Model    string `json:"model"`
	File     string `json:"file"`  // NAME/PATH, of which there is one passage
	Place    string `json:"place"` // COMMIT:LINE:COLUMN, from 1, in bytes
	Language string `json:"language"`
	Layout   string `json:"layout"`

	Answer string `json:"answer"`
	Truth  string `json:"truth"`
	Fault  string `json:"fault,omitempty"`   // why there is no answer
	SameAs string `json:"same_as,omitempty"` // the layout that had sent the same prompt

	TokensIn int     `json:"tokens_in"` // of the whole prompt
	Cached   int     `json:"cached"`    // of those
	Out      int     `json:"out"`
	ReadMS   float64 `json:"read_ms"`  // by the server's clock
	FirstMS  float64 `json:"first_ms"` // to the first text, by ours
	NewMS    float64 `json:"new_ms"`   // to the first text after what the answer had to begin with, or to its end
	WholeMS  float64 `json:"whole_ms"`

	Keys  int                `json:"keys,omitempty"`  // that were pressed in a document
	Times map[string]float64 `json:"times,omitempty"` // ms, by what they are of

	At time.Time `json:"at"`
}

// Read is how many tokens of the prompt the server had to read.
func (r Record) Read() int { return r.TokensIn - r.Cached }

// costing is the record with what its request has cost.
func (r Record) costing(c model.Report) Record {
	r.TokensIn, r.Cached, r.Out = c.TokensIn, c.TokensCached, c.TokensOut
	r.ReadMS, r.FirstMS, r.WholeMS = inMS(c.Reading), inMS(c.FirstText), inMS(c.Whole)
	if r.NewMS == 0 {
		r.NewMS = r.WholeMS
	}
	r.At = time.Now().UTC()
	return r
}

func inMS(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// book is the file of records.
type book struct {
	file    *os.File
	records []Record
	known   map[[5]string]bool
}

// readRecords reads a file of records; one that is not there has none. A line
// that is broken off, as a run's end may leave the last one, is none.
func readRecords(path string) ([]Record, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the measurements: %w", err)
	}
	defer f.Close()
	var records []Record
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r Record
		if json.Unmarshal(lines.Bytes(), &r) == nil {
			records = append(records, r)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the measurements in %s: %w", path, err)
	}
	return records, nil
}

// openBook opens a file of records to append to.
func openBook(path string) (*book, error) {
	records, err := readRecords(path)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("keep the measurements: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("keep the measurements: %w", err)
	}
	b := &book{file: f, records: records, known: make(map[[5]string]bool)}
	for _, r := range records {
		b.known[r.key()] = true
	}
	return b, b.endLine()
}

// endLine ends a last line that was broken off.
func (b *book) endLine() error {
	info, err := b.file.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	last := make([]byte, 1)
	if _, err := b.file.ReadAt(last, info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, err = b.file.WriteString("\n")
	return err
}

func (r Record) key() [5]string { return [5]string{r.Section, r.Model, r.File, r.Place, r.Layout} }

// has says whether a request was made before, by the fields that name it.
func (b *book) has(r Record) bool { return b.known[r.key()] }

func (b *book) add(r Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := b.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("keep a measurement: %w", err)
	}
	b.records, b.known[r.key()] = append(b.records, r), true
	return nil
}

func (b *book) close() error { return b.file.Close() }
