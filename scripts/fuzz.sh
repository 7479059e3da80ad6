#!/usr/bin/env bash
# Runs every fuzz target of the module for FUZZTIME, one after the other: Go's
# fuzzer takes one target of one package at a time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

listed=$(go test -list '^Fuzz' ./...)
found=0
# `go test -list` prints a package's targets before the package's own line.
names=()
while read -r first second _; do
  case $first in
    Fuzz*) names+=("$first") ;;
    ok)
      for name in ${names[@]+"${names[@]}"}; do
        found=$((found + 1))
        echo "$second $name"
        go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-10s}" "$second"
      done
      names=()
      ;;
  esac
done <<< "$listed"
if [ "$found" -eq 0 ]; then
  echo "fuzz.sh: no fuzz target was found" >&2
  exit 1
fi
