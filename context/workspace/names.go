package workspace

import (
	"os"
	"path/filepath"
	"strings"
)

// nameReason says why a file's name alone leaves it out; empty if it does not.
func nameReason(file string) Reason {
	base := strings.ToLower(filepath.Base(file))
	switch {
	case Secret(file):
		return ReasonSecret
	case lockNames[base] || hasSuffix(base, lockSuffixes):
		return ReasonLock
	case hasSuffix(base, minifiedSuffixes):
		return ReasonMinified
	case hasSuffix(base, generatedSuffixes) || strings.HasPrefix(base, "zz_generated."):
		return ReasonGenerated
	case binarySuffixes[filepath.Ext(base)]:
		return ReasonBinary
	}
	return ""
}

// vendoredByContent reports whether dir holds others' code under a name that is
// also an honest one: a package may be about vendors, or environments. Go and its
// like put a `vendor` beside the manifest that filled it.
func vendoredByContent(dir string) bool {
	switch strings.ToLower(filepath.Base(dir)) {
	case "vendor":
		return holdsAny(dir, "modules.txt", "autoload.php") ||
			holdsAny(filepath.Dir(dir), "go.mod", "go.work", "Gopkg.toml", "composer.json", "Gemfile", "Cargo.toml")
	case "venv", "env", "virtualenv":
		return holdsAny(dir, "pyvenv.cfg")
	}
	return false
}

func holdsAny(dir string, names ...string) bool {
	for _, name := range names {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

func hasSuffix(base string, suffixes []string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(base, s) {
			return true
		}
	}
	return false
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// All names are in lower case: file systems that ignore case are common.
var (
	// vendoredFolders are the names that package managers and version control give
	// to folders of their own.
	vendoredFolders = set(`.git .hg .svn .jj .bzr cvs
		node_modules bower_components jspm_packages web_modules .yarn .pnpm-store .pnp
		third_party third-party thirdparty pods carthage .build
		.venv site-packages dist-packages __pypackages__ .tox .nox .eggs __pycache__
		.bundle .gradle .terraform .terragrunt-cache .dart_tool .pub-cache elm-stuff`)

	lockNames = set(`package-lock.json npm-shrinkwrap.json pnpm-lock.yaml bun.lockb
		go.sum go.work.sum packages.lock.json gradle.lockfile package.resolved cartfile.resolved
		.terraform.lock.hcl .pnp.cjs .pnp.loader.mjs`)
	lockSuffixes = []string{".lock", "-lock.json", "-lock.yaml", ".lock.json", ".lock.hcl"}

	minifiedSuffixes = []string{".min.js", ".min.mjs", ".min.cjs", ".min.css", "-min.js", "-min.css", ".bundle.js", ".map"}

	generatedSuffixes = []string{
		".pb.go", ".pb.gw.go", ".pb.cc", ".pb.h", ".pb.swift", ".pb.dart", ".pbjson.dart", ".pbenum.dart",
		".pbserver.dart", "_pb2.py", "_pb2.pyi", "_pb2_grpc.py", "_pb.js", "_pb.ts", "_pb.d.ts", "_grpc_pb.js",
		"_grpc_pb.d.ts", "_pb.rb", ".g.dart", ".freezed.dart", ".gr.dart", ".mocks.dart", ".g.cs", ".g.i.cs",
		".designer.cs", ".designer.vb", ".generated.go", ".generated.ts", ".generated.js", ".generated.cs",
		".generated.java", ".generated.swift", "_generated.go", "_generated.rs", "_generated.ts", ".gen.go", ".gen.ts",
		"_easyjson.go", "_ffjson.go", ".snap", ".ipynb",
	}

	// binarySuffixes name what is no text, or text that only programs read.
	binarySuffixes = set(`.png .jpg .jpeg .gif .bmp .ico .icns .webp .avif .heic .tif .tiff .psd .ai .eps .svgz .xcf .raw
		.mp3 .mp4 .m4a .m4v .wav .flac .ogg .opus .aac .avi .mov .mkv .webm .wmv .mid
		.ttf .otf .woff .woff2 .eot .pdf .doc .docx .xls .xlsx .ppt .pptx .odt .ods .odp .epub
		.zip .gz .tgz .bz2 .xz .zst .lz4 .br .7z .rar .tar .jar .war .ear .aar .apk .ipa .deb .rpm .dmg .iso .msi .cab .whl .egg .gem .nupkg .crate .vsix
		.exe .dll .so .dylib .a .lib .o .obj .pyc .pyo .pyd .class .wasm .elc .beam .pdb .ilk .node .bin .dat .img .rom .hex
		.db .sqlite .sqlite3 .mdb .parquet .avro .orc .arrow .feather .npy .npz .pkl .pickle .h5 .hdf5 .pt .pth .onnx .tflite .gguf .ggml .safetensors .ckpt
		.pack .idx .bundle .swp .swo .blend .fbx .glb .stl .dwg .sketch .fig .prof .pprof .gcda .gcno .profraw`)
)
