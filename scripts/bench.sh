#!/usr/bin/env bash
# Prints the table of what Inkling has to reach and what it reaches here.
#   scripts/bench.sh [WORD]     all rows, or those whose name has WORD in it
#
# A row is one line at the end of this file: what is measured, what is asked for,
# and a command whose last line of output is the measurement. Noise on the
# machine makes every time longer, never shorter: run it alone, and twice.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
word=${1:-}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0

row() {
  local what=$1 wanted=$2 measured
  [[ $what == *"$word"* ]] || return 0
  shift 2
  echo "measuring: $what" >&2
  if measured=$("$@" 2> "$log" | tail -n 1) && [ -n "$measured" ]; then
    printf '| %s | %s | %s |\n' "$what" "$wanted" "$measured"
  else
    printf '| %s | %s | not measured: %s |\n' "$what" "$wanted" "$(tail -n 1 "$log")"
    failed=1
  fi
}

# benchmark PACKAGE NAME TIME UNIT... prints the values that a Go benchmark
# reports in these units: "0.21 p50-ms, 0.8 p99-ms".
benchmark() {
  local package=$1 name=$2 time=$3 output
  shift 3
  output=$(go test -run '^$' -bench "^${name//\//$/^}\$" -benchtime "$time" -benchmem "./$package") || {
    echo "$output" >&2
    return 1
  }
  awk -v wanted="$*" '
    /^Benchmark/ {
      n = split(wanted, units, " ")
      for (u = 1; u <= n; u++)
        for (i = 3; i < NF; i += 2)
          if ($(i + 1) == units[u]) line = line (line == "" ? "" : ", ") $i " " units[u]
    }
    END { if (line == "") exit 1; print line }' <<< "$output"
}

echo "| what | at least | here |"
echo "|---|---|---|"
row "embedded model, one suggestion, 1 MLOC indexed" "p50 ≤0.3 ms, p99 ≤1 ms" \
  benchmark model/local BenchmarkPredict 5s p50-µs p99-µs
row "learning 1,000,000 lines of Go" "≤6 s" \
  benchmark model/local BenchmarkLearnMillionLines 1x ns/op heap-MB-with-source
row "one-character change, 5,000 lines" "p99 ≤0.2 ms, ≤8 KB" \
  benchmark context/text BenchmarkChange/5000lines 2s p99-ns B/op
row "one-character change, 100,000 lines" "≤3× the time of 5,000" \
  benchmark context/text BenchmarkChange/100000lines 2s p99-ns B/op
exit "$failed"
