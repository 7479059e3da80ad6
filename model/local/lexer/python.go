package lexer

var python = newLanguage(spec{
	name:       "python",
	ids:        "python",
	extensions: ".py .pyi",
	blocks:     Indentation,

	keywords: `False None True and as assert async await break case class continue def del elif else except
		finally for from global if import in is lambda match nonlocal not or pass raise return try type while
		with yield self cls super
		bool bytes bytearray dict float frozenset int list object set str tuple
		Exception KeyError TypeError ValueError NotImplementedError RuntimeError
		any all enumerate getattr hasattr isinstance len max min open print property range repr setattr sorted
		sum zip staticmethod classmethod`,
	operators: `**= //= >>= <<= ... := -> ** // >> << <= >= == != += -= *= /= %= @= &= |= ^=`,
	members:   ".",

	lineComments: "#",

	literals: []literal{
		{quote: `"""`, multiline: true},
		{quote: "'''", multiline: true},
		{quote: `"`, wraps: true},
		{quote: "'", wraps: true},
	},
	prefixes: "rRbBfFuUtT",
	numbers:  dotStart | dotEnd,
})
