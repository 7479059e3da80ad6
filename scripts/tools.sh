#!/usr/bin/env bash
# Puts what the tests need into .tools/: a Neovim with native inline completion,
# 0.12 or newer. The one on PATH is used when it is new enough. Otherwise the
# package of a newer Debian suite is unpacked into a folder, together with
# everything it depends on down to the C library, and its program is told to use
# those: no root, and nothing outside .tools/ changes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly WANTED=0.12
# Names that move with Debian's releases, the calmest first.
readonly SUITES=(stable testing unstable)

home=$PWD/.tools/nvim   # the unpacked packages
nvim=$PWD/.tools/bin/nvim

main() {
  local found
  if found=$(command -v nvim) && fits "$found"; then
    return
  fi
  if [ -x "$nvim" ] && fits "$nvim"; then
    return
  fi
  local mirror
  mirror=$(debian_mirror) || give_up "this machine has no Debian package source"
  command -v dpkg-deb > /dev/null || give_up "dpkg-deb is missing"

  mkdir -p .tools/bin
  work=$(mktemp -d "$PWD/.tools/nvim.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  local suite
  for suite in "${SUITES[@]}"; do
    if download "$mirror" "$suite"; then
      install_tree
      fits "$nvim" || give_up "the Neovim of Debian's $suite does not run here"
      echo "tools.sh: $("$nvim" --version | sed -n 1p) from Debian's $suite is in .tools/" >&2
      return
    fi
  done
  give_up "none of Debian's suites (${SUITES[*]}) gave a Neovim $WANTED"
}

give_up() {
  echo "tools.sh: $1; install Neovim $WANTED or newer so that nvim is on PATH" >&2
  exit 1
}

# fits says whether a Neovim starts, finds its runtime, and has the feature.
fits() {
  "$1" --headless -u NONE -i NONE -n \
    +'lua if not vim.lsp.inline_completion then vim.cmd.cquit() end' +quitall > /dev/null 2>&1
}

# debian_mirror prints where this machine gets its Debian packages.
debian_mirror() {
  command -v apt-get > /dev/null || return 1
  # shellcheck disable=SC2016 # apt replaces it
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2> /dev/null |
    awk '/\/debian\/?$/ && !found {found = 1; print} END {exit !found}'
}

# download fetches a suite's neovim and its whole closure into $work, with apt's
# own checks of signatures, but none of the machine's own lists and state: an
# empty status file makes apt believe that nothing is installed.
download() {
  local mirror=$1 suite=$2 apt=$work/apt
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
  version=$(LC_ALL=C apt-cache "${options[@]}" policy neovim | awk '/Candidate:/{print $2}')
  dpkg --compare-versions "${version:-0}" ge "$WANTED" || return 1
  echo "tools.sh: downloading neovim $version and what it needs" >&2
  apt-get "${options[@]}" --yes --download-only install neovim patchelf > /dev/null
}

# install_tree unpacks what was downloaded, makes its program use its own loader
# and libraries, and swaps the finished tree in.
install_tree() {
  local package root=$work/root
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
  rm -rf "$home"
  mv "$root" "$home"
  cat > "$nvim" << WRAPPER
#!/bin/sh
export VIMRUNTIME="$home/usr/share/nvim/runtime"
exec "$home/usr/bin/nvim" "\$@"
WRAPPER
  chmod +x "$nvim"
}

main
