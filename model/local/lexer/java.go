package lexer

var java = newLanguage(spec{
	name:       "java",
	ids:        "java",
	extensions: ".java",

	keywords: `abstract assert boolean break byte case catch char class const continue default do double else
		enum extends final finally float for goto if implements import instanceof int interface long native new
		package private protected public return short static strictfp super switch synchronized this throw
		throws transient try void volatile while var record sealed permits yield
		true false null
		Boolean Byte Character Class Double Exception Float IllegalArgumentException IllegalStateException
		Integer Iterable Long Object Override RuntimeException String StringBuilder System Throwable Void`,
	keptAfterDot: "class this super new",
	operators:    `>>>= <<= >>= ... -> :: == != <= >= && || ++ -- += -= *= /= %= &= |= ^= <<`,
	members:      ". ::",

	lineComments: "//",
	blockOpen:    "/*",
	blockClose:   "*/",

	letters: "$",
	literals: []literal{
		{quote: `"""`, multiline: true},
		{quote: `"`},
		{quote: "'"},
	},
	numbers: dotStart | dotEnd | hexFloat,
})
