package lexer

// numberForm says how a language writes numbers beside 12, 0x1f, 1.5e-3, 1_000
// and any suffix of letters.
type numberForm uint8

const (
	dotStart numberForm = 1 << iota // .5
	dotEnd                          // 5.
	hexFloat                        // 0x1.8p-3
	dotted                          // 1.2.3, as in a version
)

// numberEnd is the end of a number that starts at i with a digit or, with
// dotStart, a dot.
func (l *Language) numberEnd(line string, i int) int {
	if isDigit(line[i]) && afterDot(line, i) { // x.0.1 has two members
		return digitsEnd(line, i)
	}
	if line[i] == '0' && i+1 < len(line) && line[i+1]|0x20 == 'x' {
		return l.hexEnd(line, i+2)
	}
	i = digitsEnd(line, i)
	for l.fraction(line, i) {
		if i = digitsEnd(line, i+1); l.numbers&dotted == 0 {
			break
		}
	}
	if i < len(line) && line[i]|0x20 == 'e' {
		i = exponentEnd(line, i)
	}
	return l.suffixEnd(line, i)
}

// fraction says whether the dot at i belongs to the number before it, and not
// to a range or a member.
func (l *Language) fraction(line string, i int) bool {
	if i == len(line) || line[i] != '.' {
		return false
	}
	if i+1 == len(line) {
		return l.numbers&dotEnd != 0
	}
	next := line[i+1]
	if isDigit(next) {
		return true
	}
	if l.numbers&dotEnd == 0 || next == '.' {
		return false
	}
	if !l.wordByte(next) {
		return true
	}
	// 1.e5, 1.f and 1.i are numbers, 1.exp is a member.
	return l.numbers&dotStart != 0 &&
		(exponentEnd(line, i+1) > i+2 || i+2 == len(line) || !l.wordByte(line[i+2]))
}

func digitsEnd(line string, i int) int {
	for i < len(line) && (isDigit(line[i]) || line[i] == '_') {
		i++
	}
	return i
}

// exponentEnd is the end of e5, e+5 or e-5 at i, or i+1 if no digit follows.
func exponentEnd(line string, i int) int {
	end := i + 1
	if line[i]|0x20 != 'e' || end == len(line) {
		return end
	}
	if line[end] == '+' || line[end] == '-' {
		end++
	}
	if end == len(line) || !isDigit(line[end]) {
		return i + 1
	}
	return digitsEnd(line, end)
}

func (l *Language) suffixEnd(line string, i int) int {
	for i < len(line) && l.class[line[i]] <= digit {
		i++
	}
	return i
}

// hexEnd is the end of hexadecimal digits, fraction, exponent and suffix at i.
func (l *Language) hexEnd(line string, i int) int {
	i = l.suffixEnd(line, i)
	if l.numbers&hexFloat == 0 {
		return i
	}
	if i+1 < len(line) && line[i] == '.' && (isHex(line[i+1]) || line[i+1]|0x20 == 'p') {
		i = l.suffixEnd(line, i+1)
	}
	if i+1 < len(line) && line[i-1]|0x20 == 'p' && (line[i] == '+' || line[i] == '-') {
		i = l.suffixEnd(line, i+1)
	}
	return i
}

func isHex(b byte) bool { return isDigit(b) || 'a' <= b|0x20 && b|0x20 <= 'f' }
