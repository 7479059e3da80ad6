#!/usr/bin/env bash
# Puts what the tests need into .tools/: a Neovim with native inline completion
# (nvim, 0.12 or newer), one from before there was such a thing (nvim-0.10, 0.10
# or 0.11), and llama.cpp's server (llama-server). One on PATH is used when it is
# of the right age. Otherwise the package of a Debian suite is unpacked into a
# folder, together with everything it depends on down to the C library, and its
# program is told to use those: no root, and nothing outside .tools/ changes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mkdir -p .tools/bin
tools=$(cd .tools && pwd -P) # .tools may be a link, and paths are written into programs
work=
trap 'rm -rf ${work:+"$work"}' EXIT

main() {
  # Names that move with Debian's releases, the calmest first.
  provide nvim 0.12 '' native stable testing unstable
  # The release that has 0.10, by its own name, and where it goes when it is old.
  provide nvim-0.10 0.10 0.12~ plain trixie oldstable stable
  provide_llama_server stable testing unstable
}

# provide NAME LEAST BELOW FITS SUITE... sees to it that a Neovim of a version
# from LEAST to BELOW is at hand, as nvim on PATH or as .tools/bin/NAME.
provide() {
  local name=$1 least=$2 below=$3 fits=$4 mirror suite found
  shift 4
  if found=$(command -v nvim) && "$fits" "$found"; then
    return
  fi
  if [ -x "$tools/bin/$name" ] && "$fits" "$tools/bin/$name"; then
    return
  fi
  mirror=$(debian_mirror) || give_up "$least" "$below" "this machine has no Debian package source"
  command -v dpkg-deb > /dev/null || give_up "$least" "$below" "dpkg-deb is missing"

  work=$(mktemp -d "$tools/$name.XXXXXX")
  for suite in "$@"; do
    if download "$mirror" "$suite" neovim "$least" "$below"; then
      install_tree "$name"
      "$fits" "$tools/bin/$name" || give_up "$least" "$below" "the Neovim of Debian's $suite does not run here"
      echo "tools.sh: $("$tools/bin/$name" --version | sed -n 1p) from Debian's $suite is in .tools/" >&2
      rm -rf "$work"
      return
    fi
  done
  give_up "$least" "$below" "none of Debian's suites ($*) gave a Neovim of this version"
}

# provide_llama_server SUITE... sees to it that a llama-server with router mode is
# at hand, as llama-server on PATH or as .tools/bin/llama-server.
provide_llama_server() {
  local mirror suite found
  if found=$(command -v llama-server) && routes "$found"; then
    return
  fi
  if [ -x "$tools/bin/llama-server" ] && routes "$tools/bin/llama-server"; then
    return
  fi
  mirror=$(debian_mirror) || no_llama_server "this machine has no Debian package source"
  command -v dpkg-deb > /dev/null || no_llama_server "dpkg-deb is missing"

  work=$(mktemp -d "$tools/llama-server.XXXXXX")
  for suite in "$@"; do
    if download "$mirror" "$suite" llama.cpp-tools 0 ''; then
      install_llama_server
      if routes "$tools/bin/llama-server"; then
        echo "tools.sh: llama-server $("$tools/bin/llama-server" --version 2>&1 | sed -n 's/^version: //p') from Debian's $suite is in .tools/" >&2
        rm -rf "$work"
        return
      fi
    fi
  done
  no_llama_server "none of Debian's suites ($*) gave one"
}

no_llama_server() {
  echo "tools.sh: no llama-server with --models-dir: $1;" \
    "install llama.cpp so that it is on PATH, or link it as .tools/bin/llama-server" >&2
  exit 1
}

# routes says whether a llama-server starts, and is of the versions that can serve
# several models, which is the newest thing that the tests ask of it.
routes() { "$1" --help 2> /dev/null | grep -e --models-dir > /dev/null; }

give_up() {
  echo "tools.sh: no Neovim $1 or newer${2:+, older than ${2%\~}}: $3;" \
    "install one so that nvim is on PATH, or link it as .tools/bin/nvim${2:+-0.10}" >&2
  exit 1
}

# native and plain say whether a Neovim starts, finds its runtime, and has inline
# completion of its own, or is of the versions that speak LSP but lack that.
native() { runs "$1" 'vim.lsp.inline_completion'; }
plain() { runs "$1" 'vim.fn.has("nvim-0.10") == 1 and not vim.lsp.inline_completion'; }

runs() {
  "$1" --headless -u NONE -i NONE -n \
    +"lua if not ($2) then vim.cmd.cquit() end" +quitall > /dev/null 2>&1
}

# debian_mirror prints where this machine gets its Debian packages.
debian_mirror() {
  command -v apt-get > /dev/null || return 1
  # shellcheck disable=SC2016 # apt replaces it
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2> /dev/null |
    awk '/\/debian\/?$/ && !found {found = 1; print} END {exit !found}'
}

# download fetches a package of a suite and its whole closure into $work, with
# apt's own checks of signatures, but none of the machine's own lists and state: an
# empty status file makes apt believe that nothing is installed.
download() {
  local mirror=$1 suite=$2 package=$3 least=$4 below=$5 apt=$work/apt
  rm -rf "$apt"
  mkdir -p "$apt"/lists/partial "$apt"/cache/archives/partial
  : > "$apt/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$apt/sources.list"
  local options=(
    -qq -o APT::Sandbox::User=root
    -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::Etc::PreferencesParts=/dev/null
    -o "Dir::State::Lists=$apt/lists" -o "Dir::State::Status=$apt/status"
    -o "Dir::Cache=$apt/cache"
    -o Acquire::Languages=none -o Acquire::Retries=3
    -o APT::Install-Recommends=false -o Debug::NoLocking=true
  )
  apt-get "${options[@]}" update >&2 || return 1
  local version
  version=$(LC_ALL=C apt-cache "${options[@]}" policy "$package" | awk '/Candidate:/{print $2}')
  [ "${version:-(none)}" != '(none)' ] || return 1
  dpkg --compare-versions "$version" ge "$least" || return 1
  [ -z "$below" ] || dpkg --compare-versions "$version" lt "$below" || return 1
  echo "tools.sh: downloading $package $version and what it needs" >&2
  apt-get "${options[@]}" --yes --download-only install "$package" patchelf > /dev/null
}

# install_tree unpacks what was downloaded, makes its program use its own loader
# and libraries, and swaps the finished tree in; the program's name comes last,
# whole or not at all.
install_tree() {
  local name=$1 package root=$work/root home=$tools/$1
  mkdir "$root"
  for package in "$work"/apt/cache/archives/*.deb; do
    dpkg-deb --extract "$package" "$root"
  done
  local loader lib
  loader=$(find "$root"/usr/lib -name 'ld-linux*' -print -quit)
  lib=${loader%/*}
  # Starting the program through its loader is not enough: Neovim's terminal
  # interface starts itself again by its own path, so the paths have to be in it.
  "$loader" --library-path "$lib" "$root/usr/bin/patchelf" \
    --set-interpreter "$home${loader#"$root"}" \
    --force-rpath --set-rpath "$home${lib#"$root"}" "$root/usr/bin/nvim"
  if [ -e "$home" ]; then
    mv -T "$home" "$work/old"
  fi
  mv -T "$root" "$home"
  cat > "$work/$name" << WRAPPER
#!/bin/sh
export VIMRUNTIME="$home/usr/share/nvim/runtime"
exec "$home/usr/bin/nvim" "\$@"
WRAPPER
  chmod +x "$work/$name"
  mv "$work/$name" "$tools/bin/$name"
}

# install_llama_server is install_tree for a program whose libraries load others:
# those of the model formats and of the processor, which are looked for beside it.
install_llama_server() {
  local package root=$work/root home=$tools/llama-server loader lib file
  rm -rf "$root"
  mkdir "$root"
  for package in "$work"/apt/cache/archives/*.deb; do
    dpkg-deb --extract "$package" "$root"
  done
  loader=$(find "$root"/usr/lib -name 'ld-linux*' -print -quit)
  lib=${loader%/*}
  local inside=$home${lib#"$root"}
  local patch=("$loader" --library-path "$lib" "$root/usr/bin/patchelf" --force-rpath --set-rpath "$inside:$inside/llama:$inside/ggml")
  "${patch[@]}" --set-interpreter "$home${loader#"$root"}" "$root/usr/bin/llama-server"
  find "$lib" -type f \( -path '*/llama/*.so*' -o -path '*/ggml/*.so*' -o -name 'libllama*.so*' -o -name 'libggml*.so*' -o -name 'libmtmd*.so*' \) -print0 |
    while IFS= read -r -d '' file; do "${patch[@]}" "$file"; done
  for file in "$lib"/ggml/backends*/*.so; do
    [ ! -e "$file" ] || ln -sf "$inside${file#"$lib"}" "$root/usr/bin/"
  done
  if [ -e "$home" ]; then
    mv -T "$home" "$work/old"
  fi
  mv -T "$root" "$home"
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$home/usr/bin/llama-server" > "$work/llama-server"
  chmod +x "$work/llama-server"
  mv "$work/llama-server" "$tools/bin/llama-server"
}

main
