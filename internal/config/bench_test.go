package config

import "testing"

func BenchmarkLoad(b *testing.B) {
	file := "[room]\ncount = 7\nratio = 0.25\nwords = ['a', 'b']\nlevel = 'high'\n[room.names]\ngo = true\nrust = false\nmarkdown = false\n"
	from := laid{user: file, workspace: file, editor: `{"room":{"count":3}}`}.sources(b)
	for b.Loop() {
		got := usual
		if _, problems := kinds.load(from, &got); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
