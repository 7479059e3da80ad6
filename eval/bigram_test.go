package eval

import "testing"

func TestBigramsTakeTheLineThatCameMostOften(t *testing.T) {
	b := newBigrams()
	b.learn("a.go", newSource("go", "a.go", "a()\nb()\na()\nb()\na()\nc()\n"))
	b.learn("b.go", newSource("go", "b.go", "x()\ny()\n"))
	tests := []struct {
		name, text string
		line       int
		right      bool
	}{
		{"most often", "a()\nb( )\n", 1, true},
		{"less often", "a()\nc()\n", 1, false},
		{"another file", "x()\n\ny()\n", 2, true},
		{"nothing above", "a()\n", 0, false},
		{"unknown above", "z()\na()\n", 1, false},
		{"the text above counts too", "a()\nc()\na()\nc()\na()\nc()\n", 5, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := b.right(newSource("go", "c.go", test.text), test.line); bool(got) != test.right {
				t.Errorf("right is %v", got)
			}
		})
	}
	b.forget("b.go")
	if b.right(newSource("go", "c.go", "x()\ny()\n"), 1) {
		t.Error("a file that was forgotten still counts")
	}
}
