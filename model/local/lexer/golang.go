package lexer

var golang = newLanguage(spec{
	name:       "go",
	ids:        "go",
	extensions: ".go",

	keywords: `break case chan const continue default defer else fallthrough for func go goto if import
		interface map package range return select struct switch type var
		nil true false iota
		any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64
		rune string uint uint8 uint16 uint32 uint64 uintptr
		append cap clear close complex copy delete imag len make max min new panic print println real recover`,
	operators: `<<= >>= &^= ... := == != <= >= && || <- ++ -- += -= *= /= %= &= |= ^= << >> &^`,
	members:   ".",

	lineComments: "//",
	blockOpen:    "/*",
	blockClose:   "*/",

	literals: []literal{
		{quote: `"`},
		{quote: "`", raw: true, multiline: true},
		{quote: "'"},
	},
	numbers: dotStart | dotEnd | hexFloat,
})
