package lexer

// The general lexer serves every text that has no table of its own: it knows
// how the family's comments begin, and quotes that are closed on their line.
var (
	plainText = general(spec{name: "text"})

	generalLanguages = []*Language{
		plainText,
		general(spec{
			name: "hash-like",
			ids: `shellscript ruby perl perl6 r makefile dockerfile toml powershell elixir coffeescript
				julia properties ini crystal cmake terraform fish nix graphql ignore tcl awk`,
			extensions: `.sh .bash .zsh .fish .rb .rake .gemspec .pl .pm .r .mk .mak .toml .ini .conf .cfg
				.properties .ps1 .ex .exs .jl .cr .cmake .tf .hcl .nix .graphql .gql .tcl .awk .bzl .env`,
			lineComments:   "#",
			hashNeedsSpace: true,
		}),
		general(spec{
			name:           "yaml",
			ids:            "yaml nim gdscript",
			extensions:     ".yaml .yml .nim .gd",
			blocks:         Indentation,
			lineComments:   "#",
			hashNeedsSpace: true,
		}),
		general(spec{
			name: "c-like",
			ids: `c cpp csharp objective-c objective-cpp kotlin swift php scala dart proto proto3 groovy scss
				sass less jsonc cuda-cpp glsl hlsl wgsl zig d fsharp solidity verilog systemverilog v`,
			extensions: `.c .h .cc .cpp .cxx .hh .hpp .hxx .m .mm .cs .kt .kts .swift .php .scala .dart .proto
				.groovy .gradle .scss .less .jsonc .json5 .cu .cuh .glsl .hlsl .wgsl .zig .d .fs .sol .sv .v .mod`,
			lineComments: "//",
			blockOpen:    "/*",
			blockClose:   "*/",
		}),
		general(spec{
			name:       "css",
			ids:        "css",
			extensions: ".css",
			blockOpen:  "/*",
			blockClose: "*/",
		}),
		general(spec{
			name:         "sql",
			ids:          "sql",
			extensions:   ".sql",
			lineComments: "--",
			blockOpen:    "/*",
			blockClose:   "*/",
		}),
		general(spec{
			name:         "lua",
			ids:          "lua",
			extensions:   ".lua",
			lineComments: "--",
			blockOpen:    "--[[",
			blockClose:   "]]",
		}),
		general(spec{
			name:         "haskell",
			ids:          "haskell elm purescript",
			extensions:   ".hs .elm .purs",
			blocks:       Indentation,
			lineComments: "--",
			blockOpen:    "{-",
			blockClose:   "-}",
			nested:       true,
		}),
		general(spec{
			name:       "markup",
			ids:        "html xml xsl markdown vue svelte",
			extensions: ".html .htm .xml .xsl .svg .md .markdown .vue .svelte",
			blockOpen:  "<!--",
			blockClose: "-->",
		}),
		general(spec{
			name:         "lisp-like",
			ids:          "clojure lisp scheme racket",
			extensions:   ".clj .cljs .cljc .edn .lisp .el .scm .rkt",
			lineComments: ";",
		}),
		general(spec{
			name:         "percent-like",
			ids:          "tex latex bibtex erlang matlab",
			extensions:   ".tex .sty .bib .erl .hrl",
			lineComments: "%",
		}),
	}
)

// general completes a family's spec with what all families share.
func general(s spec) *Language {
	s.keywords = `if then elif elsif else fi for foreach while do done end in of case esac switch break continue
		return function def fn func fun class struct enum interface trait module namespace import include using
		package public private protected internal static final const let var val new delete this self super
		true false null nil None True False void int bool boolean char float double long short unsigned string
		try catch except finally throw raise with as is and or not`
	s.operators = `... === !== <=> **= <<= >>= &&= ||= ??= := == != <= >= && || ?? ?. -> => :: ++ -- += -= *= /=
		%= &= |= ^= << ** .. |>`
	s.members = ". ?. :: ->"
	s.literals = []literal{
		{quote: `"`, prose: true},
		{quote: "'", prose: true},
	}
	s.numbers = dotted
	return newLanguage(s)
}
